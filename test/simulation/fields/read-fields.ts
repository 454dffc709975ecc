import { readdirSync } from 'node:fs';
import type { AnyField } from './field-row.ts';

const folder = new URL('rows/', import.meta.url);

/** The rows of every file of the folder, one file for each part of the spec. */
export const allFields: readonly AnyField[] = (
  await Promise.all(
    readdirSync(folder)
      .filter((file) => file.endsWith('.ts'))
      .sort()
      .map(async (file) => (await import(new URL(file, folder).href)) as { fields: readonly AnyField[] }),
  )
).flatMap(({ fields }) => fields);
