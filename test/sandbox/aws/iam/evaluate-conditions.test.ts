import { describe, expect, test } from '@jest/globals';
import { conditionsHold } from '../../../../sandbox/aws/iam/evaluate-conditions.ts';
import type { PolicyStatement } from '../../../../sandbox/aws/state.ts';

type Keys = Record<string, string | string[]>;
type Row = [rule: string, condition: NonNullable<PolicyStatement['Condition']>, keys: Keys, holds: boolean];

// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
describe('each operator', () => {
  test.each<Row>([
    ['StringEquals compares exactly', { StringEquals: { k: 'a' } }, { k: 'a' }, true],
    ['StringEquals minds case', { StringEquals: { k: 'A' } }, { k: 'a' }, false],
    ['StringEquals takes * literally', { StringEquals: { k: '*' } }, { k: 'a' }, false],
    ['StringNotEquals negates', { StringNotEquals: { k: 'b' } }, { k: 'a' }, true],
    ['StringEqualsIgnoreCase ignores case', { StringEqualsIgnoreCase: { k: 'A' } }, { k: 'a' }, true],
    ['StringNotEqualsIgnoreCase ignores case', { StringNotEqualsIgnoreCase: { k: 'A' } }, { k: 'a' }, false],
    ['StringLike knows *', { StringLike: { k: 'vpce-*' } }, { k: 'vpce-1' }, true],
    ['StringLike knows ?', { StringLike: { k: 'vpce-?' } }, { k: 'vpce-12' }, false],
    ['StringLike minds case', { StringLike: { k: 'VPCE-*' } }, { k: 'vpce-1' }, false],
    ['StringNotLike negates', { StringNotLike: { k: 'vpce-*' } }, { k: 'vpce-1' }, false],
    ['ArnEquals knows wildcards', { ArnEquals: { k: 'arn:aws:iam::1:role/*' } }, { k: 'arn:aws:iam::1:role/a' }, true],
    ['ArnLike stays in its part', { ArnLike: { k: 'arn:aws:*:role/a' } }, { k: 'arn:aws:iam::1:role/a' }, false],
    ['ArnNotEquals negates', { ArnNotEquals: { k: 'arn:aws:iam::1:role/a' } }, { k: 'arn:aws:iam::1:role/b' }, true],
    ['ArnNotLike negates', { ArnNotLike: { k: 'arn:aws:iam::1:role/*' } }, { k: 'arn:aws:iam::1:role/b' }, false],
    ['IpAddress holds inside a range', { IpAddress: { k: '10.0.0.0/8' } }, { k: '10.1.2.3' }, true],
    ['IpAddress fails outside', { IpAddress: { k: '10.0.0.0/8' } }, { k: '11.0.0.1' }, false],
    ['IpAddress without a prefix is one host', { IpAddress: { k: '10.0.0.1' } }, { k: '10.0.0.1' }, true],
    ['IpAddress without a prefix is no other host', { IpAddress: { k: '10.0.0.1' } }, { k: '10.0.0.2' }, false],
    ['IpAddress knows 0.0.0.0/0', { IpAddress: { k: '0.0.0.0/0' } }, { k: '192.0.2.1' }, true],
    ['IpAddress knows IPv6', { IpAddress: { k: '2001:DB8:1234:5678::/64' } }, { k: '2001:db8:1234:5678::1' }, true],
    ['IpAddress keeps IPv6 ranges', { IpAddress: { k: '2001:db8::/64' } }, { k: '2001:db8:0:1::1' }, false],
    ['IpAddress keeps families apart', { IpAddress: { k: '::/0' } }, { k: '10.0.0.1' }, false],
    ['NotIpAddress negates', { NotIpAddress: { k: ['10.0.0.0/8', '192.0.2.0/24'] } }, { k: '192.0.2.9' }, false],
    ['NotIpAddress holds outside all ranges', { NotIpAddress: { k: ['10.0.0.0/8'] } }, { k: '192.0.2.9' }, true],
    ['Bool compares', { Bool: { k: 'true' } }, { k: 'true' }, true],
    ['Bool tells false from true', { Bool: { k: 'false' } }, { k: 'true' }, false],
    ['NumericEquals compares numbers', { NumericEquals: { k: '10' } }, { k: '10.0' }, true],
    ['NumericNotEquals negates', { NumericNotEquals: { k: '10' } }, { k: '10.0' }, false],
    ['NumericLessThan', { NumericLessThan: { k: '10' } }, { k: '9' }, true],
    ['NumericLessThan excludes the limit', { NumericLessThan: { k: '10' } }, { k: '10' }, false],
    ['NumericLessThanEquals includes the limit', { NumericLessThanEquals: { k: '10' } }, { k: '10' }, true],
    ['NumericGreaterThan', { NumericGreaterThan: { k: '9' } }, { k: '10' }, true],
    ['NumericGreaterThanEquals', { NumericGreaterThanEquals: { k: '11' } }, { k: '10' }, false],
    ['text is no number', { NumericLessThan: { k: '10' } }, { k: 'nine' }, false],
    [
      'DateLessThan reads ISO 8601',
      { DateLessThan: { k: '2026-01-01T00:00:00Z' } },
      { k: '2025-12-31T23:59:59Z' },
      true,
    ],
    ['dates may be epoch seconds', { DateGreaterThan: { k: '1767225600' } }, { k: '2026-01-02T00:00:00Z' }, true],
    ['Null true asks for absence', { Null: { k: 'true' } }, { k: 'a' }, false],
    ['Null true holds for an absent key', { Null: { k: 'true' } }, {}, true],
    ['Null false asks for presence', { Null: { k: 'false' } }, { k: 'a' }, true],
    ['Null false fails for an absent key', { Null: { k: 'false' } }, {}, false],
  ])('%s', (_, condition, keys, holds) => expect(conditionsHold(condition, keys)).toBe(holds));

  test('an operator IAM does not know is an error', () => {
    expect(() => conditionsHold({ StringMatches: { k: 'a' } }, { k: 'a' })).toThrow('StringMatches');
  });
});

