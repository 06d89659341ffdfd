import type { Writable } from 'node:stream';
import { openSource, type OpenSourceOptions } from '../datasets/openSource.js';
import type { Flags } from './commandOptions.js';
import { describe, showNotes } from './describe.js';
import { type Output, output } from './output.js';
import { sourceOptions } from './sourceOptions.js';

/** Echoes the settings as resolved, does the work, writes the results. */
export async function execute(
  stdout: Writable,
  given: string,
  file: string,
  flags: Flags,
  settings: Readonly<Record<string, unknown>>,
  work: (options: OpenSourceOptions, out: Output) => void | Promise<void>,
): Promise<void> {
  const options = await sourceOptions(file, flags);
  const out = output(flags.json, stdout);
  const description = await (await openSource(file, options)).probe();
  out.settings({
    file: given,
    ...describe(description),
    ...('missing' in options && { missing: flags.missing, badRows: flags.badRows }),
    ...settings,
  });
  showNotes(description, out);
  await work(options, out);
  out.end();
}

/** Does work on a model, which echoes its settings itself; writes the results. */
export async function executeModel(
  stdout: Writable,
  { json }: Pick<Flags, 'json'>,
  work: (out: Output) => Promise<void>,
): Promise<void> {
  const out = output(json, stdout);
  await work(out);
  out.end();
}
