import { BlockList, isIP } from 'node:net';
import { matchesArn, matchesPattern } from './match-pattern.ts';

/** Whether one value of the request meets one value of the policy. */
export type Comparison = (policyValue: string, requestValue: string) => boolean;

export interface ConditionOperator {
  readonly compare: Comparison;
  /** `StringNotEquals` and its like hold when nothing compares equal, and therefore also when the key is absent. */
  readonly negated: boolean;
}

const equal: Comparison = (policyValue, requestValue) => policyValue === requestValue;
const equalIgnoringCase: Comparison = (policyValue, requestValue) =>
  policyValue.toLowerCase() === requestValue.toLowerCase();

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html */
export const conditionOperators: Readonly<Record<string, ConditionOperator>> = {
  StringEquals: { compare: equal, negated: false },
  StringNotEquals: { compare: equal, negated: true },
  StringEqualsIgnoreCase: { compare: equalIgnoringCase, negated: false },
  StringNotEqualsIgnoreCase: { compare: equalIgnoringCase, negated: true },
  StringLike: { compare: matchesPattern, negated: false },
  StringNotLike: { compare: matchesPattern, negated: true },
  // The documentation gives ArnEquals and ArnLike the same behaviour, wildcards included.
  ArnEquals: { compare: matchesArn, negated: false },
  ArnLike: { compare: matchesArn, negated: false },
  ArnNotEquals: { compare: matchesArn, negated: true },
  ArnNotLike: { compare: matchesArn, negated: true },
  Bool: { compare: equalIgnoringCase, negated: false },
  IpAddress: { compare: isInRange, negated: false },
  NotIpAddress: { compare: isInRange, negated: true },
  ...ordered('Numeric', Number),
  ...ordered('Date', dateMilliseconds),
};

function ordered(prefix: string, read: (text: string) => number): Record<string, ConditionOperator> {
  const comparing = (holds: (requested: number, limit: number) => boolean): Comparison => {
    return (policyValue, requestValue) => holds(read(requestValue), read(policyValue));
  };
  return {
    [`${prefix}Equals`]: { compare: comparing((requested, limit) => requested === limit), negated: false },
    [`${prefix}NotEquals`]: { compare: comparing((requested, limit) => requested === limit), negated: true },
    [`${prefix}LessThan`]: { compare: comparing((requested, limit) => requested < limit), negated: false },
    [`${prefix}LessThanEquals`]: { compare: comparing((requested, limit) => requested <= limit), negated: false },
    [`${prefix}GreaterThan`]: { compare: comparing((requested, limit) => requested > limit), negated: false },
    [`${prefix}GreaterThanEquals`]: { compare: comparing((requested, limit) => requested >= limit), negated: false },
  };
}

/** ISO 8601, or seconds since 1970. */
function dateMilliseconds(text: string): number {
  return /^\d+$/.test(text) ? Number(text) * 1000 : Date.parse(text);
}

/** An address without a prefix length is one host. Addresses of the other family are never inside. */
export function isInRange(range: string, address: string): boolean {
  const [network = '', prefixLength] = range.split('/');
  const family = isIP(network) === 6 ? 'ipv6' : 'ipv4';
  if (isIP(network) === 0 || isIP(network) !== isIP(address)) return false;
  const block = new BlockList();
  block.addSubnet(network, prefixLength === undefined ? (family === 'ipv6' ? 128 : 32) : Number(prefixLength), family);
  return block.check(address, family);
}
