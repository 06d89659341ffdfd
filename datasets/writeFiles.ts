import { link, open, realpath, rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { FileError } from '../lib/errors.js';

/** A file to write. */
export interface WrittenFile {
  readonly path: string;
  readonly content: string | Uint8Array;
}

/** Options of {@link writeFiles}. */
export interface WriteOptions {
  /** Whether files that exist are replaced. */
  readonly replace: boolean;
}

/**
 * Writes files whole or not at all: beside their places, brought to the disk, then renamed. Where something fails, a full disk among it, the
 * files of before are as they were and nothing is left behind. A device or a pipe is written to as it is.
 *
 * @internal
 * @param who who asks, for messages
 * @throws {FileError} naming the file and the cause
 */
export async function writeFiles(who: string, files: readonly WrittenFile[], { replace }: WriteOptions): Promise<void> {
  const made: { readonly beside: string; readonly path: string; readonly name: string }[] = [];
  try {
    for (const { path: name, content } of files) {
      const path = await realpath(name).catch(() => name); // a link stays, what it leads to is replaced
      await attempt(who, name, async () => {
        const status = await stat(path).catch(() => undefined);
        if (status && !status.isFile()) {
          await writeAll(path, content, 'w', false);
          return;
        }
        const beside = `${path}.${process.pid}.tmp`;
        made.push({ beside, path, name });
        await writeAll(beside, content, 'wx', true);
      });
    }
    for (const { beside, path, name } of made) {
      await attempt(who, name, async () => {
        if (replace) await rename(beside, path);
        else await link(beside, path); // fails where there is such a file by now
      });
    }
    for (const folder of new Set(made.map(({ path }) => dirname(path)))) await settle(folder);
  } finally {
    for (const { beside } of made) await rm(beside, { force: true });
  }
}

/**
 * Throws unless files can be made in the folder of a path: before work whose result goes there.
 *
 * @internal
 */
export async function requireFolder(who: string, path: string): Promise<void> {
  const folder = dirname(path);
  const status = await stat(folder).catch(() => undefined);
  if (!status?.isDirectory()) throw new FileError(`${who}: ${path} cannot be written: there is no folder ${folder}`);
}

async function writeAll(path: string, content: string | Uint8Array, flag: string, sync: boolean): Promise<void> {
  const handle = await open(path, flag);
  try {
    await handle.writeFile(content);
    if (sync) await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Brings the names of a folder to the disk, where the system can. */
async function settle(folder: string): Promise<void> {
  const handle = await open(folder, 'r').catch(() => undefined);
  await handle?.sync().catch(() => undefined);
  await handle?.close();
}

async function attempt(who: string, path: string, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    throw new FileError(`${who}: ${path} cannot be written (${code ?? String(cause)}); ${adviceOf(code)}`, { cause });
  }
}

function adviceOf(code: string | undefined): string {
  if (code === 'ENOSPC' || code === 'EDQUOT') return 'the disk is full, and what stood there is as it was';
  if (code === 'ENOENT') return 'its folder does not exist';
  if (code === 'EEXIST') return 'it exists already';
  return 'what stood there is as it was';
}
