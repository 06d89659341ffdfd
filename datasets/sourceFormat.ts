import { stat } from 'node:fs/promises';
import { extname } from 'node:path';
import { byteInput } from './csv/byteSource.js';
import { ByteReader } from './bytes/byteReader.js';
import { READERS, type SourceFormat } from './readers.js';

/** How much of a file tells its format. */
const HEAD = 16384;

/**
 * The format of a sensor file: by its first bytes, decompressed, and by its name where they do not say; undefined where neither does.
 *
 * @param path a file, of which only the first bytes are read; of a pipe none, they could not be read again
 */
export async function sourceFormat(path: string): Promise<SourceFormat | undefined> {
  const names = Object.keys(READERS) as SourceFormat[];
  const head = await headOf(path);
  const extension = extname(path.toLowerCase().replace(/\.gz$/, '')).slice(1);
  return (
    names.find(name => READERS[name].matches(head)) ??
    names.find(name => (READERS[name].extensions as readonly string[]).includes(extension))
  );
}

async function headOf(path: string): Promise<Uint8Array> {
  try {
    if (!(await stat(path)).isFile()) return new Uint8Array(0);
    const source = await byteInput(path, { who: 'sourceFormat', maxExpanded: 2 ** 34 }).open();
    try {
      return Uint8Array.from(await new ByteReader(source).peek(HEAD));
    } finally {
      await source.close();
    }
  } catch {
    return new Uint8Array(0); // who reads it says what is wrong
  }
}
