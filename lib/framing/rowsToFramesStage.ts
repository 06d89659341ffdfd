import { checkFunction, checkInteger, checkOneOf, checkPositive, show } from '../check.js';
import { DataError, FormatError, OptionRangeError, OptionTypeError } from '../errors.js';
import { type Frame, loadInfo, MAX_CHANNELS, saveInfo, type StreamInfo, streamInfo } from '../frame.js';
import type { Emit, Stage } from '../stage.js';
import { loadCount, loadState } from '../state.js';
import { cellNumber, type Field, fieldReader, isEmptyCell } from './rowCells.js';
import { type Filling, type RowFramer, rowFramer } from './rowFramer.js';
import { isEpoch, readStamp, type Stamp, type StampUnit } from './stamp.js';
import { stampClock } from './stampClock.js';

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

/**
 * Makes frames of rows that a program receives: of messages, and of serial lines that it splits. One row is one sample of all channels.
 *
 * An input is a row, or a batch: an array whose first element is an array or an object. Cells are numbers, booleans or texts of numbers,
 * infinities pass. A frame leaves when it has `frameLength` rows, when a gap ends it, and at the end of the stream.
 *
 * With stamps, a row that comes later than foreseen by more than half a sample, and by more than five times the jitter seen so far, has a
 * gap before it. The first stamp is the epoch when it lies between the years 2000 and 2100, or is a text. Holds one frame, and what
 * `interpolate` waits for.
 *
 * @throws {DataError} (while reading) at a missing value, a bad or late row where they are errors; a number beyond float32
 */
export function rowsToFramesStage(options: RowsToFramesOptions): Stage<Row | readonly Row[], Frame> {
  return rowStage(options, { who: 'rowsToFrames' });
}

/** Whose rows they are, for sources that read rows from files. */
export interface RowPlace {
  /** Begins the messages. */
  readonly who: string;
  /** Where the row that is read stands. By default its number. */
  readonly where?: () => string;
  /** What is wrong with a row, if anything. */
  readonly check?: (row: unknown) => string | undefined;
}

