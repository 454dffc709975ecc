import {
  AddPermissionCommand,
  GetFunctionConfigurationCommand,
  GetPolicyCommand,
  ListTagsCommand,
  RemovePermissionCommand,
} from '@aws-sdk/client-lambda';
import type { FunctionFact } from '../desired/facts.ts';
import { functionName } from '../desired/function-arn.ts';
import { invoker } from '../desired/lambda-permissions.ts';
import type { ObservedPermission } from '../plan/observed-state.ts';
import type { Calls } from './calls.ts';
import type { AwsClients } from './clients.ts';

/** Lambda functions of one account and Region, and who may invoke them. */
export function createFunctions(calls: Calls, { lambdaReads: reads, lambdaWrites: writes }: AwsClients) {
  return {
    /** By ARN as given; functions, versions and aliases that do not exist are left out. */
    async readFacts(arns: readonly string[], signal: AbortSignal): Promise<ReadonlyMap<string, FunctionFact>> {
      const found = await Promise.all(arns.map((arn) => readFact(arn, signal)));
      return new Map(found.flatMap((fact) => (fact === undefined ? [] : [[fact.arn, fact] as const])));
    },

    /** The statements with these ids in the policy of a function, version or alias; none when that does not exist. */
    async readPermissions(
      functionArn: string,
      statementIds: readonly string[],
      signal: AbortSignal,
    ): Promise<readonly ObservedPermission[]> {
      const answer = await calls.readIfExists('GetPolicy', signal, (options) =>
        reads.send(new GetPolicyCommand(addressOf(functionArn)), options),
      );
      if (answer?.Policy === undefined) return [];
      const { Statement: statements } = JSON.parse(answer.Policy) as { Statement: readonly StoredStatement[] };
      return statements.flatMap(({ Sid, Resource: _itself, ...statement }) =>
        Sid !== undefined && statementIds.includes(Sid) ? [{ functionArn, statementId: Sid, statement }] : [],
      );
    },

    /** Repeated, it is refused: the id of a statement is its identity. */
    async addPermission(
      permission: { functionArn: string; statementId: string; sourceArn: string; sourceAccount: string },
      signal: AbortSignal,
    ): Promise<void> {
      const { functionArn, statementId, sourceArn, sourceAccount } = permission;
      await calls.write('AddPermission', signal, (options) =>
        writes.send(
          new AddPermissionCommand({
            ...addressOf(functionArn),
            StatementId: statementId,
            Action: 'lambda:InvokeFunction',
            Principal: invoker,
            SourceArn: sourceArn,
            SourceAccount: sourceAccount,
          }),
          options,
        ),
      );
    },

    async removePermission(functionArn: string, statementId: string, signal: AbortSignal): Promise<void> {
      await calls.remove('RemovePermission', signal, (options) =>
        writes.send(new RemovePermissionCommand({ ...addressOf(functionArn), StatementId: statementId }), options),
      );
    },
  };

  async function readFact(arn: string, signal: AbortSignal): Promise<FunctionFact | undefined> {
    const [configuration, tags] = await Promise.all([
      calls.readIfExists('GetFunctionConfiguration', signal, (options) =>
        reads.send(new GetFunctionConfigurationCommand(addressOf(arn)), options),
      ),
      calls.readIfExists('ListTags', signal, (options) =>
        reads.send(new ListTagsCommand({ Resource: functionName(arn).arn }), options),
      ),
    ]);
    return configuration && tags && { arn, tags: tags.Tags ?? {} };
  }
}

interface StoredStatement {
  readonly Sid?: string;
  readonly Resource?: unknown;
}

function addressOf(functionArn: string): { FunctionName: string; Qualifier?: string } {
  const { arn, qualifier } = functionName(functionArn);
  return { FunctionName: arn, ...(qualifier !== undefined && { Qualifier: qualifier }) };
}
