import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { createDataPlane } from '../../../../sandbox/aws/data-plane/invoke.ts';
import type { InvokeRequest } from '../../../../sandbox/aws/data-plane/invoke-request.ts';
import type { DeployedApi, LambdaFunction, PolicyStatement } from '../../../../sandbox/aws/state.ts';
import {
  ACCOUNT,
  callers,
  deployedMethod,
  everything,
  NOW,
  onApi,
  PLAIN_HOST,
  privateApiWorld,
  REGION,
} from './private-api-world.ts';

const functionArn = `arn:aws:lambda:${REGION}:${ACCOUNT}:function:orders`;
const permitted = (sourceArn: string): PolicyStatement => ({
  Sid: 'x',
  Effect: 'Allow',
  Principal: { Service: 'apigateway.amazonaws.com' },
  Action: 'lambda:InvokeFunction',
  Resource: functionArn,
  Condition: { StringEquals: { 'AWS:SourceAccount': ACCOUNT }, ArnLike: { 'AWS:SourceArn': sourceArn } },
});

/** Calls `ANY /orders/{id}`, which a function answers. */
async function call(
  handler: LambdaFunction['handler'],
  request: Partial<InvokeRequest> = {},
  world: { statements?: PolicyStatement[]; qualifier?: string; deployed?: Partial<DeployedApi> } = {},
) {
  const { statements = [permitted(onApi('prod/*'))], qualifier, deployed } = world;
  const arn = qualifier === undefined ? functionArn : `${functionArn}:${qualifier}`;
  const state = privateApiWorld({
    methods: [
      deployedMethod('/orders/{id}', 'ANY', {
        authorizationType: 'NONE',
        integration: {
          type: 'AWS_PROXY',
          httpMethod: 'POST',
          connectionType: undefined,
          connectionId: undefined,
          uri: `arn:aws:apigateway:${REGION}:lambda:path/2015-03-31/functions/${arn}/invocations`,
          timeoutInMillis: 1000,
        },
      }),
    ],
    deployed: { policy: everything, ...deployed },
  });
  state.regions.get(`${ACCOUNT}/${REGION}`)!.functions.set('orders', {
    functionName: 'orders',
    functionArn,
    tags: {},
    qualifiers: new Set(['live']),
    policies: new Map([[qualifier ?? '', statements]]),
    handler,
  });
  const sent = { url: `https://${PLAIN_HOST}/prod/orders/42`, method: 'GET', ...request };
  const response = await createDataPlane({ state, clock: { now: () => NOW } }).invoke(callers.inside, sent);
  const body = Buffer.from(response.body as Uint8Array);
  return { ...response, body, text: body.toString() };
}

const echo: LambdaFunction['handler'] = (event) => ({ statusCode: 200, body: JSON.stringify(event) });
const failed = '{"message": "Internal server error"}';

describe('the event', () => {
  test('has null for what the call does not have', async () => {
    const { text } = await call(echo, {});
    expect(JSON.parse(text)).toMatchObject({
      queryStringParameters: null,
      multiValueQueryStringParameters: null,
      stageVariables: null,
      body: null,
      isBase64Encoded: false,
    });
  });

  test('carries text as it is and binary types in base64', async () => {
    const body = Buffer.from([0xff, 0x00, 0x41]);
    const headers = { 'content-type': 'image/png' };
    const deployed = { binaryMediaTypes: ['image/*'] };
    const binary = JSON.parse((await call(echo, { method: 'POST', body, headers }, { deployed })).text) as object;
    expect(binary).toMatchObject({ body: body.toString('base64'), isBase64Encoded: true });
    const text = JSON.parse((await call(echo, { method: 'POST', body: 'é', headers })).text) as object;
    expect(text).toMatchObject({ body: 'é', isBase64Encoded: false });
  });
});

describe('the answer', () => {
  test('may have headers of one and of many values; a content type is always there', async () => {
    const { status, headers, text } = await call(() => ({
      statusCode: '201',
      headers: { 'X-One': 1 },
      multiValueHeaders: { 'Set-Cookie': ['a=1', 'b=2'] },
      body: 'done',
    }));
    expect([status, text]).toEqual([201, 'done']);
    expect(headers).toMatchObject({ 'x-one': '1', 'set-cookie': 'a=1, b=2', 'content-type': 'application/json' });
  });

  test('in base64 is decoded for callers who take such a type, and else passed as it is', async () => {
    const bytes = Buffer.from([0xff, 0x00, 0x41]);
    const handler = () => ({ statusCode: 200, body: bytes.toString('base64'), isBase64Encoded: true });
    const deployed = { binaryMediaTypes: ['image/*'] };
    expect((await call(handler, { headers: { accept: 'image/png' } }, { deployed })).body).toEqual(bytes);
    expect((await call(handler, { headers: { accept: 'text/plain' } }, { deployed })).text).toBe(
      bytes.toString('base64'),
    );
  });

  test.each<[string, LambdaFunction['handler']]>([
    ['nothing', () => undefined],
    ['text', () => 'hello'],
    ['a list', () => []],
    ['no status', () => ({ body: 'x' })],
    ['a status that is none', () => ({ statusCode: 'ok' })],
    ['a body that is no text', () => ({ statusCode: 200, body: { a: 1 } })],
    ['headers that are no object', () => ({ statusCode: 200, headers: 'x' })],
    ['a member that nobody knows', () => ({ statusCode: 200, data: 1 })],
    [
      'an error',
      () => {
        throw new Error('broken');
      },
    ],
  ])('is 502 when the function gives %s', async (_what, handler) => {
    const response = await call(handler);
    expect([response.status, response.headers['x-amzn-errortype'], response.text]).toEqual([
      502,
      'InternalServerErrorException',
      failed,
    ]);
  });
});

describe('a function that takes too long', () => {
  beforeEach(() => void jest.useFakeTimers());
  afterEach(() => void jest.useRealTimers());

  test('is 504', async () => {
    const answered = call(() => new Promise(() => undefined));
    await jest.advanceTimersByTimeAsync(1000);
    expect([(await answered).status, (await answered).text]).toEqual([
      504,
      '{"message": "Endpoint request timed out"}',
    ]);
  });
});

describe('who may invoke the function', () => {
  test.each<[string, string[]]>([
    ['its policy names the stage', ['prod/*']],
    ['its policy names the method', ['prod/*/orders/*']],
    ['one of its statements does', ['other/*', '*']],
  ])('this API, when %s', async (_when, paths) => {
    const statements = paths.map((path) => permitted(onApi(path)));
    expect((await call(echo, {}, { statements })).status).toBe(200);
  });

  const other = permitted(onApi('prod/*'));
  test.each<[string, PolicyStatement[]]>([
    ['its policy is empty', []],
    ['its policy names another stage', [permitted(onApi('beta/*'))]],
    ['its policy names authorizers', [permitted(onApi('authorizers/*'))]],
    ['its policy names another API', [permitted(onApi('prod/*').replace('abcde12345', 'zzzzzzzzzz'))]],
    ['its policy names another service', [{ ...other, Principal: { Service: 's3.amazonaws.com' } }]],
    ['its policy names another action', [{ ...other, Action: 'lambda:GetFunction' }]],
  ])('not this API, when %s: 500', async (_when, statements) => {
    const response = await call(echo, {}, { statements });
    expect([response.status, response.text]).toEqual([500, failed]);
  });

  test('an alias has a policy of its own', async () => {
    expect((await call(echo, {}, { qualifier: 'live' })).status).toBe(200);
    expect((await call(echo, {}, { qualifier: 'gone' })).status).toBe(500);
  });
});