/** {@link rowsToFramesStage} under another name. @internal */
export function rowStage(
  {
    fields,
    time,
    timeUnit = 's',
    sampleRate,
    names,
    units,
    frameLength = 1024,
    missing = 'error',
    maxInterpolate = 1024,
    badRows = 'error',
    gaps = 'mark',
    onLoss,
  }: RowsToFramesOptions,
  { who, where: placeOf, check }: RowPlace,
): Stage<Row | readonly Row[], Frame> {
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
  const channels = fields.length;
  const described = { channels, sampleRate, names: names ?? fields.map(String), units };
  const plain = streamInfo(described);
  const readers = fields.map(fieldReader);
  const stampReader = time === undefined ? undefined : fieldReader(time);
  const values = new Float32Array(channels);
  const holes = new Uint8Array(channels);
  const stamp: Stamp = { whole: 0, nanos: 0 };
  const clock = stampClock(timeUnit, sampleRate === undefined ? undefined : 1e9 / sampleRate);
  const counts = { samples: 0, frames: 0, missing: 0 };
  let frames: RowFramer | undefined;
  let info: StreamInfo = plain;
  let rows = 0; // that have come
  let lost = 0; // rows in front that were samples and cannot be read

  const where = (channel?: number) =>
    `${placeOf?.() ?? `${who}: row ${rows}`}${channel === undefined ? '' : `, channel ${show(plain.names[channel])}`}`;

  function lose(kind: RowLoss['kind'], count: number, start = frames?.end ?? 0): void {
    onLoss?.({ kind, row: rows, start, count });
  }

  function open(start: number, epoch: bigint | undefined): RowFramer {
    info = epoch === undefined ? plain : streamInfo({ ...described, epoch });
    return rowFramer({ info, frameLength, filling: missing, maxInterpolate, counts, start, where });
  }

  /** Reads the cells; returns how many hold no number, or -1 where the row has none of the fields. */
  function readCells(row: Row): number {
    let [bad, absent, hole] = [0, 0, -1];
    let text: unknown; // of the first bad cell
    for (let c = 0; c < channels; c++) {
      const cell = readers[c](row);
      const value = cellNumber(cell);
      holes[c] = Number.isNaN(value) ? 1 : 0;
      values[c] = value;
      if (holes[c]) {
        if (bad++ === 0) [hole, text] = [c, cell];
        if (cell === undefined) absent++;
      } else if (Number.isFinite(value) && !Number.isFinite(values[c])) {
        throw new DataError('data-non-finite', `${where(c)}: ${value} is beyond the largest float32, 3.4e38`);
      }
    }
    if (absent === channels) return -1;
    if (bad > 0 && missing === 'error') {
      const got = isEmptyCell(text) ? `a value is missing, got ${show(text)}` : `expected a number, got ${show(text)}`;
      throw new DataError('data-non-finite', `${where(hole)}: ${got}; choose missing: 'hold', 'interpolate' or 'nan'`);
    }
    return bad;
  }

  /** Leaves a row out, or ends the stream. */
  function refuse(kind: RowLoss['kind'], rule: string, code: 'data-row' | 'data-order' = 'data-row'): void {
    if (badRows === 'error') throw new DataError(code, `${where()}: ${rule}; badRows: 'skip' leaves such rows out`);
    lose(kind, 1);
  }

  /** Leaves out what was a sample; without stamps, only this tells that `start` must jump over it. */
  function refuseSample(rule: string): void {
    refuse('row', rule);
    if (!stampReader) lost++;
  }

  function take(row: unknown): void {
    if (typeof row !== 'object' || row === null)
      return refuseSample(`a row must be an array or an object, got ${show(row)}`);
    const rule = check?.(row);
    if (rule !== undefined) return refuseSample(rule);
    const bad = readCells(row as Row);
    if (bad < 0) return refuse('row', `a row must hold at least one of the fields, got ${show(row)} without`);
    let jump = 1 + lost;
    let epoch: bigint | undefined;
    if (stampReader) {
      const got = stampReader(row);
      if (!readStamp(got, timeUnit, stamp)) return refuse('time', `expected a time in ${timeUnit}, got ${show(got)}`);
      const tick = clock.tick(stamp);
      if (tick.verdict === 'late')
        return refuse('late', `its time ${show(got)} lies before that of the row in front`, 'data-order');
      if (tick.verdict === 'repeated' && timeUnit === 'samples') {
        return refuse('repeated', `sample ${show(got)} came before`, 'data-order');
      }
      if (tick.verdict === 'repeated') lose('repeated', 1);
      ({ jump } = tick);
      const text = typeof got === 'string' && got.includes(':');
      if (!frames && (text || isEpoch(stamp, timeUnit)))
        epoch = BigInt(stamp.whole) * 1_000_000_000n + BigInt(stamp.nanos);
    }
    frames ??= open(stampReader && timeUnit === 'samples' ? stamp.whole : 0, epoch);
    if (jump > 1 + lost) {
      lose('gap', jump - 1);
      if (gaps === 'ignore') {
        jump = 1;
        clock.relock();
      }
    }
    if (!Number.isSafeInteger(frames.end + jump)) {
      throw new DataError(
        'data-order',
        `${where()}: the gap before this row reaches beyond sample 2^53; choose gaps: 'ignore'`,
      );
    }
    if (bad > 0) lose('cell', bad, frames.end + jump - 1);
    lost = 0;
    frames.push(values, jump, bad > 0 ? holes : undefined);
  }

  function drain(emit: Emit<Frame>): void {
    for (let frame = frames?.take(); frame; frame = frames?.take()) emit(frame);
  }

  return {
    process(input, emit) {
      const batch = Array.isArray(input) && (input.length === 0 || (typeof input[0] === 'object' && input[0] !== null));
      try {
        for (const row of batch ? (input as readonly Row[]) : [input]) {
          take(row);
          rows++;
        }
      } finally {
        drain(emit); // what is whole leaves before an error does
      }
    },
    flush(emit) {
      frames?.finish();
      drain(emit);
    },
    save: () => ({
      who,
      version: 1,
      rows,
      lost,
      clock: clock.save(),
      info: frames ? saveInfo(info) : null,
      frames: frames ? frames.save() : null,
    }),
    restore(saved) {
      const state = loadState(who, 1, saved);
      rows = loadCount(who, 'rows', state.rows);
      lost = loadCount(who, 'lost', state.lost);
      clock.restore(who, state.clock);
      frames = undefined;
      if (state.frames === null) return;
      const { epoch, names: saw } = loadInfo(who, state.info);
      if (saw.length !== channels) {
        throw new FormatError('format-state', `${who}: the saved state has ${saw.length} channels, not ${channels}`);
      }
      frames = open(0, epoch);
      frames.restore(who, state.frames);
    },
  };
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
