// Makes the scripts that the pages carry out of the readable ones in cxassess/browser: `make scripts`.
//
// node scripts/minify.mjs [FOLDER]     writes cxassess/browser/min/*.js, or into another folder
//
// Each begins with the hash of its source, so that page.py sees when one is stale and takes the source instead. Names
// of properties stay: plan, answers and texts are data with the same names. The service worker and the
// frame of a preview are no part of a page; the build fills in values of the first by name.
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { minify } from '../tests/html/node_modules/terser/main.js';

const sources = join(dirname(fileURLToPath(import.meta.url)), '..', 'cxassess', 'browser');
const target = process.argv[2] ?? join(sources, 'min');
const ecma = 2020;
const APART = ['sw.js', 'preview.js'];
const options = { ecma, compress: { ecma, passes: 3 }, mangle: true, format: { ecma, ascii_only: true } };

mkdirSync(target, { recursive: true });
for (const name of readdirSync(sources).filter((one) => one.endsWith('.js') && !APART.includes(one))) {
  const source = readFileSync(join(sources, name), 'utf8');
  const { code } = await minify(source, options);
  const hash = createHash('sha256').update(source).digest('hex');
  writeFileSync(join(target, name), `// ${hash}\n${code}\n`);
}
