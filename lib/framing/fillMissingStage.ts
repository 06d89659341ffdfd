import { checkFunction, checkOneOf } from '../check.js';
import { checkDuration, type Duration, samplesIn } from '../duration.js';
import { FormatError, OptionRangeError } from '../errors.js';
import { checkFollows, type Frame, loadInfo, type RangedFrame, saveInfo, type StreamInfo } from '../frame.js';
import { clearMark, countMarks, isMarked, loadMarks, marks, newMarks, saveMarks, setMark } from '../marks.js';
import { checkOptions, type OptionKeys } from '../options.js';
import { loadRange, saveRange } from '../range.js';
import { carriedRange, loadSensorMap, saveSensorMap, sensorMap } from '../sensorDomain.js';
import { inTurn, type Stage } from '../stage.js';
import { type Json, loadCount, loadNumbers, loadState, saveNumbers } from '../state.js';

/** What was missing so far. */
export interface FillReport {
  /** Samples that left, in each channel. */
  readonly samples: number;
  /** One entry per channel: samples that were made up within the limit, and those that stay missing. */
  readonly channels: readonly { readonly name: string; readonly filled: number; readonly missing: number }[];
}

/** Options of {@link fillMissingStage}. */
export interface FillMissingOptions {
  /**
   * What a missing sample becomes: the channel's last value (`hold`), a point on the line between its neighbours (`interpolate`), or
   * nothing (`mark`). Defaults to `hold`.
   */
  readonly fill?: 'hold' | 'interpolate' | 'mark' | undefined;
  /**
   * How much of a run without values is filled: a number of samples, at least 1, or a time such as `'2s'`. `hold` fills the beginning of a
   * longer run, `interpolate` none of it; the rest is marked as missing. Not for `mark`. Defaults to `'1s'`.
   */
  readonly within?: Duration | undefined;
  /** Called after each frame in which something was missing, with the totals so far. */
  readonly onReport?: ((report: FillReport) => void) | undefined;
}

const WHO = 'fillMissing';
const MOST = 2 ** 24;
const OPTIONS: OptionKeys<FillMissingOptions> = { fill: true, within: true, onReport: true };

/** A frame that waits for the end of a run; its marks and samples are still written. */
interface Waiting {
  readonly frame: Frame | RangedFrame;
  readonly data: Float32Array;
  readonly missing: Uint8Array;
  readonly filled: Uint8Array;
}

/**
 * Gives every sample a number. Missing is what is NaN, infinite or marked as missing; each channel is filled by itself, so that one sensor
 * that fails ends no other.
 *
 * What is filled is marked in the frame's `filled`, what stays missing in `missing`, where `data` holds the channel's last value, and 0
 * before its first one. Behind a gap the time since the last value counts, gap included.
 *
 * `hold` and `mark` answer at once. `interpolate` waits for the next value, at most `within` and the rest of a frame.
 *
 * @throws {DataError} from `process` when `within` is a time and the stream has no sample rate
 */
