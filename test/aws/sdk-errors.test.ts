import { describe, expect, test } from '@jest/globals';
import { seedPrincipal } from '../../sandbox/aws/seed.ts';
import { createSdkRequestHandler } from '../../sandbox/aws/sdk-request-handler.ts';
import type { HttpFunction } from '../../sandbox/http.ts';
import { createAws } from '../../src/aws/create-aws.ts';
import { ACCOUNT, createTestWorld, REGION } from '../sandbox/aws/test-world.ts';
import { someReferences } from '../builders/references.ts';

const { signal } = new AbortController();

/** The operator's side of AWS on the emulator, through unmodified SDK clients. */
function anAws({ answer, policies }: { answer?: HttpFunction; policies?: object[] } = {}) {
  const { emulator, loadBalancer } = createTestWorld();
  const principal = seedPrincipal(emulator, {
    accountId: ACCOUNT,
    name: 'role/tested',
    policies: (policies ?? [{ Statement: { Effect: 'Allow', Action: '*', Resource: '*' } }]) as never,
  });
  const aws = createAws({
    region: REGION,
    userAgent: 'test',
    metrics: { awsRequestFinished: () => undefined },
    now: () => 0,
    mayWrite: () => true,
    overrides: {
      credentials: { accessKeyId: principal.accessKeyId, secretAccessKey: principal.secretAccessKey },
      requestHandler: createSdkRequestHandler(answer ?? emulator.handle) as never,
    },
  });
  const createLink = () =>
    aws.createVpcLink({ name: 'orders', loadBalancerArn: loadBalancer.loadBalancerArn, tags: {} }, signal);
  return { aws, emulator, createLink };
}

describe('errors as the SDK makes them of real answers', () => {
  test('what is absent: undefined, empty or done', async () => {
    const { aws } = anAws();
    expect(await aws.readRestApi('0000000000', { gatewayResponses: false }, signal)).toBeUndefined();
    expect(await aws.listDeployments('0000000000', signal)).toEqual([]);
    await expect(aws.deleteRestApi('0000000000', signal)).resolves.toBeUndefined();
    await expect(aws.deleteVpcLink('V1', '000000', signal)).resolves.toBeUndefined();
    await expect(aws.deleteVpcLink('V2', '000000', signal)).resolves.toBeUndefined();
  });

  test('a load balancer that does not exist is left out of the facts', async () => {
    const { aws } = anAws();
    const arn = `arn:aws:elasticloadbalancing:${REGION}:${ACCOUNT}:loadbalancer/net/gone/0123456789abcdef`;
    const references = someReferences({
      vpcEndpointIds: ['vpce-00000000'],
      vpcIds: ['vpc-00000000'],
      loadBalancerArns: [arn],
      links: {
        usesV2Links: true,
        vpcLinkIds: ['000000'],
        subnetIds: ['subnet-00000000'],
        securityGroupIds: ['sg-00000000'],
        linkGroupTags: { role: 'none' },
      },
    });
    const facts = await aws.readFacts(await aws.identity(signal), references, signal);
    expect([facts.loadBalancers.size, facts.vpcEndpoints.size, facts.vpcs.size]).toEqual([0, 0, 0]);
    expect([facts.vpcLinks.length, facts.subnets.size, facts.securityGroups.size]).toEqual([0, 0, 0]);
  });

  test('a policy that AWS does not take', async () => {
    const { aws } = anAws();
    const restApi = {
      name: 'a',
      description: undefined,
      vpcEndpointIds: [],
      policy: { Version: 'x' } as never,
      tags: {},
    };
    await expect(aws.createRestApi(restApi, signal)).rejects.toMatchObject({
      name: 'TerminalError',
      reason: 'PolicyRejected',
      condition: 'PolicyApplied',
      during: 'CreateRestApi',
    });
  });

  test('a key that AWS does not know', async () => {
    const { emulator, aws } = anAws();
    emulator.state.principals.clear();
    await expect(aws.listRestApis(signal)).rejects.toMatchObject({ name: 'TerminalError', reason: 'AwsAccessDenied' });
  });

  const refusals = [
    {
      status: 429,
      code: 'TooManyRequestsException',
      retryAfterSeconds: 3,
      becomes: { name: 'RetryableError', reason: 'AwsThrottled', afterMs: 3_000 },
    },
    { status: 429, code: 'LimitExceededException', becomes: { name: 'TerminalError', reason: 'QuotaExceeded' } },
    { status: 409, code: 'ConflictException', becomes: { name: 'RetryableError', outcomeUnknown: false } },
    { status: 403, code: 'AccessDeniedException', becomes: { name: 'TerminalError', reason: 'AwsAccessDenied' } },
    { status: 400, code: 'BadRequestException', becomes: { name: 'TerminalError', reason: 'AwsRefused' } },
    { status: 503, code: 'ServiceUnavailableException', becomes: { name: 'RetryableError', outcomeUnknown: true } },
    { status: 500, code: 'InternalFailure', becomes: { name: 'RetryableError', outcomeUnknown: true } },
  ];
  test.each(refusals)('$status $code, sent once', async ({ becomes, ...refusal }) => {
    const { emulator, createLink } = anAws();
    const fault = { kind: 'refused' as const, message: 'No.', ...refusal };
    emulator.faults.place({ operation: 'CreateVpcLink', occurrence: 'every', fault });
    await expect(createLink()).rejects.toMatchObject({ ...becomes, during: 'CreateVpcLink' });
    expect(emulator.log.filter(({ operation }) => operation === 'CreateVpcLink')).toHaveLength(1);
  });

  test.each(['answerLost', 'requestLost'] as const)('%s: nobody knows, and it is not sent again', async (kind) => {
    const { emulator, createLink } = anAws();
    emulator.faults.place({ operation: 'CreateVpcLink', occurrence: 'every', fault: { kind } });
    await expect(createLink()).rejects.toMatchObject({
      name: 'RetryableError',
      reason: 'AwsUnavailable',
      outcomeUnknown: true,
    });
    expect(emulator.log.filter(({ operation }) => operation === 'CreateVpcLink')).toHaveLength(1);
  });

  test('an answer that is no JSON: nobody knows', async () => {
    const proxy: HttpFunction = () =>
      Promise.resolve({ status: 200, headers: { 'content-type': 'text/html' }, body: '<html>Sign in</html>' });
    const { createLink } = anAws({ answer: proxy });
    await expect(createLink()).rejects.toMatchObject({
      name: 'RetryableError',
      reason: 'AwsUnavailable',
      outcomeUnknown: true,
    });
  });

  test('a pass that ends while a call is out', async () => {
    const { emulator, aws } = anAws();
    emulator.faults.place({ operation: 'CreateVpcLink', occurrence: 1, fault: { kind: 'hold', apply: 'beforeHold' } });
    const stopping = new AbortController();
    const call = aws.createVpcLink({ name: 'a', loadBalancerArn: 'arn', tags: {} }, stopping.signal);
    stopping.abort(new Error('deadline'));
    await expect(call).rejects.toMatchObject({ name: 'RetryableError', outcomeUnknown: true });
    emulator.faults.clear();
  });
});
