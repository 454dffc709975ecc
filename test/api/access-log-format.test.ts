import { expect, test } from '@jest/globals';
import { unknownVariables } from '../../src/api/access-log-format.ts';

test.each([
  { name: 'variables of access logs', format: '$context.requestId $context.identity.vpceId', unknown: [] },
  {
    name: 'what an authorizer says of the caller',
    format: '$context.authorizer.claims.sub,$context.authorizer.principalId',
    unknown: [],
  },
  {
    name: 'values that an authorizer made, which may be tokens',
    format: '$context.authorizer.token $context.authorizer.claims.email',
    unknown: ['$context.authorizer.token', '$context.authorizer.claims.email'],
  },
  { name: 'a full stop behind a name', format: 'call $context.requestId.', unknown: [] },
  { name: 'text without variables', format: 'text', unknown: [] },
  { name: 'a misspelt name', format: '$context.requestID', unknown: ['$context.requestID'] },
  {
    name: 'a group without a member',
    format: '$context.identity $context.',
    unknown: ['$context.identity', '$context.'],
  },
  {
    name: 'variables of mapping templates',
    format: '$input.body $stageVariables.a',
    unknown: ['$input.body', '$stageVariables.a'],
  },
  { name: 'a longer name, twice', format: '$context.statusCode $context.statusCode', unknown: ['$context.statusCode'] },
  { name: 'a dollar of its own', format: '5 $', unknown: ['$'] },
])('$name: $unknown', ({ format, unknown }) => {
  expect(unknownVariables(format)).toEqual(unknown);
});
