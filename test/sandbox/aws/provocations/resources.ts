import { CreateResourceCommand, DeleteResourceCommand, UpdateResourceCommand } from '@aws-sdk/client-api-gateway';
import type { TestWorld } from '../test-world.ts';
import { create } from './given.ts';
import type { Provocation } from './given.ts';

async function twoResources(world: TestWorld, first: string, second: string, isChild = false) {
  const { id: restApiId, rootResourceId } = await create(world);
  const made = await world.apiGateway.send(
    new CreateResourceCommand({ restApiId, parentId: rootResourceId, pathPart: first }),
  );
  const parentId = isChild ? made.id : rootResourceId;
  return world.apiGateway.send(new CreateResourceCommand({ restApiId, parentId, pathPart: second }));
}

export const resourcesProvocations: Readonly<Record<string, Provocation>> = {
  'CreateResource: unknown parent': async (world) => {
    const { id: restApiId } = await create(world);
    return world.apiGateway.send(new CreateResourceCommand({ restApiId, parentId: 'fake', pathPart: 'a' }));
  },
  'CreateResource: name taken': (world) => twoResources(world, 'pets', 'pets'),
  'CreateResource: second variable on a level': (world) => twoResources(world, '{one}', '{two}'),
  'CreateResource: child of a greedy variable': (world) => twoResources(world, '{proxy+}', 'child', true),
  'CreateResource: characters that a path cannot have': (world) => twoResources(world, 'pets', 'a b'),
  'UpdateResource: root renamed': async (world) => {
    const { id: restApiId, rootResourceId: resourceId } = await create(world);
    const patchOperations = [{ op: 'replace' as const, path: '/pathPart', value: 'a' }];
    return world.apiGateway.send(new UpdateResourceCommand({ restApiId, resourceId, patchOperations }));
  },
  'UpdateResource: below itself': async (world) => {
    const { id: restApiId, rootResourceId } = await create(world);
    const add = (parentId: string | undefined, pathPart: string) =>
      world.apiGateway.send(new CreateResourceCommand({ restApiId, parentId, pathPart }));
    const { id: resourceId } = await add(rootResourceId, 'a');
    const { id: value } = await add(resourceId, 'b');
    const patchOperations = [{ op: 'replace' as const, path: '/parentId', value }];
    return world.apiGateway.send(new UpdateResourceCommand({ restApiId, resourceId, patchOperations }));
  },
  'DeleteResource: root': async (world) => {
    const { id: restApiId, rootResourceId: resourceId } = await create(world);
    return world.apiGateway.send(new DeleteResourceCommand({ restApiId, resourceId }));
  },
};
