import { BlockList } from 'node:net';
import type { PolicyDocument } from '../../src/desired/resource-policy.ts';

/**
 * IAM's evaluation of the policies that the operator writes, from the IAM user guide and API Gateway's "How API Gateway
 * resource policies affect authorization workflow". It shares no code with the emulator, and throws on every element that
 * it does not know: what it says is never a guess.
 */
export interface Question {
  /** Undefined: the caller is anonymous to IAM. */
  readonly principal:
    { readonly roleArn: string; readonly account: string; readonly organization?: string } | undefined;
  /** What the caller's own policies say. */
  readonly identity: 'Allow' | 'Deny' | 'none';
  /** `GET/orders` below the stage. */
  readonly request: string;
  readonly network: { readonly endpoint: string; readonly vpc: string; readonly address: string } | undefined;
}

type Word = 'Allow' | 'Delegate' | 'Deny' | 'silent';

/** What the resource policy alone says. `Delegate`: it names the caller's account, which leaves it to that account. */
export function resourceVerdict(policy: PolicyDocument, question: Question, owner: string, stage = 'prod'): Word {
  const words = policy.Statement.flatMap((statement): Word[] => {
    const { Sid: _sid, Effect, Principal, Action, Resource, Condition = {}, ...unknown } = statement;
    if (Object.keys(unknown).length > 0 || Action !== 'execute-api:Invoke') throw new Error('an unknown element');
    const who = matches(Principal, question);
    const what = [Resource].flat().some((pattern) => covers(pattern, `execute-api:/${stage}/${question.request}`));
    if (who === undefined || !what || !holds(Condition, question)) return [];
    return [Effect === 'Deny' ? 'Deny' : who];
  });
  if (words.includes('Deny')) return 'Deny';
  return words.includes('Allow') ? 'Allow' : words.includes('Delegate') ? 'Delegate' : 'silent';

  function matches(principal: unknown, { principal: caller }: Question): 'Allow' | 'Delegate' | undefined {
    if (principal === '*') return 'Allow';
    if (JSON.stringify(principal) !== `{"AWS":"arn:aws:iam::${owner}:root"}`) throw new Error('an unknown principal');
    return caller?.account === owner ? 'Delegate' : undefined;
  }
}

/** Whether a signed caller of a route with IAM gets in: table A in the API's account, table B from another. */
export function admitsSigned(policy: PolicyDocument, question: Question, owner: string): boolean {
  const resource = resourceVerdict(policy, question, owner);
  if (question.principal === undefined || resource === 'Deny' || question.identity === 'Deny') return false;
  const identityAllows = question.identity === 'Allow';
  return question.principal.account === owner
    ? resource === 'Allow' || identityAllows
    : (resource === 'Allow' || resource === 'Delegate') && identityAllows;
}

/** Every key of every operator has to hold; a negated one holds too when the request has no such key. */
function holds(conditions: Readonly<Record<string, Readonly<Record<string, unknown>>>>, question: Question): boolean {
  return Object.entries(conditions).every(([operator, keys]) =>
    Object.entries(keys).every(([key, values]) => {
      const value = valueOf(key, question);
      const listed = [values].flat() as string[];
      if (operator === 'StringNotEquals') return value === undefined || !listed.includes(value);
      if (operator === 'NotIpAddress') return value === undefined || !listed.some((range) => isWithin(value, range));
      throw new Error(`an unknown operator ${operator}`);
    }),
  );
}

function valueOf(key: string, { principal, network }: Question): string | undefined {
  const values: Readonly<Record<string, string | undefined>> = {
    'aws:SourceVpce': network?.endpoint,
    'aws:SourceVpc': network?.vpc,
    'aws:VpcSourceIp': network?.address,
    'aws:PrincipalArn': principal?.roleArn,
    'aws:PrincipalAccount': principal?.account,
    'aws:PrincipalOrgID': principal?.organization,
  };
  if (!(key in values)) throw new Error(`an unknown key ${key}`);
  return values[key];
}

function isWithin(address: string, range: string): boolean {
  const [network = '', bits = ''] = range.split('/');
  const list = new BlockList();
  list.addSubnet(network, Number(bits), network.includes(':') ? 'ipv6' : 'ipv4');
  return list.check(address, address.includes(':') ? 'ipv6' : 'ipv4');
}

/** `*` is any text, slashes included; written without regular expressions. */
function covers(pattern: string, text: string): boolean {
  const star = pattern.indexOf('*');
  if (star === -1) return pattern === text;
  if (!text.startsWith(pattern.slice(0, star))) return false;
  const rest = pattern.slice(star + 1);
  for (let start = star; start <= text.length; start += 1) if (covers(rest, text.slice(start))) return true;
  return false;
}
