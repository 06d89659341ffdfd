import { checkFunction, checkOneOf } from '../check.js';
import { type Duration, timedStage } from '../duration.js';
import { DataError, FormatError } from '../errors.js';
import { checkFollows, type Frame, type RangedFrame, type SensorMap, when, withoutOriginal } from '../frame.js';
import { checkOptions, type OptionKeys } from '../options.js';
import { loadRange, type Range, sameRange, saveRange } from '../range.js';
import { carriedRange, loadSensorMap, sameSensorMap, saveSensorMap, sensorMap } from '../sensorDomain.js';
import { inTurn, type Stage } from '../stage.js';
import { loadState } from '../state.js';
import { SampleBuffer } from './sampleBuffer.js';

/** Samples that filled no whole window, and what became of them. */
export interface IncompleteWindow {
  /** Absolute index of the first sample concerned. */
  readonly start: number;
  /** How many samples, in each channel. */
  readonly length: number;
  readonly policy: 'short' | 'pad' | 'drop';
}

/** Options of {@link reframeStage}. */
export interface ReframeOptions {
  /** Samples a frame, an integer in [1, 2^24], or a time such as `'1s'`. */
  readonly size: Duration;
  /** Samples from one frame's start to the next; below `size` frames overlap, above it samples are left out. A time, too. Defaults to `size`. */
  readonly hop?: Duration | undefined;
  /**
   * What happens to a window that the stream's end, its beginning or a gap leaves incomplete: `short` gives out what there
   * is, `pad` fills with zeros, `drop` leaves it out, `error` ends the stream. Defaults to `short`.
   */
  readonly tail?: 'short' | 'pad' | 'drop' | 'error';
  /** Told of every incomplete window. */
  readonly onIncomplete?: (window: IncompleteWindow) => void;
  /** Called once, with the first frame: how long a sample waits at most. */
  readonly onLatency?: ((latency: Latency) => void) | undefined;
}

/** How late a stage answers. */
export interface Latency {
  readonly samples: number;
  /** The same in seconds; absent where the stream has no sample rate. */
  readonly seconds?: number;
}

const OPTIONS: OptionKeys<ReframeOptions> = { size: true, hop: true, tail: true, onIncomplete: true, onLatency: true };

/**
 * Cuts a stream into frames of one size. Frame k covers the absolute indices [k * hop, k * hop + size), however the input
 * was cut; a gap ends one run of frames and begins another.
 *
 * So does a change of the range, the gains or the centres that frames carry, which hold for whole frames: a window that it cuts is
 * given out short where `tail` is `short`, and is an error otherwise, as nothing would be left of a stream whose gains follow the
 * signal. Give the operator that makes them the same `every` as this one's `hop`, or put it behind.
 *
 * Holds at most `size` samples and one input frame.
 *
 * @throws {DataError} from `process` where what frames carry changes inside a window, unless `tail` is `short`
 */
export function reframeStage(given: ReframeOptions): Stage<Frame, Frame> {
  const { size, hop = size, tail = 'short', ...callbacks } = checkOptions('reframe', given, OPTIONS);
  checkOneOf('reframe', 'tail', tail, ['short', 'pad', 'drop', 'error']);
  if (callbacks.onLatency !== undefined) checkFunction('reframe', 'onLatency', callbacks.onLatency);
  const most = 2 ** 24;
  const durations = { size: { value: size, min: 1, max: most }, hop: { value: hop, min: 1, max: most } };
  return timedStage('reframe', durations, samples => windows({ ...samples, tail, ...callbacks }));
}

