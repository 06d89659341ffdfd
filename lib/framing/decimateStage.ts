import { checkInteger } from '../check.js';
import { decodeFrame } from '../decode.js';
import { DataError, FormatError } from '../errors.js';
import { checkFollows, type Frame, type QFrame, type SensorMap, type StreamInfo, streamInfo, when } from '../frame.js';
import { checkOptions, type OptionKeys } from '../options.js';
import { loadSensorMap, sameSensorMap, saveSensorMap, sensorMap } from '../sensorDomain.js';
import type { Stage } from '../stage.js';
import { loadState } from '../state.js';
import type { IncompleteWindow } from './reframeStage.js';
import { SampleBuffer } from './sampleBuffer.js';

/** Options of {@link decimateStage}. */
export interface DecimateOptions {
  /** Input samples for each output sample, an integer in [2, 4096]. */
  readonly factor: number;
  /** Number of averages one behind the other, an integer in [1, 4]; a delta-sigma loop of order L wants L + 1. Defaults to 3. */
  readonly order?: number;
  /** Called with the samples that are in no whole window: at the beginning, at the end, and around each gap. */
  readonly onIncomplete?: (window: IncompleteWindow) => void;
}

const OPTIONS: OptionKeys<DecimateOptions> = { factor: true, order: true, onIncomplete: true };

/**
 * Lowers the sample rate by a whole factor through a cascaded integrator-comb filter: `order` moving averages of `factor` samples,
 * in one. Takes codes or samples, gives samples: codes are decoded first.
 *
 * Output sample m stands at input index m * factor, wherever the stream began: the filter is symmetric around it (half a
 * sample late where (factor - 1) order is odd), so the delay is zero. Only whole windows give an output: (factor - 1) order + 1
 * samples after the start and behind each gap, nothing at the end is made up; `onIncomplete` counts what is in no window.
 *
 * Gain at frequency f is |sin(pi f factor) / (factor sin(pi f))|^order, f in cycles an input sample: 1 at 0, and of order 3 -0.7 dB
 * at an eighth of the output rate, -2.7 dB at a quarter, -11.8 dB at half of it. What lies above half the output rate aliases: of
 * order 3 onto an eighth of it with at most -51 dB, onto a quarter with -31 dB, onto half with -11.8 dB. Sums are made in one
 * order: the same bits for any cutting. NaN and infinities spread over the windows they lie in.
 *
 * Gains and centres ride on. They must not change without a gap: a window would mix samples of different gains, and without those
 * windows little or nothing would be left of a stream whose gains follow the signal.
 *
 * @throws {DataError} from `process` when gains or centres change
 *
 * @see E. B. Hogenauer, An economical class of digital filters for decimation and interpolation, IEEE Trans. ASSP 29 (1981), 155-162
 */
