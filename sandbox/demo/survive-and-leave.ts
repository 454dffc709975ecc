import { setTimeout as sleep } from 'node:timers/promises';
import { callApi } from './call-api.ts';
import { apiOf } from './create-and-call.ts';
import type { Api } from './create-and-call.ts';
import { privateApiManifest } from '../sample.ts';
import { secondsSince, untilGone, untilReady } from './scene.ts';
import type { Scene } from './scene.ts';
import { compareSnapshots, takeSnapshot } from './snapshot.ts';
import type { Snapshot } from './snapshot.ts';
import { namespace } from '../world.ts';

/** Gives the API of the second PrivateApi, whose creation was interrupted. */
export async function killWhileCreating(scene: Scene, orders: Api): Promise<Api> {
  const { kubernetes, world, report } = scene;
  const callsBefore = world.operatorCalls.length;
  const held = world.aws.faults.place({
    operation: 'CreateRestApi',
    occurrence: 1,
    fault: { kind: 'hold', apply: 'beforeHold' },
  });
  await kubernetes.apply(privateApiManifest(world, 'payments', ['/payments']));
  report.did(`kubectl apply: PrivateApi ${namespace}/payments; AWS makes the REST API, its answer stays on the way`);
  await Promise.race([held.reached, sleep(20_000, undefined, { ref: false })]);
  await scene.operator.kill();
  report.did('kill -9 of the operator');
  const [orphan] = apisNamed('payments');
  const object = await kubernetes.get(namespace, 'payments');
  const announced = object?.status?.pendingCreates?.map(({ role }) => role).join(', ');
  report.saw(`AWS has REST API ${orphan?.id}; the status knows no id, and announces: ${announced}`);
  report.check(orphan !== undefined && object?.status?.restApi === undefined, 'killed with CreateRestApi in flight');
  held.release();
  const served = await callApi(world, {
    url: `${orders.invokeUrl}/orders`,
    from: world.shop.caller,
    as: world.principals.allowed,
  });
  report.check(served.status === 200, 'without an operator, callers are served all the same');

  const startedAt = performance.now();
  scene.operator = scene.startOperator();
  report.did('start the operator again; it waits until the Lease of the dead process has run out');
  const ready = await untilReady(scene, 'payments');
  const apis = apisNamed('payments');
  report.saw(`Ready after ${secondsSince(startedAt)} with REST API ${ready.status?.restApi?.id}`);
  report.spent(world.operatorCalls.slice(callsBefore));
  report.check(
    apis.length === 1 && ready.status?.restApi?.id === orphan?.id,
    'exactly one REST API, the interrupted one',
  );
  return apiOf(ready.status?.restApi?.id, ready.status?.invokeUrl);

  function apisNamed(name: string) {
    return [...world.account.restApis.values()].filter(({ tags }) => tags['privateapi.dev/name'] === name);
  }
}

export async function deleteOneOfTwo(scene: Scene, payments: Api, before: Snapshot): Promise<void> {
  const { kubernetes, world, report } = scene;
  const callsBefore = world.operatorCalls.length;
  const links = () => compareSnapshots(before, takeSnapshot(world)).added.filter((key) => key.startsWith('vpcLinks'));
  const shared = links();
  report.saw(`${namespace}/orders and ${namespace}/payments, both through ${shared.join(', ')}`);
  report.check(shared.length === 1, 'two PrivateApis share one VPC link');

  const startedAt = performance.now();
  await kubernetes.delete(namespace, 'orders');
  report.did(`kubectl delete papi orders, calling ${payments.invokeUrl}/payments all the while`);
  const gone = { yet: false, after: '' };
  const statuses: number[] = [];
  const calling = (async () => {
    while (!gone.yet) {
      statuses.push(await callPayments());
      await sleep(10);
    }
  })();
  try {
    await untilGone(scene, 'orders');
    gone.after = secondsSince(startedAt);
    // A link removed by mistake would go after its user.
    await sleep(500);
  } finally {
    gone.yet = true;
    await calling;
  }
  statuses.push(await callPayments());
  report.saw(`gone after ${gone.after}; ${statuses.length} calls answered ${[...new Set(statuses)].join(', ')}`);
  report.spent(world.operatorCalls.slice(callsBefore));
  report.check(
    statuses.every((status) => status === 200),
    'the other keeps serving',
  );
  report.check(links().join() === shared.join(), 'the shared VPC link stays');

  async function callPayments(): Promise<number> {
    const call = { url: `${payments.invokeUrl}/payments`, from: world.shop.caller, as: world.principals.allowed };
    return (await callApi(world, call)).status;
  }
}

export async function deleteTheLast(scene: Scene, before: Snapshot): Promise<void> {
  const { kubernetes, world, report } = scene;
  const startedAt = performance.now();
  const callsBefore = world.operatorCalls.length;
  await kubernetes.delete(namespace, 'payments');
  report.did('kubectl delete papi payments');
  await untilGone(scene, 'payments');
  const { added, touched } = compareSnapshots(before, takeSnapshot(world));
  report.saw(`gone after ${secondsSince(startedAt)}; left in AWS: ${added.join(', ') || 'nothing of ours'}`);
  report.saw(`of ${before.size} things that were there before, changed: ${touched.join(', ') || 'none'}`);
  report.spent(world.operatorCalls.slice(callsBefore));
  report.check(added.length === 0, 'nothing of ours is left in AWS');
  report.check(touched.length === 0, 'everything that was there before is untouched');
}
