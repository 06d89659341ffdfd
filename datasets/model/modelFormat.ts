import { open, stat } from 'node:fs/promises';
import { extname } from 'node:path';

/** Formats of model files. */
export type ModelFormat = 'tflite' | 'onnx' | 'json';

/** How much of a file tells its format. */
const HEAD = 64;

/**
 * The format of a model by its first bytes, and by the name of its file where those do not say.
 *
 * TFLite has its identifier `TFL3` at byte 4; JSON begins with a brace, behind white space or a byte order mark; ONNX has no mark, but is
 * known by its name or by the field that writers put first, the version.
 */
export function formatOf(path: string, head: Uint8Array): ModelFormat | undefined {
  const text = String.fromCharCode(...head.subarray(0, HEAD));
  if (text.slice(4, 8) === 'TFL3') return 'tflite';
  const extension = extname(path).toLowerCase();
  if (extension === '.onnx') return 'onnx';
  if (/^(?:\xef\xbb\xbf)?\s*\{/.test(text)) return 'json';
  if (/^\x08[\x03-\x20]/.test(text)) return 'onnx'; // eslint-disable-line no-control-regex -- field 1, a small number
  return undefined;
}

/** The format that a file claims by its name, for files that are not what they claim. */
function claimOf(path: string): ModelFormat | undefined {
  const extension = extname(path).toLowerCase();
  return (['tflite', 'onnx', 'json'] as const).find(format => extension === `.${format}`);
}

/**
 * The format of a file that is a model, or claims to be one by its name; undefined for any other file, and for one that cannot be read.
 *
 * @param path a file, of which only the first bytes are read
 */
export async function modelFormat(path: string): Promise<ModelFormat | undefined> {
  try {
    if (!(await stat(path)).isFile()) return claimOf(path); // what a pipe holds can be read once only
    const handle = await open(path, 'r');
    try {
      const { bytesRead, buffer } = await handle.read(new Uint8Array(HEAD), 0, HEAD, 0);
      return formatOf(path, buffer.subarray(0, bytesRead)) ?? claimOf(path);
    } finally {
      await handle.close();
    }
  } catch {
    return claimOf(path);
  }
}
