import { checkOneOf } from '../lib/check.js';
import { OptionRangeError } from '../lib/errors.js';
import type { csv } from './csv.js';
import { type CsvSource } from './csv.js';
import { checkOptions } from '../lib/options.js';
import { COMMON_OPTIONS, READERS, type SourceFormat } from './readers.js';
import type { SignalSource } from './source.js';
import { sourceFormat } from './sourceFormat.js';

/** Names of the options of all formats. */
const OPTIONS: Readonly<Record<string, true>> = Object.fromEntries(
  ['format', ...COMMON_OPTIONS, ...Object.values(READERS).flatMap(reader => reader.options)].map(name => [name, true]),
);

/** Options of {@link openSource}: the format, and the options of that format. */
export interface OpenSourceOptions {
  /** By default told by content, then by name; `csv` where neither says. */
  readonly format?: SourceFormat;
  readonly [option: string]: unknown;
}

/**
 * Opens a sensor file of any format as a source of frames: of `wav`, `npy`, `edf`, `uff58`, `edgeImpulse`, `ndjson`, `csv` or `raw`.
 *
 * ```ts
 * for await (const frame of await openSource('walk.wav.gz')) console.log(frame.start);
 * ```
 *
 * @param path a path; gzip files are decompressed as they are read
 * @throws {OptionRangeError | OptionTypeError} for a wrong option, or one that the format does not have
 */
export async function openSource(path: string, given: OpenSourceOptions = {}): Promise<SignalSource | CsvSource> {
  const { format, ...options } = checkOptions('openSource', given, OPTIONS);
  const names = Object.keys(READERS) as SourceFormat[];
  if (format !== undefined) checkOneOf('openSource', 'format', format, names);
  const name = format ?? (await sourceFormat(path)) ?? 'csv';
  const allowed: readonly string[] = [...COMMON_OPTIONS, ...READERS[name].options];
  const other = Object.keys(options).find(option => options[option] !== undefined && !allowed.includes(option));
  if (other !== undefined) {
    const takers = names.filter(n => (READERS[n].options as readonly string[]).includes(other));
    throw new OptionRangeError(`openSource: ${path} is read as ${name}; ${other} is an option of ${takers.join(', ')}`);
  }
  // each function checks its own options
  const open = READERS[name].open as unknown as typeof csv;
  return open(path, options);
}
