import { expect, test } from '@jest/globals';
import { reasons } from '../../src/api/reasons.ts';
import { toOperatorError } from '../../src/aws/errors.ts';
import { OperatorError } from '../../src/errors.ts';
import { sdkError } from './sdk-error.ts';

const running = new AbortController().signal;
const become = (error: unknown) => toOperatorError(error, 'CreateVpcLink', running);

test('a refused permission names the action, not who asked for what', () => {
  const text =
    'User: arn:aws:sts::111122223333:assumed-role/operator/i-0abc is not authorized to perform: apigateway:POST on resource: arn:aws:apigateway:eu-west-1::/vpclinks because no identity-based policy allows the apigateway:POST action';
  expect(become(sdkError('AccessDeniedException', 403, text)).message).toBe(
    'CreateVpcLink was refused: the operator lacks the IAM action apigateway:POST',
  );
});

test('a refused permission of EC2, whose text is encoded, leaks nothing of it', () => {
  const text = `You are not authorized to perform this operation. Encoded authorization failure message: ${'x9Yz'.repeat(60)}`;
  expect(become(sdkError('UnauthorizedOperation', 403, text)).message).toBe(
    'CreateVpcLink was refused: the operator lacks a permission; see the IAM policy it needs',
  );
});

test.each([
  ['bad (Service: ApiGateway, Status Code: 400, Request ID: 4f0b2c1e-0000-4000-8000-0123456789ab)'],
  ['bad (RequestId: 4f0b2c1e-0000-4000-8000-0123456789ab)'],
  ['bad RequestID=4f0b2c1e-0000-4000-8000-0123456789ab'],
  ['bad; request id: 4f0b2c1e-0000-4000-8000-0123456789ab'],
  ['bad, request-id: 4f0b2c1e-0000-4000-8000-0123456789ab'],
  ['bad, x-amzn-RequestId: 4f0b2c1e-0000-4000-8000-0123456789ab'],
])('hold no request ids, which would make every pass news: %s', (text) => {
  for (const name of ['BadRequestException', 'LimitExceededException', 'ConflictException', 'NotFoundException']) {
    const { message } = become(sdkError(name, 400, text));
    expect(message).toContain('bad');
    expect(message).not.toContain('4f0b2c1e');
  }
});

test('hold no encoded blob and no line breaks, and end', () => {
  const { message } = become(sdkError('BadRequestException', 400, `a\n b\t${'long '.repeat(200)}`));
  expect(message).toMatch(/^CreateVpcLink was refused: a b long/u);
  expect(message.length).toBeLessThan(450);
  const encoded = 'no. Encoded authorization failure message: abcDEF123';
  expect(become(sdkError('BadRequestException', 400, encoded)).message).toBe('CreateVpcLink was refused: no.');
});

test("a quota is named in AWS's words, with what to do, as sentences", () => {
  for (const text of [
    'Maximum number of VPC links has been reached.',
    'Maximum number of VPC links has been reached',
  ]) {
    expect(become(sdkError('LimitExceededException', 429, text)).message).toBe(
      'CreateVpcLink was refused: Maximum number of VPC links has been reached. Raise the quota or remove what is not needed',
    );
  }
});

test('reasons are documented ones, and the cause is kept for the log', () => {
  for (const name of [
    'AccessDenied',
    'LimitExceededException',
    'Throttling',
    'ConflictException',
    'BadRequestException',
  ]) {
    const cause = sdkError(name, 400);
    const error = become(cause);
    expect(error).toBeInstanceOf(OperatorError);
    expect(reasons).toHaveProperty((error as OperatorError).reason);
    expect(error.cause).toBe(cause);
  }
});

test('an error without a text says so', () => {
  const silent = sdkError('BadRequestException', 400);
  silent.message = undefined as unknown as string;
  expect(become(silent).message).toBe('CreateVpcLink was refused: AWS gave no reason');
});
