import type { SandboxClock } from '../../clock.ts';
import type { HttpResponse } from '../../http.ts';
import type { AwsState, Integration } from '../state.ts';
import { FunctionProblem, invokeFunction } from './invoke-function.ts';
import type { Invocation } from './invocation.ts';
import { isBinary } from './payload-encoding.ts';
import { proxyEvent } from './proxy-event.ts';
import { badGateway, integrationTimedOut, internalServerError } from './refusal.ts';

/**
 * A Lambda proxy integration: the whole request is one event, and the function's answer is the response.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html
 */
export async function callFunction(
  invocation: Invocation,
  integration: Integration,
  { state, clock }: { state: AwsState; clock: SandboxClock },
): Promise<HttpResponse> {
  const { owner, api, stage, route } = invocation;
  const verb = route.deployed.method.httpMethod === 'ANY' ? '*' : route.deployed.method.httpMethod;
  const source = `${api.id}/${stage.stageName}/${verb}${route.deployed.path}`;
  const invoked = invokeFunction({
    state,
    uri: integration.uri ?? '',
    sourceArn: `arn:${state.partition}:execute-api:${owner.region}:${owner.accountId}:${source}`,
    event: proxyEvent(invocation, clock.now()),
  });
  const answer = await withinTime(invoked, integration.timeoutInMillis).catch((error: unknown) => {
    if (!(error instanceof FunctionProblem)) throw error;
    throw error.kind === 'NotPermitted' ? internalServerError() : badGateway();
  });
  return responseOf(answer, invocation);
}

async function withinTime<T>(work: Promise<T>, milliseconds: number): Promise<T> {
  const { promise: timedOut, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(integrationTimedOut()), milliseconds);
  try {
    return await Promise.race([work, timedOut]);
  } finally {
    clearTimeout(timer);
  }
}

const KNOWN = new Set(['statusCode', 'headers', 'multiValueHeaders', 'body', 'isBase64Encoded']);

/** Anything but the agreed form is a malformed answer: 502. */
function responseOf(answer: unknown, { request, deployed }: Invocation): HttpResponse {
  if (typeof answer !== 'object' || answer === null || Array.isArray(answer)) throw badGateway();
  const fields = answer as Readonly<Record<string, unknown>>;
  if (Object.keys(fields).some((name) => !KNOWN.has(name))) throw badGateway();
  const status = Number(fields['statusCode']);
  const body = fields['body'] ?? '';
  if (!Number.isInteger(status) || status < 100 || status > 599 || typeof body !== 'string') throw badGateway();
  const headers = {
    'content-type': 'application/json',
    ...textsOf(fields['headers']),
    ...textsOf(fields['multiValueHeaders']),
  };
  // What the function encoded is decoded only for callers who take such a type.
  const isDecoded = fields['isBase64Encoded'] === true && isBinary(request.headers['accept']?.split(',')[0], deployed);
  const bytes = isDecoded ? Buffer.from(body, 'base64') : Buffer.from(body);
  return { status, headers: { ...headers, 'content-length': String(bytes.length) }, body: bytes };
}

function textsOf(headers: unknown): Record<string, string> {
  if (headers === undefined || headers === null) return {};
  if (typeof headers !== 'object' || Array.isArray(headers)) throw badGateway();
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name.toLowerCase(), [value].flat().map(String).join(', ')]),
  );
}
