import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { FormatError, OptionRangeError } from '../lib/errors.js';

/** Where the truth stands: a column of each file, or the label of a whole file. */
export interface TruthFlag {
  readonly column?: string;
  readonly files: readonly TruthFile[];
}

/** A recording on disk. */
export interface TruthFile {
  readonly path: string;
  /** Of all of it; undefined where a column says it. */
  readonly label?: string;
}

/** One `--truth`, added to those before: a column, or label=file,file. */
export function truthOf(text: string, before: TruthFlag = { files: [] }): TruthFlag {
  const at = text.indexOf('=');
  if (at < 0) return { ...before, column: text };
  const label = text.slice(0, at).trim();
  const paths = text.slice(at + 1).split(',');
  return { ...before, files: [...before.files, ...paths.map(path => ({ path: path.trim(), label }))] };
}

/** One `--seen`, added to those before: files or folders, separated by commas. */
export function seenOf(text: string, before: readonly string[] = []): readonly string[] {
  return [...before, ...text.split(',').map(path => path.trim())];
}

/**
 * The recordings to judge: those that the flag names with their labels; those of a folder, whose folders are the labels, or that have a
 * column of labels; or one file with such a column.
 *
 * @throws {OptionRangeError} where it is not clear what the labels are
 */
export async function truthFiles(
  data: string | undefined,
  { column, files }: TruthFlag = { files: [] },
): Promise<readonly TruthFile[]> {
  const folder = data !== undefined && (await isFolder(data));
  if (files.length > 0) {
    if (data !== undefined || column !== undefined) {
      throw new OptionRangeError('run: truth must be files by label (walk=a.csv,b.csv), or a column of DATA, not both');
    }
    return files;
  }
  if (data === undefined) throw new OptionRangeError('run: truth by column needs DATA, the file that has the column');
  if (!folder) return [{ path: data }];
  if (column !== undefined) return (await filesIn(data)).map(path => ({ path }));
  const labels = await readdir(data, { withFileTypes: true });
  const found: TruthFile[] = [];
  for (const { name } of labels.filter(entry => entry.isDirectory()).sort((a, b) => (a.name < b.name ? -1 : 1))) {
    for (const path of await filesIn(join(data, name))) found.push({ path, label: name });
  }
  if (found.length > 0) return found;
  throw new OptionRangeError(
    `run: ${data} must hold a folder of recordings for each label, or recordings with a column of labels that --truth names`,
  );
}

/** Whether a path is that of a folder. */
export async function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    status => status.isDirectory(),
    () => false,
  );
}

/** Files of a folder by name, without hidden ones. */
async function filesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  return entries
    .filter(entry => entry.isFile() && !entry.name.startsWith('.'))
    .map(({ name }) => join(folder, name))
    .sort();
}

/** Hashes of recordings that a model has seen; folders with what is in them. */
export async function seenHashes(paths: readonly string[] = []): Promise<readonly string[]> {
  const hashes: string[] = [];
  for (const path of paths) {
    if (!(await isFolder(path))) {
      hashes.push(await hashOf(path));
      continue;
    }
    for (const name of await readdir(path, { recursive: true })) {
      const file = join(path, name);
      if (!basename(file).startsWith('.') && !(await isFolder(file))) hashes.push(await hashOf(file));
    }
  }
  return hashes;
}

/** SHA-256 of a file's content. @throws {FormatError} when it cannot be read */
export async function hashOf(path: string): Promise<string> {
  const hash = createHash('sha256');
  try {
    for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer);
  } catch (cause) {
    throw new FormatError('format-source', `run: ${path}: must be a file that can be read`, { cause });
  }
  return hash.digest('hex');
}
