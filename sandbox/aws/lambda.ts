import { jsonBody, textMember } from './api-gateway/json-body.ts';
import { AwsError } from './aws-error.ts';
import type { Route } from './api-gateway/routes.ts';
import type { Answer, Call, OperationFunction } from './operation.ts';
import type { LambdaFunction, PolicyStatement } from './state.ts';

/** https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html ("Function resource-based policy") */
const POLICY_BYTES = 20_480;

/** What Lambda answers about functions, and who may invoke them. */
export const lambdaRoutes: readonly Route[] = [
  route('GET', '2015-03-31/functions/{name}/configuration', 'GetFunctionConfiguration', getConfiguration),
  route('GET', '2015-03-31/functions/{name}/policy', 'GetPolicy', getPolicy),
  route('POST', '2015-03-31/functions/{name}/policy', 'AddPermission', addPermission),
  route('DELETE', '2015-03-31/functions/{name}/policy/{statementId}', 'RemovePermission', removePermission),
  route('GET', '2017-03-31/tags/{name}', 'ListTags', listTags),
];

function route(method: string, path: string, name: string, run: OperationFunction): Route {
  return {
    method,
    segments: path.split('/'),
    query: undefined,
    operation: { name, kind: method === 'GET' ? 'read' : 'write', run },
  };
}

function getConfiguration(call: Call): Answer {
  const { lambda, qualifier } = requireFunction(call);
  const version = qualifier === '' ? '$LATEST' : qualifier;
  const body = {
    FunctionName: lambda.functionName,
    FunctionArn: qualifier === '' ? lambda.functionArn : `${lambda.functionArn}:${qualifier}`,
    Version: version,
    State: 'Active',
    LastUpdateStatus: 'Successful',
    PackageType: 'Zip',
    Timeout: 3,
  };
  return { status: 200, body, resourceId: lambda.functionName };
}

function listTags(call: Call): Answer {
  const { lambda } = requireFunction(call);
  return { status: 200, body: { Tags: lambda.tags }, resourceId: lambda.functionName };
}

function getPolicy(call: Call): Answer {
  const { lambda, qualifier } = requireFunction(call);
  const statements = lambda.policies.get(qualifier) ?? [];
  if (statements.length === 0) throw notFound('The resource you requested does not exist.');
  return { status: 200, body: { Policy: policyText(statements) }, resourceId: lambda.functionName };
}

/** Appends one statement; its id is taken once. */
function addPermission(call: Call): Answer {
  const { lambda, qualifier, arn } = requireFunction(call);
  const body = jsonBody(call);
  const text = (member: string) => textMember(body, member) ?? '';
  const statementId = text('StatementId');
  const statements = lambda.policies.get(qualifier) ?? [];
  if (statements.some(({ Sid }) => Sid === statementId)) {
    throw new AwsError(
      409,
      'ResourceConflictException',
      `The statement id (${statementId}) provided already exists. Please provide a new statement id, or remove the existing statement.`,
    );
  }
  const sourceArn = textMember(body, 'SourceArn');
  const sourceAccount = textMember(body, 'SourceAccount');
  const condition = {
    ...(sourceAccount !== undefined && { StringEquals: { 'AWS:SourceAccount': sourceAccount } }),
    ...(sourceArn !== undefined && { ArnLike: { 'AWS:SourceArn': sourceArn } }),
  };
  const principal = text('Principal');
  const statement: PolicyStatement = {
    Sid: statementId,
    Effect: 'Allow',
    Principal: /^[a-z0-9.-]+\.amazonaws\.com/.test(principal) ? { Service: principal } : { AWS: principal },
    Action: text('Action'),
    Resource: arn,
    ...(Object.keys(condition).length > 0 && { Condition: condition }),
  };
  const changed = [...statements, statement];
  const size = policyText(changed).length;
  if (size > POLICY_BYTES) {
    throw new AwsError(
      400,
      'PolicyLengthExceededException',
      `The final policy size (${size}) is bigger than the limit (${POLICY_BYTES}).`,
    );
  }
  lambda.policies.set(qualifier, changed);
  return { status: 201, body: { Statement: JSON.stringify(statement) }, resourceId: lambda.functionName };
}

function removePermission(call: Call): Answer {
  const { lambda, qualifier } = requireFunction(call);
  const statementId = call.path['statementId'] ?? '';
  const statements = lambda.policies.get(qualifier) ?? [];
  if (statements.length === 0) throw notFound('No policy is associated with the given resource.');
  if (!statements.some(({ Sid }) => Sid === statementId)) {
    throw notFound(`Statement ${statementId} is not found in resource policy.`);
  }
  lambda.policies.set(
    qualifier,
    statements.filter(({ Sid }) => Sid !== statementId),
  );
  return { status: 204, resourceId: lambda.functionName };
}

/** Named by ARN or by name, with the qualifier beside it or at its end. */
function requireFunction(call: Call): { lambda: LambdaFunction; qualifier: string; arn: string } {
  const named = call.path['name'] ?? '';
  const parts = named.startsWith('arn:') ? named.split(':').slice(6) : named.split(':');
  const [name = '', own = ''] = parts;
  const qualifier = call.query.get('Qualifier') ?? own;
  const { accountId, region, functions } = call.region;
  const base = `arn:${call.world.state.partition}:lambda:${region}:${accountId}:function:${name}`;
  const arn = qualifier === '' ? base : `${base}:${qualifier}`;
  const lambda = functions.get(name);
  const isHere = !named.startsWith('arn:') || named.startsWith(base);
  if (lambda === undefined || !isHere || (qualifier !== '' && !lambda.qualifiers.has(qualifier))) {
    throw notFound(`Function not found: ${arn}`);
  }
  return { lambda, qualifier, arn };
}

const policyText = (statements: readonly PolicyStatement[]) =>
  JSON.stringify({ Version: '2012-10-17', Id: 'default', Statement: statements });

const notFound = (message: string) => new AwsError(404, 'ResourceNotFoundException', message);
