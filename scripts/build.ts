// `npm run build` bundles the operator into dist/main.js, with the schemas beside it all of ours in the image.
import { statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { bundle } from './build/bundle.ts';

const root = fileURLToPath(new URL('../', import.meta.url));
const outfile = `${root}dist/main.js`;

const { files } = await bundle(`${root}src/main.ts`, outfile);
console.log(`dist/main.js: ${(statSync(outfile).size / 1e6).toFixed(1)} MB from ${files.length} files`);
