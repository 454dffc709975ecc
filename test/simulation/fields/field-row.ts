import type {
  DeployedApi,
  DeployedMethod,
  HostedZone,
  RegionalState,
  RestApi,
  Stage,
} from '../../../sandbox/aws/state.ts';
import type { Json } from '../../crd/field-path.ts';
import type { Reason } from '../../../src/api/reasons.ts';

export type Spec = Readonly<Record<string, Json>>;

/** What AWS holds for the object of a row. */
export interface Observed {
  readonly account: RegionalState;
  readonly hostedZones: readonly HostedZone[];
  readonly api: RestApi;
  readonly stage: Stage;
  /** What callers meet. */
  readonly served: DeployedApi;
}

/** A value that is refused, and AWS stays as it was. */
export interface Invalid {
  readonly spec: Spec;
  /**
   * `schema`: by any API server. `rule`: by a CEL rule, so by the real API server only. A reason: by the operator, in
   * the condition Stalled.
   */
  readonly by: 'schema' | 'rule' | Reason;
  readonly says: string;
}

interface Described {
  /** Place in the schema, below `spec`: `stage.throttling.rateLimit`, `backends[].port`. */
  readonly field: string;
  /** What the object has beside the smallest one in every step; the field is unset in it, or as its default says. */
  readonly base?: Spec;
  readonly flags?: readonly string[];
  readonly invalid: readonly Invalid[];
}

/** A field whose value is to be seen in AWS. The specs replace what `base` says, field by field of `spec`. */
export interface FieldRow extends Described {
  readonly set: Spec;
  /** Undefined only for a field that knows one value. */
  readonly change?: Spec;
  readonly aws: (observed: Observed) => unknown;
  /** What `aws` gives when the field is unset, set and changed. */
  readonly values: readonly [unset: unknown, set: unknown, changed?: unknown];
  /** Whether a deployment follows a change: one exactly, or none at all. */
  readonly redeploys: boolean;
  /** What setting, changing and unsetting cost in AWS, in order, where it is not what `redeploys` lets expect. */
  readonly writes?: Partial<Record<'set' | 'change' | 'unset' | 'recover', readonly string[]>>;
}

/** A field that is decided at creation. */
export interface ImmutableField extends Described {
  readonly immutable: string;
  readonly set: Spec;
  readonly change: Spec;
  readonly aws: (observed: Observed) => unknown;
  readonly values: readonly [unset: unknown, set: unknown];
}

/** A field that says what the operator does and when; the test named looks at that. */
export interface ConductField extends Described {
  readonly set: Spec;
  readonly change: Spec;
  /** Called with the object Ready as `base` says. */
  readonly conduct: (campaign: Campaign) => Promise<void>;
}

export type AnyField = FieldRow | ImmutableField | ConductField;

/** One object in a world of its own. */
export interface Campaign {
  /** Applies and waits until Ready; the AWS writes it took. */
  apply(spec: Spec): Promise<readonly string[]>;
  /** Applies and lets a minute pass; the AWS writes it took. */
  applyOnly(spec: Spec): Promise<readonly string[]>;
  /** Deletes the object and waits until it is gone. */
  remove(): Promise<void>;
  readonly account: RegionalState;
  observed(): Observed;
  /** Names of those in the object's namespace. */
  configMaps(): readonly string[];
  ready(): { readonly status: string; readonly reason: string } | undefined;
}

export const schema = (spec: Spec, says: string): Invalid => ({ spec, says, by: 'schema' });
export const rule = (spec: Spec, says: string): Invalid => ({ spec, says, by: 'rule' });
export const invalidSpec = (spec: Spec, says: string): Invalid => ({ spec, says, by: 'InvalidSpec' });

export const arn = (name: string, suffix: string) =>
  `arn:aws:elasticloadbalancing:eu-west-1:111122223333:loadbalancer/net/${name}/${suffix}`;
export const loadBalancers = {
  orders: { arn: arn('orders', '50dc6c495c0c9188') },
  stock: { arn: arn('stock', '60ed7d5a6d1da299') },
};
export const endpoints = ['vpce-0a1b2c3d4e5f60718', 'vpce-0b2c3d4e5f6071829', 'vpce-0c3d4e5f60718293a'] as const;
export const vpcs = ['vpc-0d4e5f60718293a4b', 'vpc-0e5f60718293a4b5c'] as const;

/** The smallest object there is. */
export const smallest = {
  endpoint: { existing: { vpcEndpointIds: [endpoints[0]] } },
  backends: [{ name: 'orders', loadBalancer: loadBalancers.orders }],
  routes: [{ path: '/orders', method: 'GET', backend: 'orders' }],
} satisfies Spec;

export const orders = smallest.backends[0]!;
export const route = smallest.routes[0]!;

/** A method as callers meet it. */
export function servedMethod(
  { served }: Observed,
  method = 'GET',
  path = '/orders',
): DeployedMethod['method'] | undefined {
  return served.methods.find((each) => each.path === path && each.method.httpMethod === method)?.method;
}

/** All methods that are served, as `GET /orders`. */
export const servedRoutes = ({ served }: Observed) =>
  served.methods.map(({ path, method }) => `${method.httpMethod} ${path}`).sort();

/** The conditions of the served policy's Deny statements. */
export const denied = ({ served }: Observed) =>
  [served.policy?.Statement ?? []].flat().flatMap(({ Effect, Condition }) => (Effect === 'Deny' ? [Condition] : []));

/** Where the link of the served method leads: a V2 link leads to the load balancer that the integration names. */
export function linkTarget(observed: Observed): string | undefined {
  const { connectionId = '', integrationTarget } = servedMethod(observed)?.integration ?? {};
  return integrationTarget ?? observed.account.vpcLinks.get(connectionId)?.targetArns[0];
}
