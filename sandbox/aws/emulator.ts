import type { SandboxClock } from '../clock.ts';
import { ConnectionLost } from '../http.ts';
import type { HttpFunction, HttpRequest, HttpResponse } from '../http.ts';
import { writeAnswer, writeError } from './answers.ts';
import { authenticate, serviceOf } from './authenticate.ts';
import type { Authenticated } from './authenticate.ts';
import { AwsError, conflict } from './aws-error.ts';
import type { LoggedCall, Mutation } from './call-log.ts';
import { asError, createFaults } from './faults.ts';
import type { Faults, MetFault } from './faults.ts';
import { createIds, seededRandom } from './ids.ts';
import type { Ids } from './ids.ts';
import { MustWait } from './operation.ts';
import type { Answer, Call, Operation, World } from './operation.ts';
import { createRateLimits } from './rate-limits.ts';
import { route } from './router.ts';
import { defaultSettings } from './settings.ts';
import type { AwsSettings } from './settings.ts';
import { regionalState } from './seed.ts';
import type { AwsState } from './state.ts';

export interface AwsEmulator {
  /** One function for all services, as AWS_ENDPOINT_URL sends them all to one place. */
  readonly handle: HttpFunction;
  readonly state: AwsState;
  readonly ids: Ids;
  /** Every call in the order it was decided; only grows. */
  readonly log: readonly LoggedCall[];
  readonly faults: Faults;
  /** Changes take effect at once. */
  readonly settings: AwsSettings;
  readonly clock: SandboxClock;
  /** `listener` runs synchronously after each applied change, before anybody else can see it. Returns the way to stop. */
  onMutation(listener: (mutation: Mutation) => void): () => void;
  onCall(listener: (call: LoggedCall) => void): () => void;
}

export interface AwsEmulatorOptions {
  readonly clock: SandboxClock;
  readonly settings?: Partial<AwsSettings>;
  /** Numbers in [0, 1) for ids; seeded by default, so that runs repeat. */
  readonly random?: () => number;
  /** `aws`, `aws-cn`, ...; default `aws`. */
  readonly partition?: string;
}

/** An AWS that holds its state in memory and answers the unmodified SDK. */
export function createAwsEmulator(options: AwsEmulatorOptions): AwsEmulator {
  const emulator = new Emulator(options);
  return emulator;
}

class Emulator implements AwsEmulator {
  readonly log: LoggedCall[] = [];
  readonly settings: AwsSettings;
  readonly clock: SandboxClock;
  readonly state: AwsState;
  readonly ids: Ids;
  readonly faults = createFaults();
  readonly #world: World;
  readonly #rateLimits;
  /** When an object that was created under a lag can be seen, by id. */
  readonly #visibleFrom = new Map<string, number>();
  /** REST APIs with a write between arrival and application. */
  readonly #inFlight = new Set<string>();
  readonly #mutationListeners = new Set<(mutation: Mutation) => void>();
  readonly #callListeners = new Set<(call: LoggedCall) => void>();

  constructor({ clock, settings, random, partition }: AwsEmulatorOptions) {
    this.clock = clock;
    this.settings = { ...defaultSettings(), ...settings };
    this.ids = createIds(random ?? seededRandom(1));
    this.state = {
      partition: partition ?? 'aws',
      principals: new Map(),
      organizations: new Map(),
      hostedZones: new Map(),
      regions: new Map(),
    };
    this.#rateLimits = createRateLimits(this.settings);
    this.#world = {
      state: this.state,
      settings: this.settings,
      ids: this.ids,
      now: () => clock.now(),
      isVisible: (resourceId) => clock.now() >= (this.#visibleFrom.get(resourceId) ?? 0),
    };
  }

  onMutation(listener: (mutation: Mutation) => void): () => void {
    this.#mutationListeners.add(listener);
    return () => this.#mutationListeners.delete(listener);
  }

  onCall(listener: (call: LoggedCall) => void): () => void {
    this.#callListeners.add(listener);
    return () => this.#callListeners.delete(listener);
  }

  handle = async (request: HttpRequest): Promise<HttpResponse> => {
    const service = serviceOf(request);
    const routed = route(service, request);
    const envelope = { requestId: this.ids.uuid(), now: this.clock.now() };
    const kind = routed.operation?.kind ?? (request.method === 'GET' ? 'read' : 'write');
    const facts = { service, operation: routed.name, kind, accountId: '', region: '' };
    let caller: Authenticated | undefined;
    try {
      caller = await authenticate(request, this.state.principals, this.clock.now());
      Object.assign(facts, { accountId: caller.principal.accountId, region: caller.region });
      this.#rateLimits.take(`${facts.accountId}/${facts.region}`, service, routed.name, this.clock.now());
      if (routed.operation === undefined) {
        throw new AwsError(501, 'NotImplemented', `The emulator does not implement ${service} ${routed.name}`);
      }
      const call: Call = {
        world: this.#world,
        region: regionalState(this.state, facts.accountId, facts.region),
        principal: caller.principal,
        path: routed.path,
        query: routed.query,
        body: request.body,
      };
      const answer = await this.#perform(routed.operation, call, facts);
      return writeAnswer(service, routed.name, answer, envelope);
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      if (!logged.has(error)) this.#record({ ...facts, status: error.status, code: error.code, applied: false });
      return writeError(service, error, envelope);
    }
  };

