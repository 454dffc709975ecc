import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { format } from 'prettier';

/**
 * What a golden file says, undefined when there is none. With UPDATE_GOLDEN=1 the file is rewritten first, and the
 * change is there to be reviewed; never in continuous integration, where a rewritten file would agree with anything.
 */
export async function goldenContent(file: URL, actual: unknown): Promise<unknown> {
  const text = goldenText(file, await format(JSON.stringify(actual), { parser: 'json', printWidth: 120 }));
  return text === undefined ? undefined : (JSON.parse(text) as unknown);
}

/** The same for a file that is text. */
export function goldenText(file: URL, actual: string): string | undefined {
  if (process.env['UPDATE_GOLDEN'] === '1') {
    if (process.env['CI'] === 'true') throw new Error('golden files are not rewritten in continuous integration');
    mkdirSync(new URL('.', file), { recursive: true });
    writeFileSync(file, actual);
  }
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
}
