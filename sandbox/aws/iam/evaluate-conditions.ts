import type { OneOrMany, PolicyStatement } from '../state.ts';
import { conditionOperators, type ConditionOperator } from './compare-values.ts';
import type { RequestContext } from './request-context.ts';

/**
 * Whether a Condition block holds: all operators and all keys must (AND), one value of a key is enough (OR), and for
 * negated operators none may match (NOR).
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-logic-multiple-context-keys-or-values.html
 *
 * Throws on an operator IAM does not know; AWS refuses such a document when it is saved.
 */
export function conditionsHold(
  conditions: PolicyStatement['Condition'],
  requestKeys: RequestContext['conditionKeys'],
): boolean {
  const valuesByKey = new Map(
    Object.entries(requestKeys).map(([key, value]) => [key.toLowerCase(), asList(value)] as const),
  );
  return Object.entries(conditions ?? {}).every(([operatorName, keys]) =>
    Object.entries(keys).every(([key, policyValues]) =>
      holds(operatorName, asList(policyValues), valuesByKey.get(key.toLowerCase()) ?? []),
    ),
  );
}

function holds(operatorName: string, policyValues: readonly string[], requestValues: readonly string[]): boolean {
  const isAbsent = requestValues.length === 0;
  if (operatorName === 'Null') return policyValues.some((value) => (value === 'true') === isAbsent);

  const { operator, quantifier, ifExists } = readOperator(operatorName);
  if (isAbsent) {
    // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html
    if (ifExists || quantifier === 'ForAllValues') return true;
    return quantifier === 'ForAnyValue' ? false : operator.negated;
  }
  const meets = (requestValue: string) =>
    policyValues.some((policyValue) => operator.compare(policyValue, requestValue)) !== operator.negated;
  // Without a quantifier the key has one value; should a request bring several, a negated operator spares none of them.
  const needsAll = quantifier === 'ForAllValues' || (quantifier === undefined && operator.negated);
  return needsAll ? requestValues.every(meets) : requestValues.some(meets);
}

interface OperatorReading {
  readonly operator: ConditionOperator;
  readonly quantifier: 'ForAllValues' | 'ForAnyValue' | undefined;
  readonly ifExists: boolean;
}

function readOperator(operatorName: string): OperatorReading {
  const match = /^(?:(ForAllValues|ForAnyValue):)?(\w+?)(IfExists)?$/.exec(operatorName);
  const operator = conditionOperators[match?.[2] ?? ''];
  if (operator === undefined) throw new Error(`IAM has no condition operator ${operatorName}`);
  return {
    operator,
    quantifier: match?.[1] as OperatorReading['quantifier'],
    ifExists: match?.[3] !== undefined,
  };
}

function asList(value: OneOrMany): readonly string[] {
  return (typeof value === 'string' ? [value] : value).map(String);
}
