import { execFileSync } from 'node:child_process';
import { describe, expect, test } from '@jest/globals';

/** What a process prints whose code calls `log`; the logger writes to standard output and nowhere else. */
function linesOf(code: string): Record<string, unknown>[] {
  const module = new URL('../src/log.ts', import.meta.url);
  const script = `
    import { createLogger } from ${JSON.stringify(module.href)};
    const log = createLogger({ level: 'info', version: '1.2.3' });
    ${code}`;
  const { NODE_OPTIONS: _jestOptions, ...env } = process.env;
  const output = execFileSync(process.execPath, ['--input-type=module', '--eval', script], { encoding: 'utf8', env });
  return output
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}

const lines = linesOf(`
  log.debug({}, 'not shown at level info');
  log.info({ restApiId: 'a1b2c3d4e5' }, 'wrote to AWS');
  log.child({ key: 'shop/orders' }).warn({}, 'pass ended early');

  const cause = Object.assign(new Error('connect ECONNRESET'), { $response: { secret: 'hidden-response' } });
  const error = Object.assign(new Error('no usable answer', { cause }), { request: { headers: { authorization: 'hidden-signature' } } });
  log.error({ err: error }, 'failed');
  log.error({ err: 'only a text' }, 'failed');

  log.info({
    token: 'hidden-1', authorization: 'hidden-2', secretAccessKey: 'hidden-3', sessionToken: 'hidden-4',
    credentials: { secretAccessKey: 'hidden-5', sessionToken: 'hidden-6', accessKeyId: 'AKIDEXAMPLE' },
    request: { token: 'hidden-7', authorization: 'hidden-8', headers: { authorization: 'hidden-9', host: 'example' } },
  }, 'with secrets');
  const canonical = "The Canonical String for this request should have been\\n'GET\\n/restapis\\nx-amz-date:20260101T000000Z\\nx-amz-security-token:hidden-10\\n\\nhost'";
  log.error({ err: new Error('The status could not be written', { cause: new Error(canonical) }) }, 'signature');
  log.error({ err: new Error('401 for authorization: Bearer hidden-11, Signature=hidden-12, Credential=AKIDEXAMPLE') }, 'signature');
`);
const [wrote, child, failed, text, secrets, signature, bearer] = lines;

test('one line of JSON for each message, with level, time and version', () => {
  expect(wrote).toEqual({
    level: 'info',
    time: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/u),
    version: '1.2.3',
    restApiId: 'a1b2c3d4e5',
    msg: 'wrote to AWS',
  });
  expect(child).toMatchObject({ level: 'warn', key: 'shop/orders' });
});

test('what is below the level is not printed', () => {
  expect(lines).toHaveLength(7);
});

test('an error has name, message, stack and causes, and nothing that an SDK hung on it', () => {
  expect(failed).toMatchObject({
    err: {
      type: 'Error',
      message: 'no usable answer',
      stack: expect.stringContaining('at '),
      cause: { message: 'connect ECONNRESET' },
    },
  });
  expect(Object.keys((failed as { err: object }).err).sort()).toEqual(['cause', 'message', 'stack', 'type']);
  expect(text).toMatchObject({ err: { message: 'only a text' } });
});

describe('nothing that lets anybody in', () => {
  test('of named fields', () => {
    expect(secrets).toMatchObject({
      token: '[redacted]',
      credentials: { secretAccessKey: '[redacted]', accessKeyId: 'AKIDEXAMPLE' },
      request: { headers: { authorization: '[redacted]', host: 'example' } },
    });
  });

  test('of texts in which AWS repeats what was signed', () => {
    expect(JSON.stringify(signature)).toContain('x-amz-security-token:[redacted]');
    expect(JSON.stringify(bearer)).toContain('Bearer [redacted], Signature=[redacted]');
  });

  test('anywhere', () => {
    expect(JSON.stringify(lines)).not.toContain('hidden-');
  });
});
