import { UNCONFIRMED } from './texts.ts';
import type { RefusalTexts } from './texts.ts';

const MISSING = 'Function not found: {arn}';
const LOCALSTACK = 'recorded by LocalStack';

export const lambdaRefusals: RefusalTexts = {
  GetFunctionConfiguration: [
    ['unknown function', 'ResourceNotFoundException', MISSING, LOCALSTACK],
    ['unknown alias', 'ResourceNotFoundException', MISSING, LOCALSTACK],
  ],
  ListTags: [['unknown function', 'ResourceNotFoundException', MISSING, LOCALSTACK]],
  GetPolicy: [
    ['no policy', 'ResourceNotFoundException', 'The resource you requested does not exist.', LOCALSTACK],
    ['unknown function', 'ResourceNotFoundException', MISSING, UNCONFIRMED],
  ],
  AddPermission: [
    ['unknown function', 'ResourceNotFoundException', MISSING, LOCALSTACK],
    [
      'id of a statement taken',
      'ResourceConflictException',
      'The statement id ({id}) provided already exists. Please provide a new statement id, or remove the existing statement.',
      LOCALSTACK,
    ],
    [
      'policy larger than 20 KB',
      'PolicyLengthExceededException',
      'The final policy size ({size}) is bigger than the limit (20480).',
      'serverless/serverless reports',
    ],
  ],
  RemovePermission: [
    ['unknown function', 'ResourceNotFoundException', MISSING, UNCONFIRMED],
    ['no policy', 'ResourceNotFoundException', 'No policy is associated with the given resource.', UNCONFIRMED],
    ['unknown id', 'ResourceNotFoundException', 'Statement {id} is not found in resource policy.', LOCALSTACK],
  ],
};
