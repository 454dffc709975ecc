import { AsyncLocalStorage } from 'node:async_hooks';
import type { AwsEmulator } from '../../sandbox/aws/emulator.ts';
import { elements, elementText } from '../../sandbox/aws/xml-reader.ts';
import type { HttpFunction, HttpRequest } from '../../sandbox/http.ts';

/** Writes in order and counts of reads, as a person compares them. */
export interface Recorded {
  readonly writes: readonly string[];
  readonly reads: Readonly<Record<string, number>>;
}

/** Remembers calls with what they say; to be put between operators and AWS. */
export function createCallRecorder() {
  const current = new AsyncLocalStorage<HttpRequest>();
  /** What was made, by the id that AWS gave it. */
  const made = new Map<string, string>();
  let writes: string[] = [];
  let reads: Record<string, number> = {};
  const withNames = (line: string) =>
    [...made]
      .reduce((text, [id, name]) => text.replaceAll(new RegExp(String.raw`(?<![\w-])${id}(?![\w-])`, 'gu'), name), line)
      .replaceAll(/\b(document|policy|links)=[0-9a-f]{16}/gu, '$1=<hash>')
      .replaceAll(/\bprivateapi-[0-9a-f]{32}/gu, 'privateapi-<hash>');
  return {
    throughAws:
      (handle: HttpFunction): HttpFunction =>
      (request) =>
        current.run(request, () => handle(request)),
    listenTo(aws: AwsEmulator): void {
      aws.onCall(({ kind, operation, status, resourceId = '' }) => {
        const request = current.getStore();
        if (request === undefined) return;
        if (kind === 'read') {
          reads[operation] = (reads[operation] ?? 0) + 1;
          return;
        }
        if (operation.startsWith('Create') && /^[a-z0-9-]{6,}$/u.test(resourceId)) {
          made.set(resourceId, `<${operation.slice('Create'.length)}>`);
        }
        writes.push([operation, ...saying(operation, request), ...(status < 300 ? [] : [`-> ${status}`])].join(' '));
      });
    },
    /** What was recorded since the last time, with names instead of the ids that AWS gave. */
    take(): Recorded {
      const taken = { writes: writes.map(withNames), reads };
      [writes, reads] = [[], {}];
      return taken;
    },
  };
}

/** Path and body of a call, without what is long. */
function saying(operation: string, { path, body }: HttpRequest): readonly string[] {
  const [resource = '', query] = decodeURIComponent(path).split('?');
  const text = new TextDecoder().decode(body);
  const said = text.startsWith('{') ? json(operation, text) : text.startsWith('<') ? recordChanges(text) : form(text);
  return [resource + (query === undefined ? '' : `?${query}`), said].filter((part) => part !== '' && part !== '/');
}

function json(operation: string, text: string): string {
  const value = JSON.parse(text) as Record<string, unknown>;
  if (operation !== 'PutRestApi') return JSON.stringify(value, essential);
  const operations = Object.values(value['paths'] ?? {}).flatMap((item: object) => Object.keys(item));
  return `document of ${operations.length} operations`;
}

/** Policies are judged by tests of their own, tokens are chance, and whose a thing is goes without saying. */
function essential(key: string, value: unknown): unknown {
  if (key === 'ClientToken') return '<token>';
  if (typeof value === 'string' && value.startsWith('{"Version"')) {
    return `policy of ${(JSON.parse(value) as { Statement: unknown[] }).Statement.length} statements`;
  }
  return /^privateapi\.dev\/(cluster|namespace|name|uid)$/u.test(key) ? undefined : value;
}

/** The XML of Route 53, without where records lead. */
function recordChanges(text: string): string {
  const changes = elements(text, 'Change').map((change) =>
    ['Action', 'Type', 'Name'].map((name) => elementText(change, name)).join(' '),
  );
  return `[${changes.join(', ')}]`;
}

/** `Action=...` of the query protocol, without the version of the API. */
function form(text: string): string {
  const parameters = [...new URLSearchParams(text)].filter(([key]) => key !== 'Action' && key !== 'Version');
  return parameters.length === 0 ? '' : JSON.stringify(Object.fromEntries(parameters), essential);
}
