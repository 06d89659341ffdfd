// One file of the command line, so that its start reads one file and not four hundred. Run after tsc.
import { build } from 'esbuild';
import { readdirSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const folder = new URL('../dist/cli/', import.meta.url);
const entry = fileURLToPath(new URL('bitstair.js', folder));
await build({
  entryPoints: [entry],
  outfile: entry,
  allowOverwrite: true,
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node20',
  packages: 'external',
  minifySyntax: true,
  logLevel: 'warning',
});
// what is in the bundle, and declarations that nobody imports
for (const name of readdirSync(folder)) {
  if (!/^(main|bitstair|version)\.js$/.test(name)) rmSync(new URL(name, folder), { recursive: true });
}
