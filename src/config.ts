import { parseArgs } from 'node:util';

/** How the process runs: flags and environment, checked once, frozen. Times in milliseconds. */
export interface Config {
  readonly region: string;
  readonly clusterId: string | undefined;
  readonly clusterName: string | undefined;
  readonly referenceConsent: boolean;
  readonly allowForeignCallers: boolean;
  readonly kubeconfig: string | undefined;
  readonly context: string | undefined;
  readonly workers: number;
  readonly resyncIntervalMs: number;
  readonly lookAgainIntervalMs: number;
  readonly recheckIntervalMs: number;
  readonly createGraceMs: number;
  readonly passDeadlineMs: number;
  readonly leaderElect: boolean;
  readonly leaseNamespace: string;
  readonly leaseDurationMs: number;
  readonly leaseRenewDeadlineMs: number;
  readonly leaseRetryPeriodMs: number;
  readonly identity: string;
  readonly bindAddress: string;
  readonly healthPort: number;
  readonly metricsPort: number;
  /** Undefined: no debug page. */
  readonly debugPort: number | undefined;
  readonly logLevel: 'debug' | 'info' | 'warn' | 'error';
}

interface Option {
  /** Environment variable that stands in when the flag is not given. */
  readonly env?: string;
  readonly default?: string;
  /** Shown by --help and in the documentation: what it is, and why the default is what it is. */
  readonly help: string;
}

/** Every flag, in the order of --help; a test holds the documentation to this list. */
export const options = {
  region: { env: 'AWS_REGION', help: 'AWS region of objects that name none.' },
  'cluster-id': { help: 'Identity of this cluster in AWS tags. Default: the uid of the kube-system namespace.' },
  'cluster-name': {
    help: 'Name of the EKS cluster, as the AWS load balancer controller writes it into tags; with it, load balancers made for a Service or Ingress are open to its namespace.',
  },
  'reference-consent': {
    default: 'on',
    help: 'on: AWS resources must be opened to a namespace by the tag privateapi.dev/allow. off: for clusters with a single tenant.',
  },
  'allow-foreign-callers': {
    default: 'false',
    help: "Admit callers' VPC endpoints and VPCs that this account cannot describe, principals of other accounts, and organizations.",
  },
  kubeconfig: {
    help: "File with the connection to the cluster, for running outside of one. Default: the pod's service account, else KUBECONFIG or ~/.kube/config.",
  },
  context: { help: 'Context of the kubeconfig.' },
  workers: {
    default: '4',
    help: 'Objects worked on at the same time; AWS allows 10 requests a second, so more would only wait.',
  },
  'resync-interval': { default: '10m', help: 'How long AWS is left unlooked at when nothing happens.' },
  'look-again-interval': {
    default: '15s',
    help: 'When to look again at something that is on its way; a VPC link takes minutes.',
  },
  'recheck-interval': { default: '10m', help: 'When to try again what someone has to change first.' },
  'create-grace': {
    default: '2m',
    help: 'How long a creation whose answer was lost may take to appear; longer than the request timeout of 30s.',
  },
  'pass-deadline': { default: '90s', help: 'How long one pass over an object may take.' },
  'leader-elect': { default: 'true', help: 'Work only while holding the Lease; false is for a single process.' },
  'lease-namespace': { env: 'POD_NAMESPACE', default: 'private-api-system', help: 'Namespace of the Lease.' },
  'lease-duration': { default: '15s', help: 'How long the Lease holds without renewal.' },
  'lease-renew-deadline': { default: '10s', help: 'How long the leader tries to renew before it gives up.' },
  'lease-retry-period': { default: '2s', help: 'How often the Lease is renewed or asked for.' },
  identity: { env: 'POD_NAME', help: 'Name of this process in the Lease and in events. Default: the host name.' },
  'bind-address': { default: '0.0.0.0', help: 'Address of the health and metrics ports.' },
  'health-port': { default: '8081', help: 'Port of /healthz and /readyz; 0 picks a free one.' },
  'metrics-port': { default: '8080', help: 'Port of /metrics; 0 picks a free one.' },
  'debug-port': {
    default: '0',
    help: 'Port of /debug, a JSON page of queue, watches and Lease on 127.0.0.1, for kubectl port-forward; 0 is off.',
  },
  'log-level': { default: 'info', help: 'debug, info, warn or error.' },
  'time-factor': {
    default: '1',
    help: 'Divides every time above; for demonstrations, and accepted only with a custom AWS endpoint.',
  },
} satisfies Record<string, Option>;

type OptionName = keyof typeof options;

