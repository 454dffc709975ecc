import { expect, test } from '@jest/globals';
import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import { readCustomResource } from '../../scripts/generate/crd-schema.ts';
import { pruneUnknown } from '../../sandbox/cluster/in-memory/structural-schema.ts';
import { reasons } from '../../src/api/reasons.ts';
import type { Reason } from '../../src/api/reasons.ts';
import type { Condition, PrivateApi, PrivateApiStatus } from '../../src/api/private-api.ts';
import { toOperatorError } from '../../src/aws/errors.ts';
import { WaitingError } from '../../src/errors.ts';
import { findCondition, partialConditions } from '../../src/reconcile/conditions.ts';
import type { Findings } from '../../src/reconcile/conditions.ts';
import { withClaims } from '../../src/reconcile/claims.ts';
import { toDeploymentStatus } from '../../src/reconcile/deployment-status.ts';
import { announce } from '../../src/reconcile/intent.ts';
import type { Ending } from '../../src/reconcile/outcome.ts';
import { statusAfter } from '../../src/reconcile/status.ts';
import type { StatusInput } from '../../src/reconcile/status.ts';
import { aDesiredState } from '../builders/desired-state.ts';
import { aDeployment } from '../builders/observed-state.ts';
import { aPrivateApi } from '../builders/private-api.ts';
import { aStatusInput } from '../builders/status-input.ts';
import { seededRandom } from '../kubernetes/seeded-random.ts';

const { schema } = readCustomResource(new URL('../../crds/privateapis.yaml', import.meta.url));
const statusSchema = schema.properties!['status']!;
const ajv = new Ajv({ strict: false });
addFormats.default(ajv);
const isValid = ajv.compile(statusSchema);

const random = seededRandom(2026);
const often = (probability: number) => random() < probability;
const pick = <Item>(items: readonly Item[]) => items[Math.floor(random() * items.length)]!;
const requestId = () => `${'0123abcd'.repeat(1)}-${Math.floor(random() * 9000 + 1000)}-4000-8000-0123456789ab`;

/** Errors as AWS words them, request ids included. */
function anError(): Error {
  const status = pick([400, 403, 404, 409, 429, 500, 503]);
  const name = pick([
    'BadRequestException',
    'AccessDeniedException',
    'TooManyRequestsException',
    'ConflictException',
    'NotFoundException',
    'LimitExceededException',
    'InternalFailure',
  ]);
  const message = `It did not work (Service: ApiGateway, Status Code: ${status}, Request ID: ${requestId()})`;
  return toOperatorError(
    Object.assign(new Error(message), { name, $metadata: { httpStatusCode: status } }),
    'PutRestApi',
    new AbortController().signal,
  );
}

function anEnding(): Ending {
  const kind = pick(['done', 'done', 'suspended', 'waiting', 'aws', 'bug']);
  if (kind === 'done' || kind === 'suspended') return { kind };
  const waiting = new WaitingError({
    reason: 'VpcLinkPending',
    message: 'VPC link abc123 is PENDING',
    afterMs: 15_000,
  });
  return {
    kind: 'error',
    error: kind === 'waiting' ? waiting : kind === 'aws' ? anError() : new TypeError(requestId()),
  };
}

function someFindings(): Findings {
  const finding = () => ({
    status: pick(['True', 'True', 'True', 'False', 'Unknown'] as const),
    reason: pick(Object.keys(reasons) as Reason[]),
    message: pick(['this', 'that']),
  });
  const seen = [...partialConditions, 'DriftDetected' as const].filter(() => often(0.7));
  return Object.fromEntries(seen.map((type) => [type, finding()]));
}

/** Ids and hashes as passes record them. */
function recordedBy(before: PrivateApiStatus, nowMs: number): PrivateApiStatus {
  let recorded = before;
  const { hashes } = aDesiredState().definition!;
  if (often(0.3))
    recorded = { ...recorded, accountId: '111122223333', region: 'eu-west-1', restApi: { id: 'a1b2c3d4e5' } };
  if (often(0.3))
    recorded = withClaims(recorded, aDesiredState({}, often(0.5) ? {} : { vpcLinks: [] }).links, often(0.5));
  if (often(0.3)) recorded = { ...recorded, deployments: [toDeploymentStatus(aDeployment('dep1', hashes), 1)] };
  if (often(0.3))
    recorded = {
      ...recorded,
      stage: { name: 'prod', deploymentId: 'dep1', deployedAt: new Date(nowMs).toISOString() },
    };
  if (often(0.2)) recorded = { ...recorded, lastRepair: { time: new Date(nowMs).toISOString(), fields: ['tags'] } };
  return often(0.2) ? announce(recorded, { role: 'RestApi', key: 'orders' }, nowMs) : recorded;
}

