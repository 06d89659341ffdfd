import { checkFunction, checkInteger, checkOneOf, checkPositive, show } from '../check.js';
import { OptionRangeError, OptionTypeError } from '../errors.js';
import { MAX_CHANNELS } from '../frame.js';
import type { Field } from './rowCells.js';
import type { Filling } from './rowFramer.js';
import type { StampUnit } from './stamp.js';

/** One message: values in an array, plain or typed, or in an object that may be nested. */
export type Row = readonly unknown[] | ArrayLike<number> | Readonly<Record<string, unknown>>;

/** Something of a row that is not in the frames as it came. */
export interface RowLoss {
  /**
   * - `row`: not an array or an object, or one that holds none of the fields; left out. The first kind was a sample: without stamps
   *   `start` jumps over it
   * - `time`: no stamp, or one that cannot be read; left out
   * - `late`: a stamp before the newest one; left out
   * - `repeated`: the stamp of the row before: left out where it counts samples, else kept as the next sample
   * - `cell`: cells without a value (`count` of them), or with one that is no number
   * - `gap`: samples missing before the row (`count` of them)
   */
  readonly kind: 'row' | 'time' | 'late' | 'repeated' | 'cell' | 'gap';
  /** Which row, from 0. */
  readonly row: number;
  /** Absolute index of its sample, or of the next one where it has none. */
  readonly start: number;
  readonly count: number;
}

/** Options of {@link rowsToFramesStage}. */
export interface RowsToFramesOptions {
  /** Where the channels' values stand in a row, one per channel: indexes, names, or paths such as `acc.x` and `values.0`. */
  readonly fields: readonly Field[];
  /** Where the stamp stands. None by default: every row is the next sample. */
  readonly time?: Field;
  /**
   * Unit of a numeric stamp; texts in ISO 8601 are read whatever it is. `samples` is the sender's count of samples: `start` is that count
   * and a jump in it a gap. Defaults to `s`.
   */
  readonly timeUnit?: StampUnit;
  /** Samples a second (Hz), > 0. Gaps between times are told by it; unknown by default. */
  readonly sampleRate?: number;
  /** One name per channel. Defaults to the fields. */
  readonly names?: readonly string[];
  /** One unit per channel; '' by default. */
  readonly units?: readonly string[];
  /** Samples in each channel of a frame, 1 to 1048576. Defaults to 1024; the last frame and one before a gap may be shorter. */
  readonly frameLength?: number;
  /**
   * What a cell does that is empty, null, NaN, absent or no number. `error` ends the stream; `hold` repeats the value before; `nan` gives
   * NaN; `interpolate` draws a line from the value before to the value behind, level where there is only one. Defaults to `error`.
   */
  readonly missing?: Filling;
  /** The most values missing in a row that `interpolate` waits for, 1 to 16777216. Defaults to 1024. */
  readonly maxInterpolate?: number;
  /** What a row does that cannot be read, has no stamp, or is late: `error` ends the stream, `skip` leaves it out. Defaults to `error`. */
  readonly badRows?: 'error' | 'skip';
  /** What missing samples do: `mark` ends the frame and lets `start` jump, `ignore` goes on as if there were none. Defaults to `mark`. */
  readonly gaps?: 'mark' | 'ignore';
  /** Called with everything that is left out, filled or missing. */
  readonly onLoss?: (loss: RowLoss) => void;
}

/** Options with a default for each that has one. */
type Settings = RowsToFramesOptions &
  Required<Pick<RowsToFramesOptions, 'timeUnit' | 'frameLength' | 'missing' | 'maxInterpolate' | 'badRows' | 'gaps'>>;

/** The options with their defaults, checked. @internal @throws {OptionRangeError | OptionTypeError} for a wrong one */
export function rowSettings(
  who: string,
  {
    timeUnit = 's',
    frameLength = 1024,
    missing = 'error',
    maxInterpolate = 1024,
    badRows = 'error',
    gaps = 'mark',
    ...rest
  }: RowsToFramesOptions,
): Settings {
  const { fields, time, sampleRate, onLoss } = rest;
  checkFields(who, fields);
  if (time !== undefined) checkField(who, 'time', time);
  checkOneOf(who, 'timeUnit', timeUnit, ['s', 'ms', 'us', 'ns', 'samples']);
  if (sampleRate !== undefined) checkPositive(who, 'sampleRate', sampleRate);
  checkInteger(who, 'frameLength', frameLength, 1, 2 ** 20);
  checkOneOf(who, 'missing', missing, ['error', 'hold', 'nan', 'interpolate']);
  checkInteger(who, 'maxInterpolate', maxInterpolate, 1, 2 ** 24);
  checkOneOf(who, 'badRows', badRows, ['error', 'skip']);
  checkOneOf(who, 'gaps', gaps, ['mark', 'ignore']);
  if (onLoss !== undefined) checkFunction(who, 'onLoss', onLoss);
  return { ...rest, timeUnit, frameLength, missing, maxInterpolate, badRows, gaps };
}

function checkFields(who: string, fields: unknown): void {
  if (!Array.isArray(fields)) {
    throw new OptionTypeError(`${who}: fields must be a list of names or indexes, got ${show(fields)}`);
  }
  if (fields.length === 0 || fields.length > MAX_CHANNELS) {
    throw new OptionRangeError(`${who}: fields must be 1 to ${MAX_CHANNELS}, got ${fields.length}`);
  }
  for (const field of fields as unknown[]) checkField(who, 'fields', field);
}

function checkField(who: string, option: string, field: unknown): void {
  if (typeof field === 'number') checkInteger(who, option, field, 0);
  else if (typeof field !== 'string') {
    throw new OptionTypeError(`${who}: ${option} must be a name or an index, got ${show(field)}`);
  }
}
