import { numberOf } from './cells.js';
import type { Layout } from './layout.js';
import type { CsvSettings } from './options.js';
import type { Sample } from './sample.js';

/** What an oscilloscope writes beside its table instead of in it. */
export interface ScopeFacts {
  /** Hz. */
  readonly sampleRate?: number;
  /** Indexes of columns that hold no samples. */
  readonly ignored: readonly number[];
}

/**
 * The increment of the time axis where it stands in the header: in a column of its own (`X,CH1,Start,Increment` over
 * `Sequence,Volt,-6.0e-04,1.0e-06`), or in a name (`tInc = 1e-06s`).
 *
 * @see Rigol, DS1000Z programming guide, storage of waveforms as CSV
 */
export function scopeFacts({ header, dialect }: Layout, { lines }: Sample, { quote }: CsvSettings): ScopeFacts {
  const { names } = header;
  if (!names) return { ignored: [] };
  const rateOf = (seconds: number | undefined) =>
    seconds !== undefined && seconds > 0 && seconds < Infinity ? 1 / seconds : undefined;
  const given = names.map(text => /^t_?inc(?:rement)?\s*=\s*([0-9.e+-]+?)\s*s?$/i.exec(text)?.[1]);
  const assigned = names.flatMap((text, c) => (/^t_?(0|inc(rement)?)\s*=/i.test(text) ? [c] : []));
  const inName = rateOf(numberOf(given.find(text => text !== undefined) ?? '', '.'));
  if (inName !== undefined) return { sampleRate: inName, ignored: assigned };
  const increment = names.findIndex(text => /^increment$/i.test(text));
  const start = names.findIndex(text => /^start$/i.test(text));
  if (increment < 0 || start < 0) return { ignored: [] };
  const below = lines.find(({ line }) => line === header.lines[1])?.text ?? '';
  const cell = below.split(dialect.delimiter)[increment]?.trim() ?? '';
  const sampleRate = rateOf(numberOf(quote ? cell.replaceAll('"', '') : cell, dialect.decimal));
  return sampleRate === undefined ? { ignored: [] } : { sampleRate, ignored: [start, increment] };
}
