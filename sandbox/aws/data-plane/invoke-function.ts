import { conditionsHold } from '../iam/evaluate-conditions.ts';
import type { AwsState, LambdaFunction, PolicyStatement } from '../state.ts';

const INVOKER = 'apigateway.amazonaws.com';

/** Why API Gateway got nothing out of a function: it may not ask it, or the function failed. */
export class FunctionProblem extends Error {
  override readonly name = 'FunctionProblem';
  readonly kind: 'NotPermitted' | 'Failed';

  constructor(kind: FunctionProblem['kind'], message: string) {
    super(message);
    this.kind = kind;
  }
}

/**
 * Invokes the function that an integration or authorizer uri names, when its policy lets API Gateway do so for this
 * source, and gives back what it answers, as JSON carries it.
 * https://docs.aws.amazon.com/lambda/latest/dg/access-control-resource-based.html
 *
 * @throws FunctionProblem
 */
export async function invokeFunction(input: {
  state: AwsState;
  uri: string;
  /** `arn:{partition}:execute-api:{region}:{account}:{api}/{stage}/{VERB}/{path}`, or `.../authorizers/{id}`. */
  sourceArn: string;
  event: unknown;
}): Promise<unknown> {
  const { state, uri, sourceArn, event } = input;
  const functionArn = /\/functions\/(arn:[^/]+)\/invocations$/.exec(uri)?.[1] ?? '';
  const [, , , region = '', accountId = '', , name = '', qualifier = ''] = functionArn.split(':');
  const lambda = state.regions.get(`${accountId}/${region}`)?.functions.get(name);
  const isThere = lambda !== undefined && (qualifier === '' || lambda.qualifiers.has(qualifier));
  // API Gateway does not tell one that is gone from one that it may not ask.
  if (!isThere || !permits(lambda, qualifier, sourceArn)) {
    throw new FunctionProblem('NotPermitted', `${functionArn} may not be invoked for ${sourceArn}`);
  }
  try {
    const answer = await lambda.handler(structuredClone(event));
    return answer === undefined ? null : (JSON.parse(JSON.stringify(answer)) as unknown);
  } catch (error) {
    throw new FunctionProblem('Failed', error instanceof Error ? error.message : String(error));
  }
}

function permits(lambda: LambdaFunction, qualifier: string, sourceArn: string): boolean {
  const request = { 'AWS:SourceArn': sourceArn, 'AWS:SourceAccount': sourceArn.split(':')[4] ?? '' };
  return (lambda.policies.get(qualifier) ?? []).some(
    (statement) =>
      statement.Effect === 'Allow' &&
      servicesOf(statement).includes(INVOKER) &&
      [statement.Action].flat().includes('lambda:InvokeFunction') &&
      conditionsHold(statement.Condition, request),
  );
}

function servicesOf({ Principal: principal }: PolicyStatement): readonly string[] {
  return typeof principal === 'object' ? [principal['Service'] ?? []].flat() : [];
}