  /** Runs the operation under the fault placed on it, and logs what the caller gets. */
  async #perform(operation: Operation, call: Call, facts: Facts): Promise<Answer> {
    const met = this.faults.meet(operation.name, operation.kind);
    const fault = met?.fault;
    if (fault?.kind === 'refused') throw asError(fault);
    if (fault?.kind === 'requestLost') {
      met?.reach();
      throw this.#lost(facts, false);
    }
    if (fault?.kind === 'appliedLate') {
      met?.reach();
      setTimeout(() => void this.#applyLate(operation, call, facts), fault.delayMs);
      throw this.#lost(facts, false);
    }
    const answer = await this.#applied(operation, call, facts, met);
    met?.reach();
    if (fault?.kind === 'lag' && answer.resourceId !== undefined) {
      this.#visibleFrom.set(answer.resourceId, this.clock.now() + fault.lagMs);
    }
    const applied = operation.kind === 'write';
    if (fault?.kind === 'answerLost') throw this.#lost(facts, applied, answer.resourceId);
    if (fault?.kind === 'appliedThenRefused') {
      const { status, code } = fault;
      this.#record({ ...facts, status, code, applied, ...withId(answer.resourceId) });
      throw remembered(asError(fault));
    }
    this.#record({ ...facts, status: answer.status, applied, ...withId(answer.resourceId) });
    if (fault?.kind === 'hold' && fault.apply === 'beforeHold') await met?.released;
    return answer;
  }

  /** Applies once, after the write latency and a hold; two overlapping writes to one REST API conflict. */
  async #applied(operation: Operation, call: Call, facts: Facts, met: MetFault | undefined): Promise<Answer> {
    const api = operation.kind === 'write' ? call.path['restApiId'] : undefined;
    const key = api === undefined ? undefined : `${facts.accountId}/${facts.region}/${api}`;
    if (key !== undefined && this.#inFlight.has(key)) {
      throw conflict('Unable to complete operation due to concurrent modification. Please try again later.');
    }
    if (key !== undefined) this.#inFlight.add(key);
    try {
      if (operation.kind === 'write' && this.settings.writeLatencyMs > 0) await pause(this.settings.writeLatencyMs);
      if (met?.fault.kind === 'hold' && met.fault.apply === 'atRelease') {
        met.reach();
        await met.released;
      }
    } finally {
      if (key !== undefined) this.#inFlight.delete(key);
    }
    return this.#runWhenReady(operation, call, facts);
  }

  /** Runs the operation; while AWS lets it wait, waits, and breaks the connection when that takes too long. */
  async #runWhenReady(operation: Operation, call: Call, facts: Facts): Promise<Answer> {
    const lostAt = this.clock.now() + this.settings.deploymentAnswerLostAfterMs;
    for (;;) {
      try {
        return this.#run(operation, call, facts);
      } catch (error) {
        if (!(error instanceof MustWait)) throw error;
        if (this.clock.now() >= lostAt) {
          setTimeout(() => void this.#applyLate(operation, call, facts), error.until - this.clock.now());
          throw this.#lost(facts, false);
        }
        await pause(Math.min(error.until, lostAt) - this.clock.now());
      }
    }
  }

  /** Nobody waits for the result, so a refusal is only the absence of a change. */
  async #applyLate(operation: Operation, call: Call, facts: Facts): Promise<void> {
    try {
      this.#run(operation, call, facts);
    } catch (error) {
      if (error instanceof MustWait) {
        await pause(error.until - this.clock.now());
        await this.#applyLate(operation, call, facts);
      } else if (!(error instanceof AwsError)) {
        throw error;
      }
    }
  }

  #run(operation: Operation, call: Call, facts: Facts): Answer {
    const answer = operation.run(call);
    if (operation.kind === 'write') {
      const { service, accountId, region } = facts;
      const mutation = { time: this.clock.now(), service, operation: operation.name, accountId, region };
      for (const listener of this.#mutationListeners) listener({ ...mutation, ...withId(answer.resourceId) });
    }
    return answer;
  }

  #lost(facts: Facts, applied: boolean, resourceId?: string): ConnectionLost {
    this.#record({ ...facts, status: 0, applied, ...withId(resourceId) });
    return new ConnectionLost(`the answer of ${facts.operation} was lost`);
  }

  #record(call: Omit<LoggedCall, 'sequence' | 'time'>): void {
    const entry = { sequence: this.log.length + 1, time: this.clock.now(), ...call };
    this.log.push(entry);
    for (const listener of this.#callListeners) listener(entry);
  }
}

type Facts = Pick<LoggedCall, 'service' | 'operation' | 'kind' | 'accountId' | 'region'>;

/** Errors whose call is in the log already. */
const logged = new WeakSet<AwsError>();

function remembered(error: AwsError): AwsError {
  logged.add(error);
  return error;
}

const withId = (resourceId: string | undefined) => (resourceId === undefined ? {} : { resourceId });

const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, Math.max(1, ms)));
