// Builds the WebAssembly kernels of assembly/ into lib/kernels/wasm/bytes.ts. With --check it only compares, and fails where the committed
// bytes are others.
import { Buffer } from 'node:buffer';
import { readFile, writeFile } from 'node:fs/promises';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { main } from 'assemblyscript/asc';

const root = new URL('..', import.meta.url);
const target = new URL('lib/kernels/wasm/bytes.ts', root);

let binary;
const { error, stderr } = await main(
  [
    'assembly/index.ts',
    ...['--baseDir', fileURLToPath(root), '--outFile', 'kernels.wasm'],
    ...['--enable', 'simd', '--runtime', 'stub', '--importMemory', '--noExportMemory'],
    ...['--optimizeLevel', '3', '--shrinkLevel', '0', '--noAssert'],
  ],
  { writeFile: (_, bytes) => void (binary = bytes) },
);
if (error) throw new Error(`buildKernels: ${error.message}\n${stderr.toString()}`);

const text = `/** The kernels of \`assembly/\`, built by \`scripts/buildKernels.mjs\`: a WebAssembly module of ${binary.length} bytes, base64. */
export const bytes =
  '${Buffer.from(binary).toString('base64')}';
`;
if (!process.argv.includes('--check')) await writeFile(target, text);
else if ((await readFile(target, 'utf8')) !== text) {
  throw new Error('buildKernels: lib/kernels/wasm/bytes.ts is not what assembly/ gives; run `npm run build:kernels`');
}
