import { createReadStream, createWriteStream } from 'node:fs';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { FileError, FormatError } from '../lib/errors.js';

/** The most bytes that are taken from a pipe. */
const QUOTA = 2 ** 32;

/** Names of standard input, which may be a socket that cannot be opened by a name. */
const STDIN: ReadonlySet<string> = new Set(['-', '/dev/stdin', '/dev/fd/0', '/proc/self/fd/0']);

/**
 * Does work on a file that may be read several times. `-`, a named pipe or a process substitution can be read once: it is written to
 * a file first, whole, and that file is removed in the end. Errors name the input as it was given.
 *
 * @throws {FormatError} when a pipe holds more than 4 GiB
 */
export async function withInput<T>(given: string, work: (path: string) => Promise<T>): Promise<T> {
  const standard = STDIN.has(given);
  const status = await stat(given === '-' ? '/dev/stdin' : given).catch(() => undefined);
  if (status?.isFile() || status?.isDirectory()) return work(given === '-' ? '/dev/stdin' : given);
  if (!standard && status === undefined) return work(given); // says that there is no such file
  const folder = await mkdtemp(join(tmpdir(), 'bitstair-'));
  const path = join(folder, 'input');
  try {
    const source = standard ? process.stdin : createReadStream(given);
    await pipeline(source, bounded(given), createWriteStream(path)).catch((cause: NodeJS.ErrnoException) => {
      if (cause.code !== 'ENOSPC') throw cause;
      throw new FileError(`${given} is kept in ${folder} while it is read, and that cannot be written (ENOSPC)`, {
        cause,
      });
    });
    return await work(path);
  } catch (error) {
    if (error instanceof Error)
      error.message = error.message.replaceAll(path, given === '-' ? 'standard input' : given);
    throw error;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function bounded(given: string) {
  return async function* (source: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    let total = 0;
    for await (const chunk of source) {
      total += chunk.length;
      if (total > QUOTA) {
        throw new FormatError(
          'format-csv',
          `${given}: a pipe may hold at most ${QUOTA} bytes; write it to a file and name that`,
        );
      }
      yield chunk;
    }
  };
}
