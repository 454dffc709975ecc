import { ids } from '../../../crd/values.ts';
import { denied, endpoints, schema } from '../field-row.ts';
import type { AnyField } from '../field-row.ts';

const existing = (...vpcEndpointIds: string[]) => ({ endpoint: { existing: { vpcEndpointIds } } });
const admitting = (...ids: string[]) => [{ StringNotEquals: { 'aws:SourceVpce': ids.length === 1 ? ids[0] : ids } }];
const [first, second, third] = endpoints;

export const fields: readonly AnyField[] = [
  {
    field: 'endpoint.existing.vpcEndpointIds',
    set: existing(second),
    change: existing(third, second),
    aws: (observed) => ({ named: [...observed.served.vpcEndpointIds].sort(), denied: denied(observed) }),
    values: [
      { named: [first], denied: admitting(first) },
      { named: [second], denied: admitting(second) },
      { named: [second, third], denied: admitting(second, third) },
    ],
    redeploys: true,
    invalid: [
      schema(existing(...ids('vpce', 6)), 'must have at most 5 items'),
      schema(existing('vpce-*'), 'should match'),
      { spec: existing('vpce-0ffffffffffffffff'), by: 'EndpointNotFound', says: 'does not exist in account' },
    ],
  },
];
