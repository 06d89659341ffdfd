import { DataError, FormatError } from '../errors.js';
import type { Frame, StreamInfo } from '../frame.js';
import { type Json, loadCount, loadNumbers, saveNumbers } from '../state.js';

/** How cells without a value are filled. */
export type Filling = 'error' | 'hold' | 'nan' | 'interpolate';

/** The counters that a framer moves. */
export interface FramerCounts {
  /** Samples of each channel in the frames that were taken. */
  samples: number;
  frames: number;
  /** Cells without a value. */
  missing: number;
}

/** What {@link rowFramer} needs to know. */
export interface RowFramerOptions {
  readonly info: StreamInfo;
  readonly frameLength: number;
  readonly filling: Filling;
  readonly maxInterpolate: number;
  readonly counts: FramerCounts;
  /** Index of the first sample. Defaults to 0. */
  readonly start?: number;
  /** Begins the messages: where the row being pushed stands. */
  readonly where: (channel?: number) => string;
}

/** Stands for no index. */
const NONE = -Infinity;

/** Samples in a row, some of them not yet known. */
interface Segment {
  readonly data: Float32Array;
  /** Distance between channels in `data`. */
  readonly stride: number;
  readonly start: number;
  readonly length: number;
}

/** Gathers rows into frames. Frames leave in order, and none before the last missing value in it is filled. */
export interface RowFramer {
  /** Index behind the newest sample; with a jump added it must stay a safe integer. */
  readonly end: number;
  /**
   * Takes one row.
   *
   * @param values  one sample a channel; copied
   * @param jump    how many samples this row is behind the one before; above 1 it begins a new frame
   * @param missing one flag a channel, 1 where the row has no value; absent when it has all
   * @returns whether there may be a frame to take
   */
  push(values: Float32Array, jump: number, missing?: Uint8Array): boolean;
  /** The next finished frame. */
  take(): Frame | undefined;
  /** The input has ended: finishes what is open. */
  finish(): void;
  save(): Json;
  /** Goes back to a saved state. @throws {FormatError} when it is damaged */
  restore(who: string, saved: unknown): void;
}

