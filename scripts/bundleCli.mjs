// The command line in a few files: what every start needs in one, and what a command needs beside it. Run after tsc.
import { build } from 'esbuild';
import { readdirSync, rmSync } from 'node:fs';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';

const folder = new URL('../dist/cli/', import.meta.url);
const { outputs } = (
  await build({
    entryPoints: [fileURLToPath(new URL('bitstair.js', folder))],
    outdir: fileURLToPath(folder),
    allowOverwrite: true,
    bundle: true,
    splitting: true,
    chunkNames: '[name]-[hash]', // beside the entry: shipped files are found from where a part stands
    platform: 'node',
    format: 'esm',
    target: 'node20',
    packages: 'external',
    minifySyntax: true,
    metafile: true,
    logLevel: 'warning',
  })
).metafile;
// what is in the bundle, and declarations that nobody imports
const kept = new Set(['main.js', 'version.js', ...Object.keys(outputs).map(path => basename(path))]);
for (const name of readdirSync(folder)) {
  if (!kept.has(name)) rmSync(new URL(name, folder), { recursive: true });
}
