import {
  AddPermissionCommand,
  GetFunctionConfigurationCommand,
  GetPolicyCommand,
  ListTagsCommand,
  RemovePermissionCommand,
} from '@aws-sdk/client-lambda';
import type { TestWorld } from '../test-world.ts';
import type { Provocation } from './given.ts';

const missing = 'arn:aws:lambda:eu-west-1:111122223333:function:missing';
const statement = { StatementId: 'mine', Action: 'lambda:InvokeFunction', Principal: 'apigateway.amazonaws.com' };

const add = ({ lambda, checkToken }: TestWorld, more: object = {}) =>
  lambda.send(new AddPermissionCommand({ FunctionName: checkToken.functionArn, ...statement, ...more }));

export const lambdaProvocations: Readonly<Record<string, Provocation>> = {
  'GetFunctionConfiguration: unknown function': ({ lambda }) =>
    lambda.send(new GetFunctionConfigurationCommand({ FunctionName: missing })),
  'GetFunctionConfiguration: unknown alias': ({ lambda, checkToken }) =>
    lambda.send(new GetFunctionConfigurationCommand({ FunctionName: checkToken.functionArn, Qualifier: 'live' })),
  'ListTags: unknown function': ({ lambda }) => lambda.send(new ListTagsCommand({ Resource: missing })),
  'GetPolicy: no policy': ({ lambda, checkToken }) =>
    lambda.send(new GetPolicyCommand({ FunctionName: checkToken.functionName })),
  'GetPolicy: unknown function': ({ lambda }) => lambda.send(new GetPolicyCommand({ FunctionName: missing })),
  'AddPermission: unknown function': (world) => add(world, { FunctionName: missing }),
  'AddPermission: id of a statement taken': async (world) => {
    await add(world);
    return add(world);
  },
  'AddPermission: policy larger than 20 KB': async (world) => {
    for (let index = 0; ; index += 1) {
      await add(world, { StatementId: `statement-${index}`, SourceArn: `arn:aws:execute-api:${'x'.repeat(100)}` });
    }
  },
  'RemovePermission: unknown function': ({ lambda }) =>
    lambda.send(new RemovePermissionCommand({ FunctionName: missing, StatementId: 'mine' })),
  'RemovePermission: no policy': ({ lambda, checkToken }) =>
    lambda.send(new RemovePermissionCommand({ FunctionName: checkToken.functionArn, StatementId: 'mine' })),
  'RemovePermission: unknown id': async (world) => {
    await add(world);
    return world.lambda.send(
      new RemovePermissionCommand({ FunctionName: world.checkToken.functionArn, StatementId: 'theirs' }),
    );
  },
};
