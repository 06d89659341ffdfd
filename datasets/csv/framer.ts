import { DataError, FormatError } from '../../lib/errors.js';
import type { Frame, StreamInfo } from '../../lib/frame.js';
import type { CsvCounts } from './report.js';

/** How cells without a value are filled. */
export type Filling = 'error' | 'hold' | 'nan' | 'interpolate';

/** What {@link framer} needs to know. */
export interface FramerOptions {
  readonly info: StreamInfo;
  readonly frameLength: number;
  readonly filling: Filling;
  readonly maxInterpolate: number;
  readonly counts: CsvCounts;
  /** Begins the messages: where the row being pushed stands. */
  readonly where: (channel?: number) => string;
}

/** Samples in a row, some of them not yet known. */
interface Segment {
  readonly data: Float32Array;
  /** Distance between channels in `data`. */
  readonly stride: number;
  readonly start: number;
  readonly length: number;
}

/** Gathers rows into frames. Frames leave in order, and none before the last missing value in it is filled. */
export interface Framer {
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
  end(): void;
}

/** A framer of one reading. @internal */
export function framer({ info, frameLength, filling, maxInterpolate, counts, where }: FramerOptions): Framer {
  const channels = info.names.length;
  const done: Segment[] = []; // full, the oldest first; held back while `open` runs reach into it
  let data = new Float32Array(channels * frameLength); // the open frame
  let length = 0; // samples in it
  let next = 0; // index behind the newest sample
  const keeps = filling === 'hold' || filling === 'interpolate';
  const last = new Float32Array(keeps ? channels : 0); // newest value of each channel
  const lastAt = new Float64Array(keeps ? channels : 0).fill(-1); // and its index
  const runStart = new Float64Array(channels).fill(-1); // where the open run of missing values begins
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
    const [i0, y0] = lastAt[c] < 0 ? [index, value] : [lastAt[c], last[c]];
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
    runStart[c] = -1;
    open--;
  }

  /** The value to store for a missing one, for now. */
  function standIn(c: number, index: number): number {
    counts.missing++;
    if (filling === 'nan') return NaN;
    if (filling === 'hold') {
      if (lastAt[c] >= 0) return last[c];
      throw new DataError(
        'data-non-finite',
        `${where(c)}: no value stands before this missing one, so none can be held; choose missing: 'interpolate' or 'nan'`,
      );
    }
    if (runStart[c] < 0) {
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
    return runStart.every(start => start < 0 || start >= end);
  }

  return {
    push(values, jump, missing) {
      if (jump > 1 && next > 0) {
        cut();
        next += jump - 1;
        if (!Number.isSafeInteger(next)) {
          throw new FormatError(
            'format-csv',
            `${where()}: the gap before this row reaches beyond sample 2^53; choose gaps: 'ignore'`,
          );
        }
      }
      for (let c = 0, at = length; c < channels; c++, at += frameLength) data[at] = values[c];
      if (missing !== undefined) {
        for (let c = 0; c < channels; c++) if (missing[c]) data[c * frameLength + length] = standIn(c, next);
      }
      if (keeps) {
        for (let c = 0; c < channels; c++) {
          if (missing?.[c]) continue;
          if (runStart[c] >= 0) fill(c, next, values[c]);
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
    end() {
      for (let c = 0; c < channels; c++) {
        if (runStart[c] < 0) continue;
        if (lastAt[c] < 0) {
          throw new DataError(
            'data-non-finite',
            `${where(c)}: the input ends and the column held no value at all; leave it out of columns`,
          );
        }
        fill(c, next, last[c]);
      }
      cut();
    },
  };
}

/** The first `length` samples of each channel, close together. */
function compact(data: Float32Array, channels: number, stride: number, length: number): Float32Array {
  const out = new Float32Array(channels * length);
  for (let c = 0; c < channels; c++) out.set(data.subarray(c * stride, c * stride + length), c * length);
  return out;
}
