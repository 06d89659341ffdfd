import { FormatError, OptionRangeError } from '../errors.js';
import type { Codes } from '../qparams.js';

/** Values and how often each follows itself: a signal that seldom moves. */
export interface Runs<C extends Codes = Codes> {
  /** Shape (runs). */
  readonly values: C;
  /** Shape (runs), each at least 1. */
  readonly counts: Uint32Array;
}

/** Equal neighbours as one value and a count. Neighbouring runs differ. */
export function runLength<C extends Codes>(values: C): Runs<C> {
  let runs = 0;
  for (let i = 0; i < values.length; i++) if (i === 0 || values[i] !== values[i - 1]) runs++;
  const kept = values.slice(0, runs) as C;
  const counts = new Uint32Array(runs);
  let run = -1;
  for (let i = 0; i < values.length; i++) {
    if (i === 0 || values[i] !== values[i - 1]) kept[++run] = values[i];
    counts[run]++;
  }
  return { values: kept, counts };
}

/**
 * The inverse of {@link runLength}.
 *
 * @param out values, shape (length); returned
 * @throws {FormatError} when the runs do not make up exactly `out.length` values; nothing is written then
 */
export function unrunLength<C extends Codes>({ values, counts }: Runs<C>, out: C): C {
  if (values.length !== counts.length) {
    throw new OptionRangeError(`unrunLength: ${values.length} values need as many counts, got ${counts.length}`);
  }
  let total = 0;
  for (let run = 0; run < counts.length; run++) {
    if (counts[run] === 0) throw new FormatError('format-wire', `unrunLength: run ${run} is empty`);
    total += counts[run];
  }
  if (total !== out.length) {
    throw new FormatError('format-wire', `unrunLength: the runs must hold ${out.length} values, got ${total}`);
  }
  let at = 0;
  for (let run = 0; run < values.length; run++) out.fill(values[run], at, (at += counts[run]));
  return out;
}
