import { badAccess, harmlessAccess } from './access-inputs.ts';
import { badBackends, harmlessBackends } from './backend-inputs.ts';
import type { BadInput, HarmlessInput } from './bad-input.ts';
import { badDocuments } from './open-api-inputs.ts';
import { badTexts, harmlessTexts } from './text-inputs.ts';

export const badInputs: readonly BadInput[] = [...badAccess, ...badBackends, ...badDocuments, ...badTexts];
export const harmlessInputs: readonly HarmlessInput[] = [...harmlessAccess, ...harmlessBackends, ...harmlessTexts];

/** Whether the API server takes it, and the operator refuses. */
export const isOperators = (by: BadInput['by']) => by !== 'schema' && by !== 'unknown field' && by !== 'rule';
