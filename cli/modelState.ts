import { access, readFile } from 'node:fs/promises';
import { requireFolder, writeFiles } from '../datasets/writeFiles.js';
import { FormatError, OptionRangeError } from '../lib/errors.js';
import type { State } from '../lib/network.js';

/** Files of what a model carries. */
export interface StateFiles {
  /** File of the state to begin with. */
  readonly state?: string | undefined;
  /** File that takes the state in the end. */
  readonly saveState?: string | undefined;
}

/** Goes on with a saved state. */
export async function restoreState(state: State, path: string): Promise<void> {
  let saved: unknown;
  try {
    saved = JSON.parse(await readFile(path, 'utf8'));
  } catch (cause) {
    throw new FormatError('format-state', `run: ${path}: must be a saved state in JSON`, { cause });
  }
  state.restore(saved);
}

/** Throws when the saved state would take the place of some other file. */
export async function refuseState({ state, saveState }: StateFiles): Promise<void> {
  if (saveState === undefined) return;
  await requireFolder('run', saveState);
  if (saveState === state) return;
  const exists = await access(saveState).then(
    () => true,
    () => false,
  );
  if (exists) throw new OptionRangeError(`run: ${saveState} exists; remove it, or give it as --state too`);
}

/** Writes the state to its file. */
export async function saveState(state: State, path: string): Promise<void> {
  await writeFiles('run', [{ path, content: `${JSON.stringify(state.save())}\n` }], { replace: true });
}
