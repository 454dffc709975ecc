import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ConnectionLost } from './http.ts';
import type { HttpFunction, HttpRequest, HttpResponse } from './http.ts';

export interface Listening {
  readonly url: string;
  /** Stops accepting, cuts open connections and resolves when the port is free. */
  close(): Promise<void>;
}

/** Serves `answer` over HTTP on 127.0.0.1. Port 0, the default, takes any free one. */
export async function listen(answer: HttpFunction, options: { port?: number } = {}): Promise<Listening> {
  const server = createServer((incoming, outgoing) => {
    serve(answer, incoming, outgoing).catch((error: unknown) => {
      // A lost connection is asked for by a test; anything else is a defect of the emulator and must be seen.
      if (!(error instanceof ConnectionLost)) process.emitWarning(error instanceof Error ? error : String(error));
      outgoing.destroy();
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, '127.0.0.1', resolve);
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function serve(answer: HttpFunction, incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
  const gone = new AbortController();
  outgoing.once('close', () => gone.abort());
  const response = await answer(await readRequest(incoming, gone.signal));
  outgoing.writeHead(response.status, response.headers);
  await writeBody(response, outgoing, gone.signal);
}

async function readRequest(incoming: IncomingMessage, signal: AbortSignal): Promise<HttpRequest> {
  const pieces: Buffer[] = [];
  for await (const piece of incoming) pieces.push(piece as Buffer);
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(incoming.headers)) {
    if (value !== undefined) headers[name] = Array.isArray(value) ? value.join(', ') : value;
  }
  return { method: incoming.method ?? 'GET', path: incoming.url ?? '/', headers, body: Buffer.concat(pieces), signal };
}

async function writeBody(response: HttpResponse, outgoing: ServerResponse, gone: AbortSignal): Promise<void> {
  if (typeof response.body === 'string' || response.body instanceof Uint8Array) {
    outgoing.end(response.body);
    return;
  }
  // A watch sends nothing for a long time: the caller must see the headers first.
  outgoing.flushHeaders();
  for await (const piece of response.body) {
    if (gone.aborted) return;
    if (!outgoing.write(piece)) await drained(outgoing, gone);
  }
  outgoing.end();
}

function drained(outgoing: ServerResponse, gone: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      outgoing.off('drain', done);
      gone.removeEventListener('abort', done);
      resolve();
    };
    outgoing.once('drain', done);
    gone.addEventListener('abort', done, { once: true });
  });
}