// "If the key ... is not present in the request context, the values do not match and the condition is false. If the
// policy condition requires that the key is not matched ... the condition is true." (same page)
describe('an absent key', () => {
  test.each([
    ...['StringEquals', 'StringLike', 'ArnEquals', 'IpAddress', 'Bool', 'NumericEquals', 'NumericLessThan'].map(
      (operator) => [operator, false] as const,
    ),
    ...['StringNotEquals', 'StringNotLike', 'ArnNotEquals', 'NotIpAddress', 'NumericNotEquals'].map(
      (operator) => [operator, true] as const,
    ),
    ['StringEqualsIfExists', true],
    ['StringNotEqualsIfExists', true],
    ['BoolIfExists', true],
    ['ForAnyValue:StringEquals', false],
    ['ForAnyValue:StringNotEquals', false],
    ['ForAllValues:StringEquals', true],
    ['ForAllValues:StringNotEquals', true],
  ] as const)('makes %s %s', (operator, holds) => {
    expect(conditionsHold({ [operator]: { k: '1' } }, { other: '1' })).toBe(holds);
  });
});

// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-logic-multiple-context-keys-or-values.html
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html
describe('several operators, keys and values', () => {
  test.each<Row>([
    ['no condition holds', {}, {}, true],
    ['values are ORed', { StringEquals: { k: ['a', 'b'] } }, { k: 'b' }, true],
    ['negated values are NORed', { StringNotEquals: { k: ['a', 'b'] } }, { k: 'b' }, false],
    ['keys are ANDed', { StringEquals: { k: 'a', l: 'b' } }, { k: 'a', l: 'x' }, false],
    ['operators are ANDed', { StringEquals: { k: 'a' }, Bool: { b: 'true' } }, { k: 'a', b: 'false' }, false],
    ['all met', { StringEquals: { k: 'a', l: 'b' }, Bool: { b: 'true' } }, { k: 'a', l: 'b', b: 'true' }, true],
    ['keys carry no case', { StringEquals: { 'AWS:sourcevpce': 'a' } }, { 'aws:SourceVpce': 'a' }, true],
    ['IfExists still compares a present key', { StringEqualsIfExists: { k: 'a' } }, { k: 'b' }, false],
    ['a negated operator strikes any of several values', { StringNotEquals: { k: 'a' } }, { k: ['a', 'x'] }, false],
    ['ForAnyValue needs one', { 'ForAnyValue:StringEquals': { k: ['a', 'b'] } }, { k: ['x', 'b'] }, true],
    ['ForAnyValue fails with none', { 'ForAnyValue:StringEquals': { k: ['a', 'b'] } }, { k: ['x', 'y'] }, false],
    ['ForAllValues needs all', { 'ForAllValues:StringEquals': { k: ['a', 'b'] } }, { k: ['a', 'x'] }, false],
    ['ForAllValues holds with all', { 'ForAllValues:StringLike': { k: ['a*'] } }, { k: ['a1', 'a2'] }, true],
    ['ForAnyValue negated: one escapes', { 'ForAnyValue:StringNotEquals': { k: 'a' } }, { k: ['a', 'x'] }, true],
    ['ForAllValues negated: all escape', { 'ForAllValues:StringNotEquals': { k: 'a' } }, { k: ['a', 'x'] }, false],
  ])('%s', (_, condition, keys, holds) => expect(conditionsHold(condition, keys)).toBe(holds));
});
