import type { HttpFunction, HttpResponse } from '../../../sandbox/http.ts';
import { widget } from './conformance/step.ts';

export const widgetsPath = '/apis/conformance.example.com/v1/namespaces/default/widgets';
export const newWidget = (name: string): object => widget(name, { title: 'new' });

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  // oxlint-disable-next-line typescript/no-explicit-any -- answers of every kind
  readonly body: any;
}

/** Calls an API function and parses what it answers. */
export async function call(handle: HttpFunction, method: string, path: string, body?: unknown): Promise<Answer> {
  const { signal } = new AbortController();
  const { status, headers, body: text } = await send(handle, method, path, signal, body);
  return { status, headers, body: JSON.parse(text as string) };
}

/** An open watch: the events so far, and how it ended. */
export interface OpenWatch {
  readonly lines: string[];
  readonly ended: Promise<string>;
  abort(): void;
}

export async function openWatch(handle: HttpFunction, path: string): Promise<OpenWatch> {
  const abort = new AbortController();
  const { body } = await send(handle, 'GET', path, abort.signal);
  const lines: string[] = [];
  const ended = (async () => {
    try {
      for await (const line of body as AsyncIterable<string>) lines.push(line);
      return 'closed';
    } catch (error) {
      return (error as Error).name;
    }
  })();
  return { lines, ended, abort: () => abort.abort() };
}

function send(
  handle: HttpFunction,
  method: string,
  path: string,
  signal: AbortSignal,
  body?: unknown,
): Promise<HttpResponse> {
  const contentType = method === 'PATCH' ? 'application/merge-patch+json' : 'application/json';
  const bytes = Buffer.from(body === undefined ? '' : JSON.stringify(body));
  return handle({
    method,
    path,
    headers: { 'content-type': contentType, 'user-agent': 'test/1' },
    body: bytes,
    signal,
  });
}
