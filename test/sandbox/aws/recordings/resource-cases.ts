import {
  CreateResourceCommand,
  CreateRestApiCommand,
  DeleteResourceCommand,
  GetAuthorizersCommand,
  GetResourceCommand,
  GetResourcesCommand,
  UpdateResourceCommand,
} from '@aws-sdk/client-api-gateway';
import type { PatchOperation } from '@aws-sdk/client-api-gateway';
import { ACCOUNT } from '../test-world.ts';
import { BAD_REQUEST, CONFLICT, NOT_FOUND, NO_RESOURCE, ROOT, resource } from './expected-bodies.ts';
import type { Player, RecordedCase } from './recorded-case.ts';

/** An empty API and the calls on its resources. */
async function emptyApi({ world: { apiGateway } }: Player) {
  const { id: restApiId, rootResourceId: root } = await apiGateway.send(new CreateRestApiCommand({ name: 'name' }));
  return {
    root,
    create: (parentId: string | undefined, pathPart: string) =>
      apiGateway.send(new CreateResourceCommand({ restApiId, parentId, pathPart })),
    get: (resourceId: string | undefined) => apiGateway.send(new GetResourceCommand({ restApiId, resourceId })),
    list: () => apiGateway.send(new GetResourcesCommand({ restApiId })),
    update: (resourceId: string | undefined, op: string, path: string, value?: string) =>
      apiGateway.send(
        new UpdateResourceCommand({ restApiId, resourceId, patchOperations: [{ op, path, value } as PatchOperation] }),
      ),
    remove: (resourceId: string | undefined) => apiGateway.send(new DeleteResourceCommand({ restApiId, resourceId })),
  };
}

const items = (...paths: readonly string[]) => ({ items: [ROOT, ...paths.map((path) => resource(path))] });
const taken = (name: string) => `Another resource with the same parent already has this name: ${name}`;
const GREEDY_PARENT = 'Cannot create a child of a resource with a greedy path variable: {proxy+}';