/** What holds of every status, whatever happened before and in the pass. */
function brokenRules(input: StatusInput, status: PrivateApiStatus): string[] {
  const { object, ending, nowMs } = input;
  const before = input.recorded.conditions ?? [];
  const after = status.conditions ?? [];
  const generation = object.metadata.generation;
  const find = (type: string) => findCondition(after, type);
  const ready = find('Ready');
  const isTrue = (condition: Condition | undefined) => condition?.status === 'True';
  const wasWritten = (condition: Condition) => !before.includes(condition);
  const nowText = new Date(nowMs).toISOString().replace(/\.\d+Z$/u, 'Z');
  const rules: Record<string, boolean> = {
    'Ready is always there': ready !== undefined,
    'never Reconciling and Stalled': !(find('Reconciling') && find('Stalled')),
    'Reconciling, Stalled and Suspended are there only while they are True': after.every(
      (condition) => !['Reconciling', 'Stalled', 'Suspended'].includes(condition.type) || isTrue(condition),
    ),
    'every type once': new Set(after.map(({ type }) => type)).size === after.length,
    'the generation of the status':
      status.observedGeneration === (ending.kind === 'suspended' ? input.recorded.observedGeneration : generation),
    'the generation of every written condition': after
      .filter(wasWritten)
      .every(({ observedGeneration }) => observedGeneration === status.observedGeneration),
    'every condition has a generation': after.every(({ observedGeneration }) => observedGeneration !== undefined),
    'lastTransitionTime moves only with the status': after.every((condition) => {
      const previous = findCondition(before, condition.type);
      const expected = previous?.status === condition.status ? previous.lastTransitionTime : nowText;
      return condition.lastTransitionTime === expected;
    }),
    'Ready is True only when the four are, for this generation':
      !isTrue(ready) ||
      ending.kind === 'suspended' ||
      [ready, ...partialConditions.map(find)].every((one) => isTrue(one) && one?.observedGeneration === generation),
    'a suspended object keeps Ready':
      ending.kind !== 'suspended' || !findCondition(before, 'Ready') || ready === findCondition(before, 'Ready'),
    'a pass that ended well is neither Reconciling nor Stalled':
      ending.kind === 'error' || !(find('Reconciling') ?? find('Stalled')),
    'every reason is a documented one': after.every(({ reason }) => Object.hasOwn(reasons, reason)),
    'no request ids': !after.some(({ message }) => /[0-9a-f]{8}-[0-9a-f]{4}-/u.test(message)),
    'every message says something': after.every(({ message }) => message !== ''),
    'it fits the schema': isValid(status),
    'nothing of it is unknown to the schema': pruneUnknown(structuredClone(status), statusSchema as never).length === 0,
    'the same again changes nothing':
      JSON.stringify(statusAfter({ ...input, recorded: status })) === JSON.stringify(status),
  };
  return Object.entries(rules).flatMap(([rule, holds]) => (holds ? [] : [rule]));
}

test('the rules of the status hold after each of 2000 passes in lives of ten', () => {
  const broken = new Map<string, object>();
  let readyPasses = 0;
  for (let life = 0; life < 200; life += 1) {
    let object: PrivateApi = aPrivateApi();
    let nowMs = Date.parse('2026-01-01T00:00:00Z');
    for (let pass = 0; pass < 10; pass += 1) {
      nowMs += Math.floor(random() * 900_000);
      const generation = object.metadata.generation + (often(0.2) ? 1 : 0);
      object = { ...object, metadata: { ...object.metadata, generation } };
      const recorded = recordedBy(object.status ?? { observedGeneration: -1 }, nowMs);
      const findings = often(0.4)
        ? (Object.fromEntries(
            partialConditions.map((type) => [type, { status: 'True', reason: 'Available', message: 'there' }]),
          ) as Findings)
        : someFindings();
      const input = aStatusInput({
        object,
        recorded,
        findings,
        ending: anEnding(),
        nowMs,
        blindForMs: often(0.2) ? 1e7 : 0,
      });
      const status = statusAfter(input);
      for (const rule of brokenRules(input, status)) if (!broken.has(rule)) broken.set(rule, { input, status });
      if (findCondition(status.conditions, 'Ready')?.status === 'True') readyPasses += 1;
      object = { ...object, status };
    }
  }
  expect([...broken.keys()]).toEqual([]);
  // The lives are not all misery: otherwise the rule about Ready would say little.
  expect(readyPasses).toBeGreaterThan(200);
});
