// The command line in a few files: what every start needs in one, and what a command needs beside it. Run after tsc.
import { build } from 'esbuild';
import { readdirSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const folder = new URL('../dist/cli/', import.meta.url);
const { outputs } = (
  await build({
    entryPoints: [fileURLToPath(new URL('bitstair.js', folder))],
    outdir: fileURLToPath(folder),
    allowOverwrite: true,
    bundle: true,
    splitting: true,
    chunkNames: 'parts/[name]-[hash]',
    platform: 'node',
    format: 'esm',
    target: 'node20',
    packages: 'external',
    minifySyntax: true,
    metafile: true,
    logLevel: 'warning',
  })
).metafile;
if (process.argv.includes('--sizes')) {
  for (const [name, { bytes }] of Object.entries(outputs)) console.log(`${name} ${bytes}`);
}
// what is in the bundle, and declarations that nobody imports
for (const name of readdirSync(folder)) {
  if (!/^(main|bitstair|version)\.js$|^parts$/.test(name)) rmSync(new URL(name, folder), { recursive: true });
}
