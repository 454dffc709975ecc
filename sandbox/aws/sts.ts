import type { Operation } from './operation.ts';

export const stsOperations: readonly Operation[] = [
  {
    name: 'GetCallerIdentity',
    kind: 'read',
    run: ({ principal }) => ({
      status: 200,
      body: { Arn: principal.arn, UserId: principal.accessKeyId, Account: principal.accountId },
    }),
  },
];
