import type { AwsSettings } from './settings.ts';
import type { Ids } from './ids.ts';
import type { AwsState, Principal, RegionalState } from './state.ts';

export type ServiceName = 'apigateway' | 'ec2' | 'elasticloadbalancing' | 'lambda' | 'logs' | 'sts' | 'tagging';

/** What every operation may use: the state, the time, and whether a new object can be seen yet. */
export interface World {
  readonly state: AwsState;
  readonly settings: AwsSettings;
  readonly ids: Ids;
  now(): number;
  /** False while a placed read-after-write lag hides a newly created object. */
  isVisible(resourceId: string): boolean;
}

/** One authenticated request to one operation. */
export interface Call {
  readonly world: World;
  readonly region: RegionalState;
  readonly principal: Principal;
  /** Decoded path parameters (API Gateway, Lambda). */
  readonly path: Readonly<Record<string, string>>;
  /** Decoded query (API Gateway, Lambda) or form parameters (EC2, ELB, STS). */
  readonly query: URLSearchParams;
  /** The raw body: JSON for CloudWatch Logs, Lambda, tagging and most of API Gateway, a document for imports. */
  readonly body: Uint8Array;
}

export interface Answer {
  readonly status: number;
  /** JSON value for API Gateway, Lambda, CloudWatch Logs and tagging, the inner XML for the query protocols. */
  readonly body?: unknown;
  /** Id of what was created, changed or deleted, for the log and for read-after-write lag. */
  readonly resourceId?: string;
}

/** Runs at once and whole: it either changes the state and answers, or throws and changes nothing. */
export type OperationFunction = (call: Call) => Answer;

export interface Operation {
  readonly name: string;
  readonly kind: 'read' | 'write';
  readonly run: OperationFunction;
}

/** Thrown by an operation that AWS lets wait on another resource; it is run again at `until`. */
export class MustWait extends Error {
  override readonly name = 'MustWait';
  /** Milliseconds since 1970. */
  readonly until: number;

  constructor(until: number) {
    super('the operation waits for another resource');
    this.until = until;
  }
}