export function fillMissingStage(given: FillMissingOptions = {}): Stage<Frame, Frame> {
  const { fill = 'hold', within, onReport } = checkOptions(WHO, given, OPTIONS);
  checkOneOf(WHO, 'fill', fill, ['hold', 'interpolate', 'mark']);
  const limit = checkLimit(fill, within);
  if (onReport !== undefined) checkFunction(WHO, 'onReport', onReport);
  const options = { fill, within: limit ?? null };
  let info: StreamInfo | undefined;
  let end = 0;
  let last = new Float64Array(0); // absolute index of each channel's last value, -Infinity before the first
  let value = new Float32Array(0);
  let waiting: Waiting[] = [];
  let samples = 0;
  let counts = new Float64Array(0); // (channels, 2): filled, missing

  function open(next: StreamInfo): void {
    const channels = next.names.length;
    info = next;
    last = new Float64Array(channels).fill(-Infinity);
    value = new Float32Array(channels);
    counts = new Float64Array(2 * channels);
  }

  /** A copy of the frame with a number everywhere, its marks apart. */
  function take(f: Frame, most: number): void {
    const data = f.data.slice();
    const filled = f.filled?.slice() ?? newMarks(data.length);
    const taken = { frame: f, data, missing: newMarks(data.length), filled };
    waiting.push(taken);
    for (let c = 0; c < f.channels; c++) {
      for (let i = 0; i < f.length; i++) {
        const k = c * f.length + i;
        const x = f.data[k];
        const index = f.start + i;
        if (x - x === 0 && !isMarked(f.missing, k)) {
          if (fill === 'interpolate' && index - last[c] > 1 && index - last[c] - 1 <= most) draw(c, index, x);
          last[c] = index;
          value[c] = x;
          continue;
        }
        data[k] = value[c];
        clearMark(filled, k);
        setMark(fill === 'hold' && index - last[c] <= most ? filled : taken.missing, k);
      }
    }
  }

  /** The line from the last value of channel `c` to `x` at `index`, where samples stand. */
  function draw(c: number, index: number, x: number): void {
    for (const { frame, data, missing, filled } of waiting) {
      const from = Math.max(last[c] + 1 - frame.start, 0);
      const to = Math.min(index - frame.start, frame.length);
      for (let i = from; i < to; i++) {
        const k = c * frame.length + i;
        data[k] = value[c] + (x - value[c]) * ((frame.start + i - last[c]) / (index - last[c]));
        clearMark(missing, k);
        setMark(filled, k);
      }
    }
  }

  /** Frames in which nothing can change any more, out of those that wait. */
  function ready(most: number): Frame[] {
    let settled = end; // index before which all is decided
    if (fill === 'interpolate') {
      for (const at of last) if (end - 1 > at && end - 1 - at <= most) settled = Math.min(settled, at + 1);
    }
    const out: Frame[] = [];
    while (waiting.length > 0 && waiting[0].frame.start + waiting[0].frame.length <= settled) {
      const { frame, data, missing, filled } = waiting.shift() as Waiting;
      const { channels, length, start } = frame;
      const made = marks(missing, filled);
      if (made.missing || made.filled || frame.missing) {
        const map = { ...sensorMap(frame), ...carriedRange(frame) };
        out.push({ data, channels, length, start, info: frame.info, ...map, ...made });
      } else out.push(frame);
    }
    return out;
  }

  function send(frames: readonly Frame[], emit: (f: Frame) => void): void {
    for (const f of frames) {
      samples += f.length;
      for (let c = 0; c < f.channels; c++) {
        counts[2 * c] += countMarks(f.filled, c * f.length, (c + 1) * f.length);
        counts[2 * c + 1] += countMarks(f.missing, c * f.length, (c + 1) * f.length);
      }
      emit(f);
      if (onReport && (f.missing ?? f.filled)) onReport(report(f.info));
    }
  }

  const report = ({ names }: StreamInfo): FillReport => ({
    samples,
    channels: names.map((name, c) => ({ name, filled: counts[2 * c], missing: counts[2 * c + 1] })),
  });

  return inTurn({
    process(f, emit) {
      if (info) checkFollows(WHO, f, info, end);
      else open(f.info);
      const most = limit === undefined ? 0 : samplesIn(WHO, 'within', limit, f.info.sampleRate, 1, MOST);
      end = f.start + f.length;
      if (waiting.length === 0 && complete(f)) {
        for (let c = 0; c < f.channels && f.length > 0; c++) {
          last[c] = end - 1;
          value[c] = f.data[(c + 1) * f.length - 1];
        }
        send([f], emit); // no copy
        return;
      }
      take(f, most);
      send(ready(most), emit);
    },
    flush(emit) {
      send(ready(0), emit);
    },
    save: () => ({
      who: WHO,
      version: 1,
      options,
      info: info ? saveInfo(info) : null,
      end,
      last: saveNumbers(last),
      value: saveNumbers(value),
      samples,
      counts: saveNumbers(counts),
      waiting: waiting.map(saveWaiting),
    }),
    restore(saved) {
      const state = loadState(WHO, 1, saved, options);
      const stream = state.info === null ? undefined : loadInfo(WHO, state.info);
      if (!Number.isSafeInteger(state.end) || !Array.isArray(state.waiting)) {
        throw new FormatError('format-state', `${WHO}: the saved state is damaged`);
      }
      info = undefined;
      waiting = [];
      end = state.end as number;
      samples = loadCount(WHO, 'samples', state.samples);
      if (!stream) return;
      open(stream);
      last.set(loadNumbers(WHO, state.last, last.length));
      value.set(loadNumbers(WHO, state.value, value.length));
      counts.set(loadNumbers(WHO, state.counts, counts.length));
      waiting = state.waiting.map((one: unknown) => loadWaiting(one, stream));
    },
  });
}

/** Whether every sample is a number and none is marked as missing. */
function complete(f: Frame): boolean {
  let poison = 0; // becomes NaN at the first sample that is not finite
  for (let i = 0; i < f.data.length; i++) poison += f.data[i] * 0;
  return poison === 0 && f.missing === undefined;
}

function checkLimit(fill: string, within: Duration | undefined): Duration | undefined {
  if (fill !== 'mark') return checkDuration(WHO, 'within', within ?? '1s', 1, MOST);
  if (within === undefined) return undefined;
  throw new OptionRangeError(`${WHO}: mark fills nothing; leave out within, or choose fill: 'hold' or 'interpolate'`);
}

function saveWaiting({ frame, data, missing, filled }: Waiting): Json {
  const { start, length } = frame;
  const { range } = carriedRange(frame);
  return {
    start,
    length,
    data: saveNumbers(data),
    marks: saveMarks({ missing, filled }),
    map: saveSensorMap(frame),
    range: range ? saveRange(range) : null,
  };
}

function loadWaiting(saved: unknown, info: StreamInfo): Waiting {
  const state = (saved ?? {}) as Record<string, unknown>;
  const channels = info.names.length;
  const length = loadCount(WHO, 'length', state.length);
  if (!Number.isSafeInteger(state.start)) throw new FormatError('format-state', `${WHO}: a saved start is no index`);
  const data = Float32Array.from(loadNumbers(WHO, state.data, channels * length));
  const made = loadMarks(WHO, state.marks, data.length);
  const frame = {
    ...{ data, channels, length, start: state.start as number, info },
    ...loadSensorMap(WHO, state.map, channels),
    ...(state.range !== null && { range: loadRange(WHO, state.range) }),
  };
  const [missing, filled] = [made.missing ?? newMarks(data.length), made.filled ?? newMarks(data.length)];
  return { frame, data, missing, filled };
}
