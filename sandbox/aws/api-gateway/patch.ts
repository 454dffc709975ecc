import { badRequest, validationError, violation } from '../aws-error.ts';
import type { Call } from '../operation.ts';
import { isObject, jsonBody, textMember } from './json-body.ts';

export interface PatchOperation {
  readonly op: string;
  readonly path: string;
  readonly value: string | undefined;
}

const OPERATIONS = ['add', 'remove', 'move', 'test', 'replace', 'copy'];

/**
 * The patch operations of the body.
 * @param input name of the request in AWS's service model, such as `updateStageInput`
 * @throws AwsError ValidationException naming every unknown `op`, as AWS checks them before anything else
 */
export function patchOperations(call: Call, input: string, alsoWrong: readonly string[] = []): PatchOperation[] {
  const given = jsonBody(call)['patchOperations'];
  const operations = (Array.isArray(given) ? given : []).filter(isObject).map((operation) => ({
    op: textMember(operation, 'op') ?? '',
    path: textMember(operation, 'path') ?? '',
    value: textMember(operation, 'value'),
  }));
  const wrong = operations.flatMap(({ op }, index) =>
    OPERATIONS.includes(op)
      ? []
      : [
          violation(
            op,
            `${input}.patchOperations.${index + 1}.member.op`,
            `Member must satisfy enum value set: [${OPERATIONS.join(', ')}]`,
          ),
        ],
  );
  if (wrong.length + alsoWrong.length > 0) throw validationError([...wrong, ...alsoWrong]);
  return operations;
}

/** Splits a JSON pointer into unescaped segments: `/a~1b/c` is `a/b`, `c`. */
export function pointerSegments(path: string): string[] {
  return path
    .slice(1)
    .split('/')
    .map((segment) => segment.replaceAll('~1', '/').replaceAll('~0', '~'));
}

/** @throws AwsError when `operation` is none of `allowed`. */
export function allowOnly(operation: PatchOperation, ...allowed: readonly string[]): void {
  if (!allowed.includes(operation.op)) {
    throw badRequest(`Invalid patch operation specified. Must be one of: [${allowed.join(', ')}]`);
  }
}
