import { show } from './check.js';
import { FormatError, OptionRangeError } from './errors.js';
import { loadNumbers, type Json, saveNumbers } from './state.js';

/** A closed interval for each channel, in the unit of the samples. */
export interface Range {
  /** Lower ends, one a channel. */
  readonly min: readonly number[];
  /** Upper ends, one a channel. */
  readonly max: readonly number[];
  /** Code width that the range was made for, where its rule depends on it: quantizers of another width refuse it. */
  readonly bits?: number;
  /** Set where the rule leaves samples outside because it was asked to: a percentile, k standard deviations. */
  readonly clips?: true;
  /** Set where the sketch behind the range was too coarse to tell the rank asked for. */
  readonly coarse?: true;
}

/**
 * A frozen, checked range: from one interval [min, max] for all channels, or from per-channel lists.
 *
 * @throws {RangeError} when an end is not finite or min > max
 */
export function range(min: number | readonly number[], max: number | readonly number[]): Range {
  const low = typeof min === 'number' ? [min] : [...min];
  const high = typeof max === 'number' ? [max] : [...max];
  if (low.length !== high.length || low.length === 0) {
    throw new OptionRangeError(`range: min and max must be of one length, got ${low.length} and ${high.length}`);
  }
  for (let c = 0; c < low.length; c++) {
    if (!Number.isFinite(low[c]) || !Number.isFinite(high[c]) || low[c] > high[c]) {
      throw new OptionRangeError(
        `range: channel ${c} must have finite min <= max, got [${show(low[c])}, ${show(high[c])}]`,
      );
    }
  }
  return Object.freeze({ min: Object.freeze(low), max: Object.freeze(high) });
}

/** A range given as an option, one interval or lists, as one checked object; undefined where none was given. */
export function fixedRange(given: Range | readonly [min: number, max: number] | undefined): Range | undefined {
  if (!given) return undefined;
  return 'min' in given ? Object.freeze({ ...range(given.min, given.max), ...rangeNotes(given) }) : range(...given);
}

const LARGEST = (2 - 2 ** -23) * 2 ** 127; // of float32

/** `r` when its ends are float32 numbers, as parameters need; a range of `nonFinite: 'propagate'` may hold NaN. */
export function checkRange(who: string, r: Range): Range {
  if (r.min.length === 0) throw new OptionRangeError(`${who}: the range must have a channel, got none`);
  for (let c = 0; c < r.min.length; c++) {
    if (!(r.min[c] >= -LARGEST && r.max[c] <= LARGEST && r.min[c] <= r.max[c])) {
      throw new OptionRangeError(
        `${who}: channel ${c} must have a range of finite float32 numbers, min <= max, got [${r.min[c]}, ${r.max[c]}]`,
      );
    }
  }
  return r;
}

/** The interval of one channel; a range of one interval serves every channel. */
export function intervalOf(r: Range, c: number): readonly [min: number, max: number] {
  const k = r.min.length === 1 ? 0 : c;
  return [r.min[k], r.max[k]];
}

/** The one interval that covers all channels. */
export function unionOf(r: Range): readonly [min: number, max: number] {
  let [min, max] = [r.min[0], r.max[0]];
  for (let c = 1; c < r.min.length; c++) {
    if (r.min[c] < min) min = r.min[c];
    if (r.max[c] > max) max = r.max[c];
  }
  return [min, max];
}

/** What a range says of itself beside its ends, to spread into one made of it. */
export function rangeNotes({ bits, clips, coarse }: Range): Pick<Range, 'bits' | 'clips' | 'coarse'> {
  return { ...(bits !== undefined && { bits }), ...(clips && { clips }), ...(coarse && { coarse }) };
}

/** Whether two ranges are the same, end for end. */
export function sameRange(a: Range, b: Range): boolean {
  return (
    a === b ||
    (equal(a.min, b.min) && equal(a.max, b.max) && a.bits === b.bits && a.clips === b.clips && a.coarse === b.coarse)
  );
}

function equal(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((x, i) => Object.is(x, b[i]));
}

/** A range as JSON. */
export function saveRange(r: Range): Json {
  return { min: saveNumbers(r.min), max: saveNumbers(r.max), ...rangeNotes(r) };
}

/** The inverse of {@link saveRange}. */
export function loadRange(who: string, saved: unknown): Range {
  const { min, max, bits, clips, coarse } = (saved ?? {}) as Readonly<Record<string, unknown>>;
  const low = loadNumbers(who, min);
  const high = loadNumbers(who, max, low.length);
  if (low.length === 0) throw new FormatError('format-state', `${who}: the saved range has no channel`);
  const crossed = low.findIndex((x, c) => x > high[c]); // ends may be infinite or NaN, where a tracker lets them through
  if (crossed >= 0)
    throw new FormatError('format-state', `${who}: the saved range has min > max in channel ${crossed}`);
  if (bits !== undefined && !(Number.isSafeInteger(bits) && (bits as number) > 0)) {
    throw new FormatError('format-state', `${who}: the saved range has ${show(bits)} bits`);
  }
  return Object.freeze({
    min: Object.freeze(low),
    max: Object.freeze(high),
    ...(bits !== undefined && { bits: bits as number }),
    ...(clips === true && { clips }),
    ...(coarse === true && { coarse }),
  });
}
