import type { SandboxClock } from '../../clock.ts';
import type { AwsState } from '../state.ts';
import { createFunctionAuthorizers } from './ask-function.ts';
import { askUserPools } from './ask-user-pools.ts';
import { askApiPolicies, askFunctionAndPolicy, type InvokeAttempt } from './authorize-invocation.ts';
import type { AuthorizerContext, Invocation } from './invocation.ts';
import { authorizerMisconfigured } from './refusal.ts';

/** The last word on who may call a method: its authorizer and the policies, or policies alone. Throws the Refusal. */
export function createMethodAuthorization(state: AwsState, clock: SandboxClock) {
  const askFunction = createFunctionAuthorizers(state, () => clock.now());
  return async (
    call: Omit<Invocation, 'authorizer'>,
    attempt: InvokeAttempt,
  ): Promise<AuthorizerContext | undefined> => {
    const { deployed } = call;
    const { method } = call.route.deployed;
    const { authorizationType, authorizerId = '' } = method;
    if (authorizationType === 'NONE' || authorizationType === 'AWS_IAM') {
      askApiPolicies(attempt, deployed, authorizationType === 'AWS_IAM');
      return undefined;
    }
    const authorizer = deployed.authorizers?.get(authorizerId);
    if (authorizer === undefined) throw authorizerMisconfigured();
    if (authorizationType === 'CUSTOM') {
      return askFunctionAndPolicy(attempt, deployed, (request) =>
        askFunction(authorizer, call, attempt.methodArn, request),
      );
    }
    const context = askUserPools(state, authorizer, method, call.request, clock.now());
    askApiPolicies(attempt, deployed, false);
    return context;
  };
}