/** The flags or the environment do not make sense; the message lists every problem. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

/** Reads flags and environment. Throws ConfigError with all problems at once. */
export function parseConfig(
  argv: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
  hostname: string,
): Config {
  const problems: string[] = [];
  const values = readValues(argv, env, problems);
  const timeFactor = positiveNumber('time-factor');
  if (timeFactor !== 1 && customEndpoint(env) === undefined) {
    problems.push('--time-factor is for demonstrations: it needs AWS_ENDPOINT_URL set to an emulator');
  }

  const config: Config = {
    region: required('region', 'set --region or AWS_REGION, for example eu-west-1'),
    clusterId: values['cluster-id'],
    clusterName: values['cluster-name'],
    referenceConsent: oneOf('reference-consent', ['on', 'off']) === 'on',
    allowForeignCallers: boolean('allow-foreign-callers'),
    kubeconfig: values.kubeconfig,
    context: values.context,
    workers: integer('workers', 1, 64),
    resyncIntervalMs: duration('resync-interval'),
    lookAgainIntervalMs: duration('look-again-interval'),
    recheckIntervalMs: duration('recheck-interval'),
    createGraceMs: duration('create-grace'),
    passDeadlineMs: duration('pass-deadline'),
    leaderElect: boolean('leader-elect'),
    leaseNamespace: required('lease-namespace', 'set --lease-namespace'),
    leaseDurationMs: duration('lease-duration'),
    leaseRenewDeadlineMs: duration('lease-renew-deadline'),
    leaseRetryPeriodMs: duration('lease-retry-period'),
    identity: values.identity ?? hostname,
    bindAddress: required('bind-address', 'set --bind-address'),
    healthPort: integer('health-port', 0, 65535),
    metricsPort: integer('metrics-port', 0, 65535),
    debugPort: integer('debug-port', 0, 65535) || undefined,
    logLevel: oneOf('log-level', ['debug', 'info', 'warn', 'error']),
  };
  if (!(
    config.leaseDurationMs > config.leaseRenewDeadlineMs &&
    config.leaseRenewDeadlineMs > 1.2 * config.leaseRetryPeriodMs
  )) {
    problems.push(
      '--lease-duration must be longer than --lease-renew-deadline, and that longer than 1.2 times --lease-retry-period',
    );
  }
  if (Math.round(config.createGraceMs * timeFactor) < 120_000) {
    problems.push('--create-grace must be at least 2m: AWS may take that long to show what a lost request made');
  }
  if (problems.length > 0) throw new ConfigError(problems.join('; '));
  return Object.freeze(config);

  function required(name: OptionName, remedy: string): string {
    const value = values[name];
    if (value === undefined || value === '') problems.push(`--${name} is missing: ${remedy}`);
    return value ?? '';
  }

  function oneOf<const Choice extends string>(name: OptionName, choices: readonly Choice[]): Choice {
    const choice = choices.find((candidate) => candidate === values[name]);
    if (choice === undefined) problems.push(`--${name} is ${values[name]}: use ${choices.join(' or ')}`);
    return choice ?? choices[0]!;
  }

  function boolean(name: OptionName): boolean {
    return oneOf(name, ['true', 'false']) === 'true';
  }

  function integer(name: OptionName, min: number, max: number): number {
    const value = Number(values[name]);
    if (!Number.isInteger(value) || value < min || value > max) {
      problems.push(`--${name} is ${values[name]}: use a whole number from ${min} to ${max}`);
    }
    return value;
  }

  function positiveNumber(name: OptionName): number {
    const value = Number(values[name]);
    if (value >= 1 && Number.isFinite(value)) return value;
    problems.push(`--${name} is ${values[name]}: use a number of at least 1`);
    return 1;
  }

  function duration(name: OptionName): number {
    const match = /^(\d+(?:\.\d+)?)(ms|s|m|h)$/u.exec(values[name] ?? '');
    if (match === null || Number(match[1]) === 0) {
      problems.push(`--${name} is ${values[name]}: use a duration such as 500ms, 30s, 10m or 1h`);
      return 1;
    }
    return (
      (Number(match[1]) * { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 }[match[2] as 'ms' | 's' | 'm' | 'h']) / timeFactor
    );
  }
}

/** The text of --help. */
export function helpText(): string {
  const lines = Object.entries(options as Record<string, Option>).map(([name, option]) => {
    const origin = [option.default && `default ${option.default}`, option.env && `environment ${option.env}`]
      .filter(Boolean)
      .join(', ');
    return `  --${name.padEnd(22)} ${option.help}${origin === '' ? '' : ` (${origin})`}`;
  });
  return `Usage: private-api-operator [flags]\n\n${lines.join('\n')}\n`;
}

/** The endpoint that the SDK would call instead of AWS, if any. */
export function customEndpoint(env: Readonly<Record<string, string | undefined>>): string | undefined {
  // The SDK prefers the one of the service, and takes an empty one for none.
  return env.AWS_ENDPOINT_URL_API_GATEWAY || env.AWS_ENDPOINT_URL || undefined;
}

type Values = Partial<Record<OptionName, string>>;

function readValues(
  argv: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
  problems: string[],
): Values {
  const flags = Object.fromEntries(Object.keys(options).map((name) => [name, { type: 'string' as const }]));
  // Not strict, so that every unknown flag is reported and not only the first.
  const { values, tokens } = parseArgs({ args: [...argv], options: flags, strict: false, tokens: true });
  for (const token of tokens) {
    if (token.kind === 'positional') problems.push(`unexpected argument ${token.value}: flags start with --`);
    else if (token.kind === 'option' && !Object.hasOwn(options, token.name))
      problems.push(`${token.rawName} is no flag of this program: see --help`);
    // Without strictness the parser takes the next flag for a value that was forgotten.
    else if (
      token.kind === 'option' &&
      (token.value === undefined || (!token.inlineValue && token.value.startsWith('-')))
    )
      problems.push(`${token.rawName} has no value`);
  }
  return Object.fromEntries(
    Object.entries(options as Record<string, Option>).map(([name, option]) => {
      const value = values[name] ?? (option.env && env[option.env]) ?? option.default;
      return [name, typeof value === 'string' && value !== '' ? value : undefined];
    }),
  );
}