/** A framer of one stream of rows. @internal */
export function rowFramer({
  info,
  frameLength,
  filling,
  maxInterpolate,
  counts,
  start: first = 0,
  where,
}: RowFramerOptions): RowFramer {
  const channels = info.names.length;
  let done: Segment[] = []; // full, the oldest first; held back while `open` runs reach into it
  let data = new Float32Array(channels * frameLength); // the open frame
  let length = 0; // samples in it
  let next = first; // index behind the newest sample
  const keeps = filling === 'hold' || filling === 'interpolate';
  const last = new Float32Array(keeps ? channels : 0); // newest value of each channel
  const lastAt = new Float64Array(keeps ? channels : 0).fill(NONE); // and its index
  const runStart = new Float64Array(channels).fill(NONE); // where the open run of missing values begins
  const runRows = new Float64Array(channels);
  let open = 0; // channels with an open run

  function cut(): void {
    const start = next - length;
    if (length === frameLength) {
      done.push({ data, stride: frameLength, start, length });
      data = new Float32Array(channels * frameLength);
    } else if (length > 0) {
      done.push({ data: compact(data, channels, frameLength, length), stride: length, start, length });
    }
    length = 0;
  }

  /** Writes the line from the last known value to `value` at `index` over the open run of channel `c`. */
  function fill(c: number, index: number, value: number): void {
    const [i0, y0] = lastAt[c] === NONE ? [index, value] : [lastAt[c], last[c]];
    let segment: Segment = { data, stride: frameLength, start: next - length, length };
    for (let back = done.length; ; segment = done[--back]) {
      const from = Math.max(runStart[c] - segment.start, 0);
      const to = Math.min(index - segment.start, segment.length);
      for (let k = from; k < to; k++) {
        const t = (segment.start + k - i0) / (index - i0);
        segment.data[c * segment.stride + k] = y0 === value ? value : y0 * (1 - t) + value * t;
      }
      if (back === 0 || segment.start <= runStart[c]) break;
    }
    runStart[c] = NONE;
    open--;
  }

  /** The value to store for a missing one, for now. */
  function standIn(c: number, index: number): number {
    counts.missing++;
    if (filling === 'nan') return NaN;
    if (filling === 'hold') {
      if (lastAt[c] !== NONE) return last[c];
      throw new DataError(
        'data-non-finite',
        `${where(c)}: no value stands before this missing one, so none can be held; choose missing: 'interpolate' or 'nan'`,
      );
    }
    if (runStart[c] === NONE) {
      runStart[c] = index;
      runRows[c] = 0;
      open++;
    }
    if (++runRows[c] > maxInterpolate) {
      throw new DataError(
        'data-non-finite',
        `${where(c)}: more than maxInterpolate = ${maxInterpolate} values are missing in a row; ` +
          `raise it, or choose missing: 'hold' or 'nan'`,
      );
    }
    return NaN;
  }

  function ready(): boolean {
    if (done.length === 0) return false;
    if (open === 0) return true;
    const end = done[0].start + done[0].length;
    return runStart.every(start => start === NONE || start >= end);
  }

  return {
    get end() {
      return next;
    },
    push(values, jump, missing) {
      if (jump > 1 && next > first) {
        cut();
        next += jump - 1;
      }
      for (let c = 0, at = length; c < channels; c++, at += frameLength) data[at] = values[c];
      if (missing !== undefined) {
        for (let c = 0; c < channels; c++) if (missing[c]) data[c * frameLength + length] = standIn(c, next);
      }
      if (keeps) {
        for (let c = 0; c < channels; c++) {
          if (missing?.[c]) continue;
          if (runStart[c] !== NONE) fill(c, next, values[c]);
          last[c] = values[c];
          lastAt[c] = next;
        }
      }
      length++;
      next++;
      if (length === frameLength) cut();
      return done.length > 0;
    },
    take() {
      if (!ready()) return undefined;
      const { data, length, start } = done.shift() as Segment;
      counts.frames++;
      counts.samples += length;
      return { data, channels, length, start, info };
    },
    finish() {
      for (let c = 0; c < channels; c++) {
        if (runStart[c] === NONE) continue;
        if (lastAt[c] === NONE) {
          throw new DataError(
            'data-non-finite',
            `${where(c)}: the input ends and the column held no value at all; leave it out of columns`,
          );
        }
        fill(c, next, last[c]);
      }
      cut();
    },
    save: () => ({
      done: done.map(saveSegment),
      open: saveSegment({
        data: compact(data, channels, frameLength, length),
        stride: length,
        start: next - length,
        length,
      }),
      last: saveNumbers(last),
      lastAt: saveNumbers(lastAt),
      runStart: saveNumbers(runStart),
      runRows: saveNumbers(runRows),
    }),
    restore(who, saved) {
      const state = (saved ?? {}) as Record<string, unknown>;
      if (!Array.isArray(state.done)) throw damaged(who);
      done = state.done.map(segment => loadSegment(who, segment, channels, frameLength));
      const tail = loadSegment(who, state.open, channels, frameLength - 1);
      data = new Float32Array(channels * frameLength);
      for (let c = 0; c < channels; c++) {
        data.set(tail.data.subarray(c * tail.length, (c + 1) * tail.length), c * frameLength);
      }
      ({ length } = tail);
      next = tail.start + length;
      last.set(loadNumbers(who, state.last, last.length));
      lastAt.set(loadNumbers(who, state.lastAt, lastAt.length));
      runStart.set(loadNumbers(who, state.runStart, channels));
      runRows.set(loadNumbers(who, state.runRows, channels));
      open = runStart.reduce((sum, start) => sum + (start === NONE ? 0 : 1), 0);
    },
  };
}

function saveSegment({ data, start, length }: Segment): Json {
  return { start, length, data: saveNumbers(data) };
}

function loadSegment(who: string, saved: unknown, channels: number, longest: number): Segment {
  const { start, length, data } = (saved ?? {}) as Record<string, unknown>;
  const count = loadCount(who, 'length', length);
  if (!Number.isSafeInteger(start) || count > longest) throw damaged(who);
  const samples = Float32Array.from(loadNumbers(who, data, channels * count));
  return { data: samples, stride: count, start: start as number, length: count };
}

function damaged(who: string): FormatError {
  return new FormatError('format-state', `${who}: the saved frames are damaged`);
}

/** The first `length` samples of each channel, close together. */
function compact(data: Float32Array, channels: number, stride: number, length: number): Float32Array {
  const out = new Float32Array(channels * length);
  for (let c = 0; c < channels; c++) out.set(data.subarray(c * stride, c * stride + length), c * length);
  return out;
}
