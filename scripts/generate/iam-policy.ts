import { readFileSync } from 'node:fs';
import { parse } from 'yaml';

type Condition = Record<string, Record<string, string | string[]>>;

/** One action that AWS checks for an operation. Without paths and arns it is granted on everything. */
export interface Grant {
  action: string;
  /** Resources of API Gateway. */
  paths?: string[];
  /** Resources of other services. */
  arns?: string[];
  /** The ARNs of private custom domain names, and of what belongs to them, carry the account. */
  ofAccount?: boolean;
  when?: string[];
}

export interface OperationsTable {
  conditions: Record<string, Condition>;
  operations: Record<string, Grant[]>;
}

export interface Statement {
  Effect: 'Allow';
  Action: string[];
  Resource: string[];
  Condition?: Condition;
}

export function readOperationsTable(file: URL): OperationsTable {
  return parse(readFileSync(file, 'utf8')) as OperationsTable;
}

/**
 * The policy of the operator's role: a statement for each set of resources and conditions, with all actions that need
 * it, and one for what is granted alike on several. It fits every partition and Region. Throws when a grant names a condition that the table does not have.
 */
export function iamPolicy({ conditions, operations }: OperationsTable): { Version: string; Statement: Statement[] } {
  const statements = new Map<string, Statement>();
  for (const { action, paths, ofAccount, arns, when = [] } of Object.values(operations).flat()) {
    const account = ofAccount ? '*' : '';
    const resources = arns ?? paths?.map((path) => `arn:*:apigateway:*:${account}:${path}`) ?? ['*'];
    const condition = when.map((name) => conditions[name] ?? unknownCondition(name));
    const key = JSON.stringify([resources, condition]);
    const statement = statements.get(key) ?? {
      Effect: 'Allow',
      Action: [],
      Resource: resources,
      ...(condition.length > 0 && { Condition: condition.reduce(both) }),
    };
    if (!statement.Action.includes(action)) statement.Action.push(action);
    statements.set(key, statement);
  }
  return { Version: '2012-10-17', Statement: withJoinedResources([...statements.values()]) };
}

/** Statements that grant the same under the same conditions are one, which matters: a managed policy holds 6144 characters. */
function withJoinedResources(statements: readonly Statement[]): Statement[] {
  const joined = new Map<string, Statement>();
  for (const statement of statements) {
    const key = JSON.stringify([statement.Action.toSorted(), statement.Condition]);
    const same = joined.get(key);
    joined.set(key, same ? { ...same, Resource: [...same.Resource, ...statement.Resource] } : statement);
  }
  return [...joined.values()];
}

/** IAM wants all operators and keys of a condition block to hold. */
function both(left: Condition, right: Condition): Condition {
  const operators = Object.entries(right).map(([operator, keys]) => [operator, { ...left[operator], ...keys }]);
  return { ...left, ...(Object.fromEntries(operators) as Condition) };
}

function unknownCondition(name: string): never {
  throw new Error(`deploy/iam/operations.yaml has no condition ${name}`);
}
