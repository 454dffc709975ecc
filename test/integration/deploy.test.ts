import { beforeAll, describe, expect, test } from '@jest/globals';
import { baseManifests, manifestOf } from '../deploy/manifests.ts';
import { smallestObject } from '../crd/values.ts';
import { realCluster } from './real-cluster.ts';

const cluster = realCluster();
const namespace = 'private-api-system';
const namespaceObject = (name: string) => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } });

let operatorToken: string;

beforeAll(async () => {
  await cluster().apply(baseManifests);
  await cluster().apply([
    namespaceObject('shop'),
    { ...smallestObject, metadata: { name: 'orders', namespace: 'shop' } },
  ]);
  operatorToken = await cluster().serviceAccountToken(namespace, 'private-api-operator');
}, 60_000);

describe('the manifests', () => {
  // Server-side apply refuses fields that a built-in kind does not have, so a misspelt one would have failed above.
  test('are stored by a real API server, and applying them again changes nothing', async () => {
    const versions = (objects: object[]) =>
      (objects as { kind: string; metadata: { name: string; resourceVersion: string } }[]).map(({ kind, metadata }) => [
        kind,
        metadata.name,
        metadata.resourceVersion,
      ]);
    const first = versions(await cluster().apply(baseManifests));
    expect(versions(await cluster().apply(baseManifests))).toEqual(first);
  });
});

describe('the pod, in a namespace under restricted pod security', () => {
  const { metadata, spec } = manifestOf('Deployment')['spec'].template;
  const [container] = spec.containers;

  async function admit(podSpec: object): Promise<[status: number, message: string | undefined]> {
    const pod = { apiVersion: 'v1', kind: 'Pod', metadata: { ...metadata, name: 'operator' }, spec: podSpec };
    const path = `/api/v1/namespaces/${namespace}/pods?dryRun=All&fieldValidation=Strict`;
    const { status, body } = await cluster().request('POST', path, pod);
    return [status, body.message];
  }
  const withContainer = (changes: object) => ({ ...spec, containers: [{ ...container, ...changes }] });
  const withContainerSecurity = (changes: object) =>
    withContainer({ securityContext: { ...container.securityContext, ...changes } });
  const withPodSecurity = (changes: object) => ({ ...spec, securityContext: { ...spec.securityContext, ...changes } });

  test('is admitted as it is shipped', async () => {
    expect(await admit(spec)).toEqual([201, undefined]);
  });

  test.each([
    { name: 'may run as root', podSpec: withPodSecurity({ runAsNonRoot: false }), says: 'runAsNonRoot' },
    { name: 'runs as user 0', podSpec: withPodSecurity({ runAsUser: 0 }), says: 'runAsUser=0' },
    { name: 'has no seccomp profile', podSpec: withPodSecurity({ seccompProfile: undefined }), says: 'seccompProfile' },
    {
      name: 'may gain privileges',
      podSpec: withContainerSecurity({ allowPrivilegeEscalation: true }),
      says: 'allowPrivilegeEscalation',
    },
    {
      name: 'keeps capabilities',
      podSpec: withContainerSecurity({ capabilities: {} }),
      says: 'unrestricted capabilities',
    },
    {
      name: 'mounts the host',
      podSpec: { ...spec, volumes: [{ name: 'host', hostPath: { path: '/' } }] },
      says: 'hostPath',
    },
    {
      name: 'uses a host port',
      podSpec: withContainer({ ports: [{ containerPort: 1, hostPort: 1 }] }),
      says: 'hostPort',
    },
  ])('is refused when it $name', async ({ podSpec, says }) => {
    const [status, message] = await admit(podSpec);
    expect(status).toBe(403);
    expect(message).toContain('violates PodSecurity "restricted:latest"');
    expect(message).toContain(says);
  });
});

