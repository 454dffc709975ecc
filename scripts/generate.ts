// `npm run gen` writes every generated file; with --check it writes nothing and fails when a file is stale.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { generatedFiles } from './generate/generated-files.ts';

const root = new URL('../', import.meta.url);
const checkOnly = process.argv.includes('--check');

for (const [path, text] of await generatedFiles()) {
  const file = new URL(path, root);
  if (existsSync(file) && readFileSync(file, 'utf8') === text) continue;
  if (checkOnly) {
    console.error(`${path} is stale: run \`npm run gen\` and commit the result`);
    process.exitCode = 1;
  } else {
    mkdirSync(new URL('.', file), { recursive: true });
    writeFileSync(file, text);
    console.log(`wrote ${path}`);
  }
}
