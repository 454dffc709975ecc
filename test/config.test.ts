import { describe, expect, test } from '@jest/globals';
import { ConfigError, customEndpoint, helpText, options, parseConfig } from '../src/config.ts';
import type { Config } from '../src/config.ts';

const env = { AWS_REGION: 'eu-west-1' };
const emulator = { ...env, AWS_ENDPOINT_URL: 'http://127.0.0.1:4566' };
const parse = (flags: readonly string[] = [], environment: Record<string, string | undefined> = env) =>
  parseConfig(flags, environment, 'host-1');

/** What is wrong with the flags, as one line. */
function problemsOf(flags: readonly string[], environment?: Record<string, string | undefined>): string {
  try {
    parse(flags, environment);
    return '';
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigError);
    return (error as ConfigError).message;
  }
}

test('a region is all it needs; everything else has a default', () => {
  expect(parse()).toEqual({
    region: 'eu-west-1',
    clusterId: undefined,
    clusterName: undefined,
    referenceConsent: true,
    allowForeignCallers: false,
    kubeconfig: undefined,
    context: undefined,
    workers: 4,
    resyncIntervalMs: 600_000,
    lookAgainIntervalMs: 15_000,
    recheckIntervalMs: 600_000,
    createGraceMs: 120_000,
    passDeadlineMs: 90_000,
    leaderElect: true,
    leaseNamespace: 'private-api-system',
    leaseDurationMs: 15_000,
    leaseRenewDeadlineMs: 10_000,
    leaseRetryPeriodMs: 2_000,
    identity: 'host-1',
    bindAddress: '0.0.0.0',
    healthPort: 8081,
    metricsPort: 8080,
    debugPort: undefined,
    logLevel: 'info',
  } satisfies Config);
});

test('it cannot be changed afterwards', () => {
  const config = parse() as { region: string };
  expect(() => (config.region = 'us-east-1')).toThrow(TypeError);
});

describe('each flag', () => {
  const flags: readonly [string, Partial<Config>][] = [
    ['--region=us-east-1', { region: 'us-east-1' }],
    ['--cluster-id=one', { clusterId: 'one' }],
    ['--cluster-name=eks', { clusterName: 'eks' }],
    ['--reference-consent=off', { referenceConsent: false }],
    ['--allow-foreign-callers=true', { allowForeignCallers: true }],
    ['--kubeconfig=/k', { kubeconfig: '/k' }],
    ['--context=kind', { context: 'kind' }],
    ['--workers=1', { workers: 1 }],
    ['--resync-interval=1h', { resyncIntervalMs: 3_600_000 }],
    ['--look-again-interval=500ms', { lookAgainIntervalMs: 500 }],
    ['--recheck-interval=1.5m', { recheckIntervalMs: 90_000 }],
    ['--create-grace=5m', { createGraceMs: 300_000 }],
    ['--pass-deadline=60s', { passDeadlineMs: 60_000 }],
    ['--leader-elect=false', { leaderElect: false }],
    ['--lease-namespace=ops', { leaseNamespace: 'ops' }],
    ['--lease-duration=60s', { leaseDurationMs: 60_000 }],
    ['--lease-renew-deadline=12s', { leaseRenewDeadlineMs: 12_000 }],
    ['--lease-retry-period=1s', { leaseRetryPeriodMs: 1_000 }],
    ['--identity=pod-1', { identity: 'pod-1' }],
    ['--bind-address=127.0.0.1', { bindAddress: '127.0.0.1' }],
    ['--health-port=0', { healthPort: 0 }],
    ['--metrics-port=65535', { metricsPort: 65_535 }],
    ['--debug-port=6060', { debugPort: 6060 }],
    ['--log-level=debug', { logLevel: 'debug' }],
  ];
  test.each(flags)('%s', (flag, expected) => {
    expect(parse([flag])).toMatchObject(expected);
    const [name, value] = flag.split('=') as [string, string];
    expect(parse([name, value])).toMatchObject(expected);
  });

  test('is in the table above, but for the one that needs an emulator', () => {
    const tried = flags.map(([flag]) => flag.slice(2, flag.indexOf('=')));
    expect([...tried, 'time-factor']).toEqual(Object.keys(options));
  });

  test('is in the help, with its default and environment variable', () => {
    const help = helpText();
    for (const name of Object.keys(options)) expect(help).toContain(`  --${name} `);
    expect(help).toContain('(default 10m)');
    expect(help).toContain('(environment AWS_REGION)');
  });
});

describe('the environment', () => {
  test.each<[string, Record<string, string>, Partial<Config>]>([
    ['AWS_REGION', { AWS_REGION: 'us-east-1' }, { region: 'us-east-1' }],
    ['POD_NAMESPACE', { POD_NAMESPACE: 'ops' }, { leaseNamespace: 'ops' }],
    ['POD_NAME', { POD_NAME: 'pod-1' }, { identity: 'pod-1' }],
  ])('%s stands in for its flag', (_name, environment, expected) => {
    expect(parse([], { ...env, ...environment })).toMatchObject(expected);
  });

  test('a flag outweighs it', () => {
    expect(parse(['--region=us-east-1']).region).toBe('us-east-1');
  });

  test('nothing of it is changed or kept', () => {
    const given = Object.freeze({ ...env });
    expect(() => parse([], given)).not.toThrow();
  });
});