/** The stage, its times in samples. */
function windows({ size, hop, tail, onIncomplete, onLatency }: Windows): Stage<Frame, Frame> {
  const options = { size, hop, tail };
  let buffer: SampleBuffer | undefined;
  let first = 0; // absolute index of the first sample since the last gap
  let next = 0; // absolute index where the next window starts
  let covered = 0; // absolute index behind the last window given out
  let told = false; // the latency
  let carried: Carried = {}; // by all samples since the last gap

  function open(f: Frame): SampleBuffer {
    carried = carriedBy(f);
    if (!told) {
      told = true;
      const rate = f.info.sampleRate;
      onLatency?.({ samples: size, ...(rate !== undefined && { seconds: size / rate }) });
    }
    first = covered = f.start;
    next = Math.floor(f.start / hop) * hop;
    if (next + size <= first) next += hop;
    return (buffer = new SampleBuffer(f.info, f.start));
  }

  /** The samples that exist of window [next, next + size), after moving on; undefined where the tail policy drops them. */
  function take(b: SampleBuffer): Frame | undefined {
    const [from, to] = [Math.max(next, first), Math.min(next + size, b.end)];
    const whole = to - from === size;
    const [start, length] = tail === 'pad' ? [next, size] : [from, to - from];
    const channels = b.info.names.length;
    const data = new Float32Array(channels * length);
    b.copy(from, to, data, length, from - start);
    const window = {
      data,
      channels,
      length,
      start,
      info: b.info,
      ...carried,
      ...b.marks(from, to, length, from - start),
    };
    covered = to;
    next += hop;
    b.dropBefore(next);
    if (whole) return window;
    if (tail === 'error') {
      throw new DataError(
        'data-tail',
        `reframe: the window at ${when(b.info, next - hop)} has ${to - from} of ${size} samples; ` +
          `choose tail: 'short', 'pad' or 'drop' to go on`,
      );
    }
    onIncomplete?.({ start: from, length: to - from, policy: tail });
    return tail === 'drop' ? undefined : window;
  }

  /** Ends a run of frames; what its last window holds. */
  function close(): Frame | undefined {
    const b = buffer;
    buffer = undefined;
    return b && b.end > Math.max(next, covered) ? take(b) : undefined;
  }

  function checkChange(b: SampleBuffer, f: Frame): void {
    if (tail === 'short' || f.start > b.end || b.end <= Math.max(next, covered)) return;
    throw new DataError(
      'data-tail',
      `reframe: the gains, the centres or the range change at ${when(f.info, f.start)}, inside the window of ${size} samples at ` +
        `${when(f.info, next)}; hold them over whole windows (every: ${hop}), take gains and centres out before reframe ` +
        `(unequalize, uncentre), or choose tail: 'short'`,
    );
  }

  return inTurn({
    process(f, emit) {
      let last: Frame | undefined;
      if (buffer) {
        checkFollows('reframe', f, buffer.info, buffer.end);
        const changed = !sameCarried(carried, carriedBy(f));
        if (changed) checkChange(buffer, f);
        if (changed || f.start > buffer.end) last = close();
      }
      const b = buffer ?? open(f);
      const fits = f.length === size && hop === size && f.start === next && b.end === f.start;
      if (fits) b.end = covered = next = f.start + size;
      else b.append(f, 0, f.length);
      if (last) emit(last);
      if (fits) emit(withoutOriginal(f)); // no copy
      while (next + size <= b.end) {
        const window = take(b);
        if (window) emit(window);
      }
      b.dropBefore(next);
    },
    flush(emit) {
      const last = close();
      if (last) emit(last);
    },
    save: () => ({
      who: 'reframe',
      version: 2,
      options,
      buffer: buffer ? buffer.save() : null,
      first,
      next,
      covered,
      map: saveSensorMap(carried),
      range: carried.range ? saveRange(carried.range) : null,
    }),
    restore(saved) {
      const state = loadState('reframe', 2, saved, options);
      for (const field of ['first', 'next', 'covered']) {
        if (!Number.isSafeInteger(state[field]))
          throw new FormatError('format-state', `reframe: ${field} is not an index`);
      }
      buffer = state.buffer === null ? undefined : SampleBuffer.restore('reframe', state.buffer);
      [first, next, covered] = [state.first as number, state.next as number, state.covered as number];
      carried = {
        ...(buffer && loadSensorMap('reframe', state.map, buffer.info.names.length)),
        ...(state.range !== null && { range: loadRange('reframe', state.range) }),
      };
    },
  });
}

interface Windows extends Required<Pick<ReframeOptions, 'tail'>>, Pick<ReframeOptions, 'onIncomplete' | 'onLatency'> {
  readonly size: number;
  readonly hop: number;
}

/** What earlier operators attached to frames, constant inside each. */
interface Carried extends SensorMap {
  readonly range?: Range;
}

function carriedBy(f: Frame | RangedFrame): Carried {
  return { ...sensorMap(f), ...carriedRange(f) };
}

function sameCarried(a: Carried, b: Carried): boolean {
  return sameSensorMap(a, b) && (a.range === b.range || (!!a.range && !!b.range && sameRange(a.range, b.range)));
}
