import { show } from '../check.js';
import { DataError, FormatError } from '../errors.js';
import { type Frame, loadInfo, saveInfo, type StreamInfo, streamInfo } from '../frame.js';
import { checkOptions, type OptionKeys } from '../options.js';
import type { Emit, Stage } from '../stage.js';
import { loadCount, loadState } from '../state.js';
import { cellNumber, fieldReader, isEmptyCell } from './rowCells.js';
import { type RowFramer, rowFramer } from './rowFramer.js';
import { type Row, type RowLoss, rowSettings, type RowsToFramesOptions } from './rowSettings.js';
import { isEpoch, readStamp, type Stamp } from './stamp.js';
import { stampClock } from './stampClock.js';

const OPTIONS: OptionKeys<RowsToFramesOptions> = {
  fields: true,
  time: true,
  timeUnit: true,
  sampleRate: true,
  names: true,
  units: true,
  frameLength: true,
  missing: true,
  maxInterpolate: true,
  badRows: true,
  gaps: true,
  onLoss: true,
};

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
  checkOptions('rowsToFrames', options, OPTIONS);
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
  options: RowsToFramesOptions,
  { who, where: placeOf, check }: RowPlace,
): Stage<Row | readonly Row[], Frame> {
  const {
    fields,
    time,
    timeUnit,
    sampleRate,
    names,
    units,
    frameLength,
    missing,
    maxInterpolate,
    badRows,
    gaps,
    onLoss,
  } = rowSettings(who, options);
  const asked = {
    ...{ fields: [...fields], time: time ?? null, timeUnit, sampleRate: sampleRate ?? null, frameLength },
    ...{ missing, maxInterpolate, badRows, gaps },
  };
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
      options: asked,
      rows,
      lost,
      clock: clock.save(),
      info: frames ? saveInfo(info) : null,
      frames: frames ? frames.save() : null,
    }),
    restore(saved) {
      const state = loadState(who, 1, saved, asked);
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
