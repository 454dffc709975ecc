import type { DeployedApi, Principal, RegionalState, RestApi, Stage, VpcEndpoint } from '../state.ts';
import type { Route } from './find-route.ts';
import type { IncomingRequest } from './invoke-request.ts';

/** A request that has found its method: all that authorization and the integration look at. */
export interface Invocation {
  readonly request: IncomingRequest;
  readonly requestId: string;
  readonly traceId: string;
  readonly owner: RegionalState;
  readonly api: RestApi;
  readonly stage: Stage;
  readonly route: Route;
  /** Undefined at the public front end. */
  readonly endpoint: VpcEndpoint | undefined;
  /** Private in a VPC, public at the public front end. */
  readonly callerAddress: string;
  readonly principal: Principal | undefined;
  readonly deployed: DeployedApi;
  /** What an authorizer says of the caller. */
  readonly authorizer: AuthorizerContext | undefined;
}

export type AuthorizerContext = Readonly<Record<string, unknown>>;
