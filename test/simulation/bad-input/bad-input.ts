import type { Reason } from '../../../src/api/reasons.ts';
import type { Observed, Spec } from '../fields/field-row.ts';

/** What somebody may try with a spec. */
export interface BadInput {
  readonly name: string;
  /** Over the smallest object. */
  readonly spec: Spec;
  readonly flags?: readonly string[];
  /**
   * `schema`: refused by any API server. `unknown field`: refused under strict validation, which kubectl asks for, and
   * dropped otherwise. `rule`: refused by a CEL rule, so by the real API server only. A reason: refused by the operator.
   */
  readonly by: 'schema' | 'unknown field' | 'rule' | Reason;
  readonly says: string;
}

/** What is taken, and does no harm. */
export interface HarmlessInput {
  readonly name: string;
  readonly spec: Spec;
  readonly holds: (observed: Observed) => void;
}

export const unknown = (name: string, spec: Spec, field: string): BadInput => ({
  name,
  spec,
  by: 'unknown field',
  says: `unknown field "spec.${field}"`,
});
