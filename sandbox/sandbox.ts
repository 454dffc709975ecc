import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { networkInterfaceListener } from './aws/data-plane/network-interface-listener.ts';
import type { Caller } from './aws/data-plane/network-interface.ts';
import { commandsToTry } from './commands-to-try.ts';
import { findKubernetes } from './kubernetes.ts';
import { listen } from './listen.ts';
import type { OperatorProcess } from './operator-process.ts';
import { startPlayground } from './playground.ts';
import type { Playground } from './playground.ts';
import { privateApiManifest } from './sample.ts';
import { timeScale } from './time-scale.ts';

// The world of the demo, left running until Ctrl-C, with commands to play with it. `--time-factor=1` makes everything
// take as long as with AWS; `--in-memory` does without kube-apiserver and etcd even where they are at hand.

const say = (line: string) => void process.stdout.write(`${line}\n`);
let playground: Playground | undefined;
let operator: OperatorProcess | undefined;

const { promise: interrupted, resolve: interrupt } = Promise.withResolvers<number>();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => interrupt(0));
const failed = run().catch((error: unknown) => {
  say(`sandbox: ${(error as Error).message}`);
  return 1;
});
const code = await Promise.race([interrupted, failed]);
await operator?.stop();
await playground?.stop();
process.exit(code);

/** Ends only by failing. */
async function run(): Promise<never> {
  const { values: flags } = parseArgs({
    options: {
      'in-memory': { type: 'boolean', default: false },
      'time-factor': { type: 'string', default: '20' },
    },
  });
  const factor = Number(flags['time-factor']);
  if (!(factor >= 1)) throw new Error(`--time-factor is ${flags['time-factor']}: use a number of at least 1`);
  const time = timeScale(factor);
  const binaries = flags['in-memory'] ? undefined : await findKubernetes(say);
  playground = await startPlayground({ binaries, time });
  const { world, directory, operatorLogFile } = playground;
  operator = playground.startOperator();

  const sampleFile = join(directory, 'orders.yaml');
  await writeFile(sampleFile, privateApiManifest(world, 'orders', ['/orders', '/orders/{id}']));
  const open = async (caller: Caller) => (await listen(networkInterfaceListener(world.dataPlane, caller))).url;
  const networkInterfaces = {
    shop: await open(world.shop.caller),
    bank: await open(world.bank.caller),
    internet: await open('internet'),
  };
  say(commandsToTry({ playground, time, sampleFile, networkInterfaces, operatorPid: operator.pid }));

  // As the kubelet does with a container that ends.
  for (;;) {
    const ending = await operator.ended;
    say(`the operator ended (${ending}); its log is ${operatorLogFile}`);
    operator = playground.startOperator();
    say(`started again as process ${operator.pid}; it works when the Lease of the dead one has run out`);
  }
}
