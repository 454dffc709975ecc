import { connect, createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';

interface Pair {
  readonly client: Socket;
  readonly upstream: Socket;
}

/** A TCP proxy on loopback that does to connections what load balancers and failing nodes do. */
export async function startTcpProxy(target: URL) {
  const pairs = new Set<Pair>();
  let goal = target;
  let isOpen = true;
  let delayMs = 0;
  let bytesToCut = Number.POSITIVE_INFINITY;

  const reset = ({ client, upstream }: Pair) => {
    for (const end of [client, upstream]) end.resetAndDestroy();
  };
  /** What the server says, late or only in part. */
  const forward = (pair: Pair, chunk: Buffer) => {
    if (chunk.length < bytesToCut) {
      bytesToCut -= chunk.length;
      if (!pair.client.destroyed) pair.client.write(chunk);
      return;
    }
    pair.client.write(chunk.subarray(0, bytesToCut), () => reset(pair));
    bytesToCut = Number.POSITIVE_INFINITY;
  };

  const server = createServer((client) => {
    if (!isOpen) {
      client.destroy();
      return;
    }
    const upstream = connect(Number(goal.port), goal.hostname);
    const pair = { client, upstream };
    pairs.add(pair);
    client.pipe(upstream);
    upstream.on('data', (chunk: Buffer) => {
      if (delayMs === 0) forward(pair, chunk);
      else setTimeout(() => forward(pair, chunk), delayMs);
    });
    for (const socket of [client, upstream]) {
      socket.on('error', () => socket.destroy());
      socket.on('close', () => {
        client.destroy();
        upstream.destroy();
        pairs.delete(pair);
      });
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const cut = () => {
    for (const pair of pairs) reset(pair);
  };
  return {
    url: `https://127.0.0.1:${(server.address() as AddressInfo).port}`,
    cut,
    /** Refuses new connections and cuts the present ones until `open`. */
    close: () => {
      isOpen = false;
      cut();
    },
    open: () => {
      isOpen = true;
    },
    /** New connections go there. */
    leadTo: (url: string) => {
      goal = new URL(url);
    },
    /** What the server says takes this much longer. */
    delay: (ms: number) => {
      delayMs = ms;
    },
    /** Cuts the connection on which the server has said this many more bytes, wherever that is. */
    cutAfter: (bytes: number) => {
      bytesToCut = bytes;
    },
    connections: () => pairs.size,
    stop: () => {
      cut();
      server.close();
    },
  };
}
