import { evaluatePolicy } from '../iam/evaluate-policy.ts';
import type { PolicyDecision } from '../iam/evaluate-policy.ts';
import type { RequestContext } from '../iam/request-context.ts';
import type { AwsState, Authorizer, PolicyDocument } from '../state.ts';
import { FunctionProblem, invokeFunction } from './invoke-function.ts';
import type { AuthorizerContext, Invocation } from './invocation.ts';
import { requestEvent } from './proxy-event.ts';
import { authorizerFailed, authorizerMisconfigured, notEmulated, unauthorized } from './refusal.ts';

export interface FunctionVerdict {
  readonly decision: PolicyDecision;
  readonly context: AuthorizerContext;
}

interface Answer {
  readonly policy: PolicyDocument;
  readonly context: AuthorizerContext;
}

/**
 * Asks Lambda authorizers, and remembers their answers for as long as they say, by identity sources. A remembered
 * policy speaks for every method of the authorizer.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-use-lambda-authorizer.html
 */
export function createFunctionAuthorizers(state: AwsState, now: () => number) {
  const remembered = new Map<string, { readonly answer: Answer; readonly untilMs: number }>();
  return async (
    authorizer: Authorizer,
    call: Omit<Invocation, 'authorizer'>,
    methodArn: string,
    request: RequestContext,
  ): Promise<FunctionVerdict> => {
    const ttlMs = (authorizer.authorizerResultTtlInSeconds ?? 300) * 1000;
    const identity = identityOf(authorizer, call);
    const key = JSON.stringify([call.api.id, call.stage.stageName, authorizer.id, identity]);
    const known = ttlMs > 0 ? remembered.get(key) : undefined;
    const answer = known !== undefined && now() < known.untilMs ? known.answer : await ask(authorizer, call, methodArn);
    if (ttlMs > 0 && answer !== known?.answer) remembered.set(key, { answer, untilMs: now() + ttlMs });
    return { decision: evaluatePolicy(answer.policy, request), context: answer.context };
  };

  async function ask(authorizer: Authorizer, call: Omit<Invocation, 'authorizer'>, methodArn: string): Promise<Answer> {
    const { owner, api } = call;
    const { requestContext, ...event } = requestEvent(call, now());
    const [token] = identityOf(authorizer, call);
    const base = `arn:${state.partition}:execute-api:${owner.region}:${owner.accountId}:${api.id}`;
    try {
      const answer = await invokeFunction({
        state,
        uri: authorizer.authorizerUri ?? '',
        sourceArn: `${base}/authorizers/${authorizer.id}`,
        event:
          authorizer.type === 'TOKEN'
            ? { type: 'TOKEN', methodArn, authorizationToken: token }
            : { type: 'REQUEST', methodArn, ...event, requestContext },
      });
      return readAnswer(answer);
    } catch (error) {
      if (!(error instanceof FunctionProblem)) throw error;
      // The one word by which a function refuses without a policy.
      if (error.kind === 'Failed' && error.message === 'Unauthorized') throw unauthorized();
      throw error.kind === 'Failed' ? authorizerFailed() : authorizerMisconfigured();
    }
  }
}

/** The values of the identity sources. @throws Refusal when one is missing: the function is not asked then. */
function identityOf({ identitySource = '' }: Authorizer, { request, stage }: Omit<Invocation, 'authorizer'>): string[] {
  const sources = identitySource.split(',').map((source) => source.trim());
  return sources
    .filter((source) => source !== '')
    .map((source) => {
      const name = source.split('.').slice(3).join('.');
      const value = source.startsWith('method.request.header.')
        ? request.headers[name.toLowerCase()]
        : source.startsWith('method.request.querystring.')
          ? new URLSearchParams(request.rawQuery).get(name)
          : source.startsWith('stageVariables.')
            ? stage.variables?.[source.slice('stageVariables.'.length)]
            : notEmulatedSource(source);
      if (value === undefined || value === null || value === '') throw unauthorized();
      return value;
    });
}

function notEmulatedSource(source: string): never {
  throw notEmulated(`the identity source ${source}`);
}

function readAnswer(answer: unknown): Answer {
  const { principalId, policyDocument, context = {} } = (answer ?? {}) as Record<string, unknown>;
  const isPolicy = typeof policyDocument === 'object' && policyDocument !== null && 'Statement' in policyDocument;
  if (typeof principalId !== 'string' || !isPolicy) throw authorizerMisconfigured();
  return { policy: policyDocument as PolicyDocument, context: { principalId, ...(context as object) } };
}