export function decimateStage(given: DecimateOptions): Stage<Frame | QFrame, Frame> {
  const { factor, order = 3, onIncomplete } = checkOptions('decimate', given, OPTIONS);
  checkInteger('decimate', 'factor', factor, 2, 4096);
  checkInteger('decimate', 'order', order, 1, 4);
  const options = { factor, order };
  const taps = windowOf(factor, order);
  const before = Math.floor((taps.length - 1) / 2); // samples of a window that precede its output's index
  let buffer: SampleBuffer | undefined;
  let out: StreamInfo | undefined; // description of the output
  let map: SensorMap = {};
  let next = 0; // index of the next output sample
  let covered = 0; // absolute index behind the last sample that is in a window or was reported
  let scratch = new Float32Array(0);

  function open(f: Frame): SampleBuffer {
    next = Math.ceil((f.start + before) / factor);
    map = sensorMap(f);
    covered = f.start;
    return (buffer = new SampleBuffer(f.info, f.start));
  }

  /** Reports samples [covered, to) that are in no window. */
  function leaveOut(to: number): void {
    const start = covered;
    covered = Math.max(covered, to);
    if (to > start) onIncomplete?.({ start, length: to - start, policy: 'drop' });
  }

  return {
    process(input, emit) {
      const f = 'params' in input ? decodeFrame(input) : input;
      if (buffer) checkFollows('decimate', f, buffer.info, buffer.end);
      if (buffer && f.start === buffer.end && !sameSensorMap(map, f)) throw changed(f);
      if (buffer && f.start > buffer.end) leaveOut(buffer.end);
      const b = buffer && f.start === buffer.end ? buffer : open(f);
      b.append(f, 0, f.length);
      const first = next * factor - before; // of the first window
      const length = Math.floor((b.end - first - taps.length) / factor) + 1;
      let decimated: Frame | undefined;
      if (length > 0) {
        const { channels } = f;
        const row = (length - 1) * factor + taps.length;
        if (scratch.length < channels * row) scratch = new Float32Array(channels * row);
        b.copy(first, first + row, scratch, row, 0);
        const data = new Float32Array(channels * length);
        for (let c = 0; c < channels; c++) filter(scratch, c * row, taps, factor, data, c * length, length);
        out ??= slowed(b.info, factor);
        decimated = { data, channels, length, start: next, info: out, ...map };
        next += length;
        leaveOut(first);
        covered = first + row;
      }
      b.dropBefore(next * factor - before);
      if (decimated) emit(decimated);
    },
    flush: () => {
      const end = buffer?.end ?? covered;
      buffer = undefined;
      leaveOut(end);
    },
    save: () => ({
      who: 'decimate',
      version: 3,
      options,
      buffer: buffer ? buffer.save() : null,
      next,
      covered,
      map: saveSensorMap(map),
    }),
    restore(saved) {
      const state = loadState('decimate', 3, saved, options);
      for (const field of ['next', 'covered']) {
        if (!Number.isSafeInteger(state[field]))
          throw new FormatError('format-state', `decimate: ${field} is not an index`);
      }
      const held = state.buffer === null ? undefined : SampleBuffer.restore('decimate', state.buffer);
      const loaded = held ? loadSensorMap('decimate', state.map, held.info.names.length) : {};
      const first = (state.next as number) * factor - before;
      if (held && (first < held.start || first > held.end + factor)) {
        throw new FormatError('format-state', 'decimate: the next window does not follow the samples held');
      }
      [buffer, map] = [held, loaded];
      out = undefined;
      [next, covered] = [state.next as number, state.covered as number];
    },
  };
}

/** Impulse response of `order` averages of `factor` samples: their convolution, in exact integers, over its sum. */
function windowOf(factor: number, order: number): Float64Array {
  let taps = Float64Array.of(1);
  for (let k = 0; k < order; k++) {
    const longer = new Float64Array(taps.length + factor - 1);
    for (let i = 0, sum = 0; i < longer.length; i++) {
      sum += (i < taps.length ? taps[i] : 0) - (i >= factor ? taps[i - factor] : 0);
      longer[i] = sum;
    }
    taps = longer;
  }
  return taps.map(t => t / factor ** order);
}

function filter(
  x: Float32Array,
  from: number,
  taps: Float64Array,
  factor: number,
  out: Float32Array,
  at: number,
  length: number,
): void {
  for (let m = 0; m < length; m++) {
    const begin = from + m * factor;
    let sum = 0;
    for (let k = 0; k < taps.length; k++) sum += taps[k] * x[begin + k];
    out[at + m] = Math.fround(sum) + 0; // -0 becomes 0
  }
}

function slowed(info: StreamInfo, factor: number): StreamInfo {
  const sampleRate = info.sampleRate === undefined ? undefined : info.sampleRate / factor;
  return streamInfo({ ...info, channels: info.names.length, sampleRate });
}

function changed(f: Frame): DataError {
  return new DataError(
    'data-params',
    `decimate: the gains or centres change at ${when(f.info, f.start)}, and a window would mix them; decimate before what makes ` +
      `them (agc, centre), or take them out first (unequalize, uncentre)`,
  );
}
