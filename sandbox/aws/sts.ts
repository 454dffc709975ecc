import type { Operation } from './operation.ts';

export const stsOperations: readonly Operation[] = [
  {
    name: 'GetCallerIdentity',
    kind: 'read',
    run: ({ principal }) => ({
      status: 200,
      body: { Arn: callerArn(principal.arn), UserId: principal.accessKeyId, Account: principal.accountId },
    }),
  },
];

/** A role acts through sessions, and that is what it sees of itself: `assumed-role/{name}/{session}`. */
const callerArn = (arn: string) =>
  arn.replace(/^(arn:[^:]+):iam::(\d+):role\/(?:.*\/)?([^/]+)$/, '$1:sts::$2:assumed-role/$3/sandbox');