export const resourceCases: readonly RecordedCase[] = [
  {
    file: 'api',
    name: 'test_resource_lifecycle',
    play: async (player) => {
      const { answer } = player;
      const { root, create, get, list, update, remove } = await emptyApi(player);
      await answer('rest-api-root-resource', list(), 200, items());
      const { id: pets } = await answer('create-resource', create(root, 'pets'), 201, resource('/pets'));
      await answer('rest-api-resources-after-create', list(), 200, items('/pets'));
      await answer('create-subresource', create(pets, 'subpets'), 201, resource('/pets/subpets'));
      await answer('rest-api-resources-after-create-sub', list(), 200, items('/pets', '/pets/subpets'));
      const renamed = update(pets, 'replace', '/pathPart', 'dogs');
      await answer('update-path-part', renamed, 200, resource('/dogs'));
      await answer('get-resp-after-update-path-part', get(pets), 200, resource('/dogs'));
      await answer('del-resource', remove(pets), 202);
      await answer('rest-api-resources-after-delete', list(), 200, items());
    },
  },
  {
    file: 'api',
    name: 'test_update_resource_behaviour',
    play: async (player) => {
      const { answer, refusal } = player;
      const { root, create, list, update, remove } = await emptyApi(player);
      const { id: pets } = await create(root, 'pets');
      const missing = update('fake', 'replace', '/pathPart', 'dogs');
      await refusal('nonexistent-resource', missing, 404, NOT_FOUND, NO_RESOURCE);
      const oneOf = "Invalid patch path  '/invalid' specified for op 'replace'. Must be one of: [/parentId, /pathPart]";
      await refusal('invalid-path-part', update(pets, 'replace', '/invalid', 'dogs'), 400, BAD_REQUEST, oneOf);
      await refusal('invalid-parent-id', update(pets, 'replace', '/parentId', 'fake'), 404, NOT_FOUND, NO_RESOURCE);
      const { id: sub } = await answer('create-subresource', create(pets, 'subpets'), 201, resource('/pets/subpets'));
      const made = create(sub, 'pets');
      const { id: child } = await answer('create-subresource-child', made, 201, resource('/pets/subpets/pets'));
      const beside = update(child, 'replace', '/parentId', root);
      await refusal('existing-future-sibling-path', beside, 409, CONFLICT, taken('pets'));
      const cycle = update(pets, 'replace', '/parentId', sub);
      const cyclical = 'Resources cannot be cyclical.';
      await refusal('update-parent-id-to-subresource-id', cycle, 400, BAD_REQUEST, cyclical);
      const up = update(sub, 'replace', '/parentId', root);
      await answer('update-parent-id-to-root-id', up, 200, resource('/subpets'));
      const same = update(sub, 'replace', '/pathPart', 'pets');
      await refusal('update-path-already-exists', same, 409, CONFLICT, taken('pets'));
      await remove(child);
      await remove(pets);
      await answer('resources-after-deletion', list(), 200, items('/subpets'));
      for (const op of ['remove', 'add']) {
        const text = `Invalid patch path  '/pathPart' specified for op '${op}'. Please choose supported operations`;
        await refusal(`${op}-unsupported`, update(sub, op, '/pathPart', 'dogs'), 400, BAD_REQUEST, text);
      }
    },
  },
  {
    file: 'api',
    name: 'test_delete_resource',
    play: async (player) => {
      const { answer, refusal } = player;
      const { root, create, list, remove } = await emptyApi(player);
      const { id: pets } = await create(root, 'pets');
      const { id: sub } = await create(pets, 'subpets');
      await answer('delete-resource', remove(pets), 202);
      await answer('get-resources', list(), 200, items());
      await refusal('delete-subresource', remove(sub), 404, NOT_FOUND, NO_RESOURCE);
    },
  },
  {
    file: 'api',
    name: 'test_create_resource_parent_invalid',
    play: async (player) => {
      const { create } = await emptyApi(player);
      await player.refusal('wrong-resource-parent-id', create('fake', 'pets'), 404, NOT_FOUND, NO_RESOURCE);
    },
  },
  {
    file: 'api',
    name: 'test_create_proxy_resource',
    play: async (player) => {
      const { answer } = player;
      const { root, create, list, remove } = await emptyApi(player);
      await answer('create-base-proxy-resource', create(root, '{proxy+}'), 201, resource('/{proxy+}'));
      const { id: parent } = await create(root, 'parent');
      const proxied = resource('/parent/{proxy+}');
      const step = 'create-proxy-sibling';
      const greedy = await answer(`${step}-proxy-child-resource`, create(parent, '{proxy+}'), 201, proxied);
      const sibling = create(parent, 'child');
      const { id: child } = await answer(`${step}-static-child-resource`, sibling, 201, resource('/parent/child'));
      const below = resource('/parent/child/{proxy+}');
      await answer('create-static-child-proxy-resource', create(child, '{proxy+}'), 201, below);
      const known = ['/parent', '/parent/child', '/parent/child/{proxy+}'];
      await answer('all-resources', list(), 200, items(...known, '/parent/{proxy+}', '/{proxy+}'));
      await remove(greedy.id);
      const made = create(parent, '{child}');
      const dynamic = await answer(`${step}-dynamic-child-resource`, made, 201, resource('/parent/{child}'));
      const deep = resource('/parent/{child}/{proxy+}');
      await answer('create-dynamic-child-proxy-resource', create(dynamic.id, '{proxy+}'), 201, deep);
      const after = items(...known, '/parent/{child}', '/parent/{child}/{proxy+}', '/{proxy+}');
      await answer('all-resources-2', list(), 200, after);
    },
  },
  {
    file: 'api',
    name: 'test_create_proxy_resource_validation',
    play: async (player) => {
      const { answer, refusal } = player;
      const { root, create } = await emptyApi(player);
      const made = create(root, '{proxy+}');
      const { id: proxy } = await answer('create-base-proxy-resource', made, 201, resource('/{proxy+}'));
      const sibling = 'A sibling ({proxy+}) of this resource already has a variable path part -- only one is allowed';
      const dynamic = create(root, '{dynamic}');
      await refusal('create-proxy-dynamic-sibling-resource', dynamic, 400, BAD_REQUEST, sibling);
      const child = create(proxy, 'child');
      await refusal('create-proxy-static-child-resource', child, 400, BAD_REQUEST, GREEDY_PARENT);
      const variable = create(proxy, '{child}');
      await refusal('create-proxy-dynamic-child-resource', variable, 400, BAD_REQUEST, GREEDY_PARENT);
      const { id: parent } = await create(root, 'parent');
      const greedy = create(parent, '{child+}');
      await answer('create-greedy-child-resource', greedy, 201, resource('/parent/{child+}'));
    },
  },
  {
    file: 'api',
    name: 'test_update_resource_on_root',
    play: async (player) => {
      const { refusal } = player;
      const { root, update } = await emptyApi(player);
      for (const [step, path] of [
        ['update-root-path-part', 'pathPart'],
        ['update-root-parent', 'parentId'],
      ] as const) {
        const sent = update(root, 'replace', `/${path}`, 'new');
        await refusal(step, sent, 400, BAD_REQUEST, `Root resource cannot update its ${path}.`);
      }
    },
  },
  {
    file: 'api',
    name: 'test_authorizer_crud_no_api',
    play: async ({ refusal, world }) => {
      const sent = world.apiGateway.send(new GetAuthorizersCommand({ restApiId: 'test-fake-rest-id' }));
      const message = `Invalid API identifier specified ${ACCOUNT}:test-fake-rest-id`;
      await refusal('wrong-rest-api-id-get-authorizers', sent, 404, NOT_FOUND, message);
    },
  },
];