describe('a wrong flag is named with what to do', () => {
  test.each([
    ['--workers=0', '--workers is 0: use a whole number from 1 to 64'],
    ['--workers=2.5', '--workers is 2.5: use a whole number from 1 to 64'],
    ['--workers=many', '--workers is many: use a whole number from 1 to 64'],
    ['--health-port=65536', '--health-port is 65536: use a whole number from 0 to 65535'],
    ['--metrics-port=-1', '--metrics-port is -1: use a whole number from 0 to 65535'],
    ['--resync-interval=10', '--resync-interval is 10: use a duration such as 500ms, 30s, 10m or 1h'],
    ['--resync-interval=0s', '--resync-interval is 0s: use a duration such as 500ms, 30s, 10m or 1h'],
    ['--resync-interval=-1s', '--resync-interval is -1s: use a duration such as 500ms, 30s, 10m or 1h'],
    ['--resync-interval=1d', '--resync-interval is 1d: use a duration such as 500ms, 30s, 10m or 1h'],
    ['--leader-elect=yes', '--leader-elect is yes: use true or false'],
    ['--reference-consent=maybe', '--reference-consent is maybe: use on or off'],
    ['--log-level=loud', '--log-level is loud: use debug or info or warn or error'],
    [
      '--create-grace=119s',
      '--create-grace must be at least 2m: AWS may take that long to show what a lost request made',
    ],
    [
      '--lease-duration=10s',
      '--lease-duration must be longer than --lease-renew-deadline, and that longer than 1.2 times --lease-retry-period',
    ],
    [
      '--lease-retry-period=9s',
      '--lease-duration must be longer than --lease-renew-deadline, and that longer than 1.2 times --lease-retry-period',
    ],
    ['--loglevel=debug', '--loglevel is no flag of this program: see --help'],
    ['--toString=x', '--toString is no flag of this program: see --help'],
    ['-v', '-v is no flag of this program: see --help'],
    ['debug', 'unexpected argument debug: flags start with --'],
    ['--cluster-id', '--cluster-id has no value'],
    ['--time-factor=0.5', '--time-factor is 0.5: use a number of at least 1'],
    ['--time-factor=fast', '--time-factor is fast: use a number of at least 1'],
    ['--time-factor=Infinity', '--time-factor is Infinity: use a number of at least 1'],
  ])('%s', (flag, problem) => {
    expect(problemsOf([flag])).toBe(problem);
  });

  test('a flag whose value was forgotten does not swallow the next one', () => {
    expect(problemsOf(['--cluster-id', '--workers=2'])).toBe('--cluster-id has no value');
  });

  test('no region: what to set', () => {
    expect(problemsOf([], {})).toBe('--region is missing: set --region or AWS_REGION, for example eu-west-1');
    expect(problemsOf(['--region='], {})).toBe(
      '--region is missing: set --region or AWS_REGION, for example eu-west-1',
    );
  });

  test('all of them at once', () => {
    const problems = problemsOf(['--workers=0', '--log-level=loud', '--nope=1', 'word', '--create-grace=1s'], {});
    expect(problems.split('; ').map((problem) => problem.split(' ')[0])).toEqual([
      '--nope',
      'unexpected',
      '--region',
      '--workers',
      '--log-level',
      '--create-grace',
    ]);
  });
});

describe('the time factor', () => {
  test('divides every time, and only times', () => {
    const [slow, fast] = [parse([], emulator), parse(['--time-factor=20'], emulator)];
    const divided = Object.entries(slow).filter(([name]) => name.endsWith('Ms'));
    expect(divided).toHaveLength(8);
    for (const [name, value] of divided) expect(fast[name as keyof Config]).toBe((value as number) / 20);
    for (const [name, value] of Object.entries(slow).filter(([key]) => !key.endsWith('Ms'))) {
      expect(fast[name as keyof Config]).toBe(value);
    }
  });

  test('of any size leaves the defaults valid', () => {
    for (let factor = 1; factor <= 1_000; factor += 1) {
      expect(problemsOf([`--time-factor=${factor}`], emulator)).toBe('');
    }
  });

  test.each([
    ['none', env],
    ['an empty one', { ...env, AWS_ENDPOINT_URL: '' }],
    ['one of another service', { ...env, AWS_ENDPOINT_URL_STS: 'http://127.0.0.1:1' }],
  ])('is refused without a custom AWS endpoint: %s', (_name, environment) => {
    expect(problemsOf(['--time-factor=2'], environment)).toBe(
      '--time-factor is for demonstrations: it needs AWS_ENDPOINT_URL set to an emulator',
    );
  });
});

test.each([
  [{ AWS_ENDPOINT_URL: 'http://a' }, 'http://a'],
  [{ AWS_ENDPOINT_URL_API_GATEWAY: 'http://b' }, 'http://b'],
  [{ AWS_ENDPOINT_URL: 'http://a', AWS_ENDPOINT_URL_API_GATEWAY: 'http://b' }, 'http://b'],
  [{ AWS_ENDPOINT_URL: '' }, undefined],
  [{}, undefined],
])('with %j the SDK calls %s', (environment, endpoint) => {
  expect(customEndpoint(environment)).toBe(endpoint);
});
