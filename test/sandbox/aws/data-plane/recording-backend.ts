import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface BackendCall {
  readonly method: string;
  /** The request line's target, untouched. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface RecordingBackend {
  readonly url: string;
  readonly calls: BackendCall[];
  /** How the next calls are answered. */
  answer: (call: BackendCall, response: ServerResponse) => void;
  close(): Promise<void>;
}

/** A real HTTP server on loopback that remembers what reached it. */
export async function startRecordingBackend(): Promise<RecordingBackend> {
  const server = createServer((request, response) => {
    const pieces: Buffer[] = [];
    request.on('data', (piece: Buffer) => pieces.push(piece));
    request.on('end', () => {
      const call: BackendCall = {
        method: request.method ?? '',
        path: request.url ?? '',
        headers: request.headers as Record<string, string>,
        body: Buffer.concat(pieces).toString('latin1'),
      };
      backend.calls.push(call);
      backend.answer(call, response);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const backend: RecordingBackend = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    calls: [],
    answer: answerHello,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return backend;
}

export function answerHello(_call: BackendCall, response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'text/plain' });
  response.end('hello from the backend');
}