describe('what the operator may do', () => {
  interface Rule {
    verbs: string[];
    apiGroups: string[];
    resources: string[];
    resourceNames?: string[];
  }

  /** Every right that a service account has in a namespace, one line each. */
  async function rights(token: string, inNamespace: string): Promise<string[]> {
    const review = {
      apiVersion: 'authorization.k8s.io/v1',
      kind: 'SelfSubjectRulesReview',
      spec: { namespace: inNamespace },
    };
    const path = '/apis/authorization.k8s.io/v1/selfsubjectrulesreviews';
    const { body } = await cluster().request('POST', path, review, { token });
    expect(body.status.incomplete).toBe(false);
    return (body.status.resourceRules as Rule[]).flatMap(({ verbs, apiGroups, resources, resourceNames = ['*'] }) =>
      verbs.flatMap((verb) =>
        apiGroups.flatMap((group) =>
          resources.flatMap((resource) => resourceNames.map((name) => `${verb} ${resource}.${group} ${name}`)),
        ),
      ),
    );
  }

  /** The rights that the manifests add to those of every service account. */
  async function grantedRights(inNamespace: string): Promise<string[]> {
    const name = 'nobody';
    await cluster().apply([{ apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name, namespace } }]);
    const everybodys = new Set(await rights(await cluster().serviceAccountToken(namespace, name), inNamespace));
    return (await rights(operatorToken, inNamespace)).filter((right) => !everybodys.has(right)).toSorted();
  }

  const everywhere = [
    'create configmaps. *',
    'create events.events.k8s.io *',
    'delete configmaps. *',
    'get configmaps. *',
    'get ingresses.networking.k8s.io *',
    'get namespaces. kube-system',
    'get privateapis.privateapi.dev *',
    'get services. *',
    'list configmaps. *',
    'list ingresses.networking.k8s.io *',
    'list privateapis.privateapi.dev *',
    'list services. *',
    'patch configmaps. *',
    'patch events.events.k8s.io *',
    'patch privateapis.privateapi.dev *',
    'patch privateapis/status.privateapi.dev *',
    'watch configmaps. *',
    'watch ingresses.networking.k8s.io *',
    'watch privateapis.privateapi.dev *',
    'watch services. *',
  ];

  test.each(['shop', 'kube-system', 'default'])('is exactly this in namespace %s', async (tenant) => {
    expect(await grantedRights(tenant)).toEqual(everywhere);
  });

  test('is this in its own namespace, where it elects a leader', async () => {
    const leases = [
      'create leases.coordination.k8s.io *',
      'get leases.coordination.k8s.io private-api-operator',
      'update leases.coordination.k8s.io private-api-operator',
    ];
    expect(await grantedRights(namespace)).toEqual([...everywhere, ...leases].toSorted());
  });

  const apis = '/apis/privateapi.dev/v1alpha1';
  const orders = `${apis}/namespaces/shop/privateapis/orders`;
  const lease = { apiVersion: 'coordination.k8s.io/v1', kind: 'Lease', spec: {} };
  test.each([
    ['GET', `${apis}/privateapis`, undefined, 200],
    ['GET', `${apis}/privateapis?watch=true&timeoutSeconds=1`, undefined, 200],
    ['GET', orders, undefined, 200],
    ['GET', '/api/v1/namespaces/kube-system', undefined, 200],
    ['GET', '/api/v1/services', undefined, 200],
    ['GET', '/apis/networking.k8s.io/v1/namespaces/shop/ingresses', undefined, 200],
    ['GET', '/api/v1/namespaces/shop/endpoints', undefined, 403],
    ['POST', '/api/v1/namespaces/shop/configmaps', { metadata: { name: 'exported' }, data: {} }, 201],
    ['PUT', '/api/v1/namespaces/shop/configmaps/exported', { metadata: { name: 'exported' }, data: {} }, 403],
    ['DELETE', '/api/v1/namespaces/shop/configmaps', undefined, 403],
    ['DELETE', '/api/v1/namespaces/shop/configmaps/exported', undefined, 200],
    ['PUT', orders, smallestObject, 403],
    ['POST', `${apis}/namespaces/shop/privateapis`, smallestObject, 403],
    ['DELETE', orders, undefined, 403],
    ['GET', '/api/v1/namespaces/shop', undefined, 403],
    ['GET', '/api/v1/namespaces', undefined, 403],
    ['GET', '/api/v1/namespaces/shop/secrets', undefined, 403],
    ['GET', `/api/v1/namespaces/${namespace}/secrets`, undefined, 403],
    ['GET', `/apis/coordination.k8s.io/v1/namespaces/${namespace}/leases`, undefined, 403],
    ['POST', '/apis/coordination.k8s.io/v1/namespaces/shop/leases', { ...lease, metadata: { name: 'x' } }, 403],
    ['GET', '/apis/events.k8s.io/v1/namespaces/shop/events', undefined, 403],
    ['GET', '/apis/rbac.authorization.k8s.io/v1/clusterroles', undefined, 403],
  ] as const)('%s %s is answered as the rights say', async (method, path, body, status) => {
    const answer = await cluster().request(method, path, body, { token: operatorToken });
    expect(answer.status).toBe(status);
  });

  test('status by server-side apply and the finalizer by JSON patch are written with these rights alone', async () => {
    const status = await cluster().request(
      'PATCH',
      `${orders}/status?fieldManager=private-api-operator&force=true`,
      {
        apiVersion: 'privateapi.dev/v1alpha1',
        kind: 'PrivateApi',
        metadata: { name: 'orders' },
        status: { observedGeneration: 1 },
      },
      { token: operatorToken, contentType: 'application/apply-patch+yaml' },
    );
    expect([status.status, status.body.status]).toEqual([200, { observedGeneration: 1 }]);
    const finalizer = [{ op: 'add', path: '/metadata/finalizers', value: ['privateapi.dev/aws-resources'] }];
    const contentType = 'application/json-patch+json';
    const patched = await cluster().request('PATCH', orders, finalizer, { token: operatorToken, contentType });
    expect([patched.status, patched.body.metadata.finalizers]).toEqual([200, ['privateapi.dev/aws-resources']]);
  });

  test('an owned ConfigMap is made, applied as it was read, and deleted as it was read, with these rights alone', async () => {
    const owner = await cluster().request('GET', orders, undefined, { token: operatorToken });
    const { apiVersion, kind, metadata } = owner.body as {
      apiVersion: string;
      kind: string;
      metadata: { uid: string };
    };
    const ownerReferences = [{ apiVersion, kind, name: 'orders', uid: metadata.uid, controller: true }];
    const configMaps = '/api/v1/namespaces/shop/configmaps';
    const configMap = (data: object, more: object = {}) => ({
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'orders-api', ownerReferences, ...more },
      data,
    });
    const made = await cluster().request('POST', configMaps, configMap({ stage: 'a' }), { token: operatorToken });
    expect(made.status).toBe(201);
    const { uid, resourceVersion } = made.body.metadata;
    const apply = (data: object) =>
      cluster().request(
        'PATCH',
        `${configMaps}/orders-api?fieldManager=private-api-operator&force=true`,
        configMap(data, { uid, resourceVersion }),
        { token: operatorToken, contentType: 'application/apply-patch+yaml' },
      );
    const applied = await apply({ stage: 'b' });
    expect([applied.status, applied.body.data]).toEqual([200, { stage: 'b' }]);
    expect((await apply({ stage: 'c' })).status).toBe(409);
    const remove = (preconditions: object) =>
      cluster().request(
        'DELETE',
        `${configMaps}/orders-api`,
        { apiVersion: 'v1', kind: 'DeleteOptions', preconditions },
        { token: operatorToken },
      );
    expect((await remove({ uid, resourceVersion })).status).toBe(409);
    expect((await remove({ uid, resourceVersion: applied.body.metadata.resourceVersion })).status).toBe(200);
  });
});
