import { CreateDeploymentCommand, UpdateRestApiCommand } from '@aws-sdk/client-api-gateway';
import { callApi, describeCall } from './call-api.ts';
import type { Api } from './create-and-call.ts';
import { privateApiManifest } from '../sample.ts';
import { secondsSince, until, untilReady } from './scene.ts';
import type { Scene } from './scene.ts';
import { namespace } from '../world.ts';

export async function addRoute(scene: Scene, { invokeUrl }: Api): Promise<void> {
  const { kubernetes, world, report } = scene;
  const call = { url: `${invokeUrl}/stock`, from: world.shop.caller, as: world.principals.allowed };
  const before = await callApi(world, call);
  report.did(describeCall(world, call));
  report.saw(`${before.status} ${before.body}`);

  const startedAt = performance.now();
  const callsBefore = world.operatorCalls.length;
  await kubernetes.apply(privateApiManifest(world, 'orders', ['/orders', '/orders/{id}', '/stock']));
  report.did(`kubectl apply: the same PrivateApi with route GET /stock`);
  await untilReady(scene, 'orders');
  const calls = world.operatorCalls.slice(callsBefore);
  const after = await callApi(world, call);
  report.saw(`Ready after ${secondsSince(startedAt)}; ${after.status} ${after.body}`);
  report.spent(calls);
  const deployments = calls.filter(({ operation }) => operation === 'CreateDeployment').length;
  report.check(before.status === 403 && after.status === 200, 'the new route is live');
  report.check(deployments === 1, 'after exactly one deployment');
  report.check(calls.filter(({ kind }) => kind === 'write').length <= 3, 'at most 3 AWS writes');
}

export async function openPolicyByHand(scene: Scene, api: Api): Promise<void> {
  const { world, report, time } = scene;
  const outsider = { url: `${api.plainUrl}/orders`, from: world.bank.caller, as: world.principals.allowed };
  const callsBefore = world.operatorCalls.length;
  const opened = await openPolicy(scene, api, outsider);
  const openedAt = performance.now();
  report.did(
    'an administrator, by SDK: UpdateRestApi /policy to Allow * for everyone, then CreateDeployment to stage prod',
  );
  report.did(describeCall(world, outsider));
  report.saw(`${opened.result.status} ${opened.result.body}`);
  report.check(opened.result.status === 200, 'meanwhile the other VPC gets in');

  const closed = await until(scene, 'the policy is closed again', async () => {
    const result = await callApi(world, outsider);
    return result.status === 200 ? undefined : result;
  });
  report.saw(`after ${secondsSince(openedAt)}: ${closed.status} ${closed.body}`);
  const stage = world.account.restApis.get(api.restApiId)?.stages.get('prod');
  const object = await until(scene, 'the repair is reported', async () => {
    const found = await scene.kubernetes.get(namespace, 'orders');
    return found?.status?.lastRepair === undefined ? undefined : found;
  });
  report.saw(`status.lastRepair: ${object.status?.lastRepair?.fields.join('; ')}`);
  const calls = world.operatorCalls.slice(callsBefore);
  report.spent(calls);
  // Each sweep lists the stages once. Counted rather than timed: a loaded machine makes a sweep late, not blind.
  const firstWrite = calls.findIndex(({ kind }) => kind === 'write');
  const sweeps = calls
    .slice(opened.operatorCalls, firstWrite)
    .filter(({ operation }) => operation === 'GetStages').length;
  report.check(
    closed.status === 403 && sweeps <= 1,
    'closed again within one sweep',
    `one comes every ${time.sweepMs / 1000} s at most`,
  );
  report.check(
    stage?.deploymentId !== opened.deploymentId && !calls.some(({ operation }) => operation === 'CreateDeployment'),
    'back on the deployment that was served before, without a new one',
  );
  const insider = await callApi(world, {
    url: `${api.invokeUrl}/orders`,
    from: world.shop.caller,
    as: world.principals.allowed,
  });
  report.check(insider.status === 200, 'its own callers are still served');
}

/** A sweep that comes between the two calls repairs the first of them; then the administrator tries again. */
async function openPolicy(scene: Scene, { restApiId }: Api, outsider: Parameters<typeof callApi>[1]) {
  const { world } = scene;
  const everyone = { Effect: 'Allow', Principal: '*', Action: 'execute-api:Invoke', Resource: 'execute-api:/*' };
  const value = JSON.stringify({ Version: '2012-10-17', Statement: [everyone] });
  const callsBefore = world.operatorCalls.length;
  for (let attempt = 1; ; attempt += 1) {
    await world.peoplesApiGateway.send(
      new UpdateRestApiCommand({ restApiId, patchOperations: [{ op: 'replace', path: '/policy', value }] }),
    );
    const { id: deploymentId } = await world.peoplesApiGateway.send(
      new CreateDeploymentCommand({ restApiId, stageName: 'prod', description: 'quick fix' }),
    );
    const operatorCalls = world.operatorCalls.length - callsBefore;
    const result = await callApi(world, outsider);
    if (result.status === 200 || attempt === 3) return { result, deploymentId, operatorCalls };
  }
}
