import type { DesiredState } from '../../src/desired/desired-state.ts';
import type { ObservedRestApi, ObservedStage, ObservedState } from '../../src/plan/observed-state.ts';
import {
  aDeployment,
  anObservedRestApi,
  anObservedStage,
  anObservedState,
  nothingObserved,
} from '../builders/observed-state.ts';

/** What AWS holds when the pass begins, made from what is wanted so that a case names only what differs. */
export type Observe = (desired: DesiredState) => ObservedState;

export interface GoldenCase {
  /** Folder below this one. */
  readonly name: string;
  /** The case whose object and facts it shares; its own folder then holds the plan alone. */
  readonly inputsOf?: string;
  readonly observe: Observe;
}

const nothing: Observe = () => nothingObserved;
const inLine: Observe = (desired) => anObservedState(desired);

/** Of an API that was in line, and of which others changed one thing. */
const driftOf = (name: string, observe: Observe): GoldenCase => ({
  name: `drift-${name}`,
  inputsOf: 'in-line',
  observe,
});
const restApiDrift = (name: string, change: (restApi: ObservedRestApi) => Partial<ObservedRestApi>) =>
  driftOf(name, (desired) => {
    const restApi = anObservedRestApi(desired);
    return anObservedState(desired, { restApi: { ...restApi, ...change(restApi) } });
  });
const stageDrift = (name: string, change: Partial<ObservedStage>) =>
  driftOf(name, (desired) => anObservedState(desired, { stage: anObservedStage(desired, change) }));

export const goldenCases: readonly GoldenCase[] = [
  { name: 'smallest', observe: nothing },
  { name: 'everything-set', observe: nothing },
  { name: 'mixed-authorization', observe: nothing },
  { name: 'principals', observe: nothing },
  { name: 'cors', observe: nothing },
  { name: 'two-load-balancers', observe: nothing },
  { name: 'service-and-ingress', observe: nothing },
  { name: 'existing-link', observe: nothing },
  { name: 'links-pending', observe: nothing },
  { name: 'in-line', observe: inLine },
  {
    name: 'history-full',
    inputsOf: 'in-line',
    // The spec changed since: what is served has other hashes, and five deployments are there.
    observe: (desired) =>
      anObservedState(desired, { deployments: [1, 2, 3, 4, 5].map((index) => aDeployment(`dep${index}`, {}, -index)) }),
  },
  { name: 'api-gone', inputsOf: 'in-line', observe: nothing },
  { name: 'stage-gone', inputsOf: 'in-line', observe: (desired) => anObservedState(desired, { stage: undefined }) },
  stageDrift('stage-elsewhere', { deploymentId: 'foreign' }),
  driftOf('stage-elsewhere-links-gone', (desired) =>
    anObservedState(desired, {
      stage: anObservedStage(desired, { deploymentId: 'foreign' }),
      deployments: [aDeployment('dep1', { ...desired.definition!.hashes, links: '0'.repeat(16) })],
    }),
  ),
  stageDrift('stage-description', { description: 'Mine' }),
  stageDrift('stage-variables', { variables: { revision: '11', debug: 'true' } }),
  stageDrift('stage-tags', { tags: {} }),
  driftOf('foreign-stage', (desired) =>
    anObservedState(desired, { otherStages: [anObservedStage(desired, { name: 'beta', tags: {} })] }),
  ),
  restApiDrift('type', () => ({ endpointTypes: ['REGIONAL'] })),
  restApiDrift('policy', () => ({
    policy: '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":"*","Resource":"*"}]}',
  })),
  restApiDrift('policy-gone', () => ({ policy: undefined })),
  restApiDrift('endpoint-ids', () => ({ vpcEndpointIds: [] })),
  restApiDrift('name-and-description', () => ({ name: 'mine', description: undefined })),
  restApiDrift('settings', () => ({
    binaryMediaTypes: ['*/*'],
    minimumCompressionSize: 0,
    disableExecuteApiEndpoint: true,
  })),
  driftOf('gateway-responses', (desired) => {
    const gatewayResponses = [
      { type: 'DEFAULT_5XX', statusCode: '500', responseParameters: {}, responseTemplates: {} },
    ];
    return anObservedState(desired, { restApi: anObservedRestApi(desired, { gatewayResponses }) });
  }),
  restApiDrift('tags', ({ tags }) => ({
    tags: { ...tags, team: 'other', extra: 'x', 'aws:cloudformation:stack-name': 's' },
  })),
  restApiDrift('route-gone', ({ resources }) => ({
    resources: resources.filter(({ path }) => path !== '/orders/{id}'),
  })),
  restApiDrift('route-added', ({ resources }) => ({
    resources: [...resources, { path: '/debug', methods: resources.flatMap(({ methods }) => methods).slice(0, 1) }],
  })),
  restApiDrift('authorization', ({ resources }) => ({
    resources: resources.map(({ path, methods }) => ({
      path,
      methods: methods.map((method) => ({ ...method, authorizationType: 'NONE' })),
    })),
  })),
  restApiDrift('integration', ({ resources }) => ({
    resources: resources.map(({ path, methods }) => ({
      path,
      methods: methods.map((method) => ({
        ...method,
        integration: { ...method.integration!, uri: 'http://elsewhere.example/', connectionId: 'zzz999' },
      })),
    })),
  })),
];
