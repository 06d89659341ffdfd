import { checkInteger, checkNumber, checkOneOf, checkPositive } from '../check.js';
import { DataError, FormatError } from '../errors.js';
import { checkFollows, type Frame, loadInfo, saveInfo, type StreamInfo, when, withoutOriginal } from '../frame.js';
import { checkOptions, type OptionKeys } from '../options.js';
import type { Stage } from '../stage.js';
import { loadNumbers, loadState, saveNumbers } from '../state.js';
import { DelayLine, nlms } from './nlms.js';

/** Options of {@link lmsStage}. */
export interface LmsOptions {
  /** Length of the filter in samples, an integer in [1, 4096]. */
  readonly taps: number;
  /** Step of the adaptation, in (0, 2): fast near 1, accurate near 0. Defaults to 0.5. */
  readonly stepSize?: number;
  /**
   * Index of the channel that the others are estimated from: a noise canceller. Without it each channel is predicted from its
   * own past: a line enhancer.
   */
  readonly reference?: number;
  /**
   * Samples by which the filter's input is late, an integer in [0, 65536]; at least 1 without `reference`. A line enhancer's
   * delay must exceed the correlation time of the noise. Defaults to 0 with a reference, to 1 without.
   */
  readonly delay?: number;
  /** What comes out: the `error` (what the filter cannot explain) or its `estimate`. Defaults to `error`. */
  readonly output?: 'error' | 'estimate';
  /** Added to the energy of the input in the division, > 0, in squared units of the samples. Defaults to 1e-9. */
  readonly epsilon?: number;
}

const OPTIONS: OptionKeys<LmsOptions> = {
  taps: true,
  stepSize: true,
  reference: true,
  delay: true,
  output: true,
  epsilon: true,
};

/**
 * A normalized least-mean-squares adaptive filter on each channel: estimate = w.u, error = d - estimate,
 * w += stepSize error u / (epsilon + |u|^2), with d the channel and u the last `taps` samples of the reference channel or of
 * the channel itself.
 *
 * A noise canceller (`reference`) takes out of each channel what is correlated with the reference; the reference passes as it is. A
 * line enhancer (no reference, `output: 'estimate'`) keeps what a channel's own past foretells. Weights approach the Wiener
 * solution: for white input with the time constant taps / (stepSize (2 - stepSize)) samples, and then stay around it with a
 * misadjustment of stepSize / (2 - stepSize).
 *
 * The arithmetic is double, sample by sample: the same bits for any cutting. Behind a gap the filter's input is 0 again, the
 * weights stay. Gains pass. There is no inverse.
 *
 * @throws {DataError} from `process` when a sample is not finite, or the frame carries a range
 * @see B. Widrow et al., Adaptive noise cancelling: principles and applications, Proc. IEEE 63 (1975); S. Haykin, Adaptive
 * Filter Theory, chapter on normalized LMS
 */
export function lmsStage(given: LmsOptions): Stage<Frame, Frame> {
  const {
    taps,
    stepSize = 0.5,
    reference,
    delay = reference === undefined ? 1 : 0,
    output = 'error',
    epsilon = 1e-9,
  } = checkOptions('lms', given, OPTIONS);
  checkInteger('lms', 'taps', taps, 1, 4096);
  checkNumber('lms', 'stepSize', stepSize, 'in (0, 2)', x => x > 0 && x < 2);
  if (reference !== undefined) checkInteger('lms', 'reference', reference, 0);
  checkInteger('lms', 'delay', delay, reference === undefined ? 1 : 0, 65536);
  checkOneOf('lms', 'output', output, ['error', 'estimate']);
  checkPositive('lms', 'epsilon', epsilon);
  const options = { taps, stepSize, reference: reference ?? null, delay, output, epsilon };
  let info: StreamInfo | undefined;
  let end = 0; // absolute index behind the last sample
  let weights: Float64Array[] = []; // of each channel
  let lines: DelayLine[] = []; // inputs of each channel's filter, in step with each other

  function open(stream: StreamInfo): void {
    info = stream;
    weights = stream.names.map(() => new Float64Array(taps));
    lines = stream.names.map(() => new DelayLine(taps + delay));
  }

  /** Filters channel `c`, whose input is channel `from`. */
  function filter(f: Frame, c: number, from: number, data: Float32Array): void {
    const [x, w, line, shift] = [f.data, weights[c], lines[c], (from - c) * f.length];
    for (let i = c * f.length; i < (c + 1) * f.length; i++) {
      const [d, u] = [x[i], x[i + shift]];
      if (d - d !== 0 || u - u !== 0) throw nonFinite(f, d - d !== 0 ? c : from, i - c * f.length);
      // an own past ends before the sample itself; a reference is known up to now
      if (from !== c) line.push(u);
      const error = nlms(d, w, line, from === c ? delay - 1 : delay, stepSize, epsilon);
      if (from === c) line.push(u);
      data[i] = output === 'error' ? error : d - error;
    }
  }

  return {
    process(f, emit) {
      if ('range' in f) {
        throw new DataError(
          'data-order',
          `lms: changes the range of the samples, so it comes before trackRange and calibrate; ` +
            `got a frame at ${when(f.info, f.start)} that has been through them`,
        );
      }
      if (reference !== undefined && (reference >= f.channels || f.channels === 1)) {
        throw new DataError(
          'data-channels',
          `lms: the reference is channel ${reference}, frame at ${when(f.info, f.start)} has ${f.channels} channels`,
        );
      }
      if (info) checkFollows('lms', f, info, end);
      else open(f.info);
      if (f.start > end) for (const line of lines) line.samples.fill(0);
      const data = f.data.slice();
      for (let c = 0; c < f.channels; c++) if (c !== reference) filter(f, c, reference ?? c, data);
      end = f.start + f.length;
      emit({ ...withoutOriginal(f), data });
    },
    flush: () => {},
    save: () => ({
      who: 'lms',
      version: 2,
      options,
      info: info ? saveInfo(info) : null,
      end,
      weights: weights.map(saveNumbers),
      lines: lines.map(line => saveNumbers(line.window())),
    }),
    restore(saved) {
      const state = loadState('lms', 2, saved, options);
      if (state.info === null) {
        info = undefined;
        return;
      }
      const stream = loadInfo('lms', state.info);
      const rows = (list: unknown, length: number) => {
        if (!Array.isArray(list) || list.length !== stream.names.length || !Number.isSafeInteger(state.end)) {
          throw new FormatError('format-state', 'lms: the saved state is damaged');
        }
        return list.map(row => loadNumbers('lms', row, length));
      };
      const [savedWeights, windows] = [rows(state.weights, taps), rows(state.lines, taps + delay)];
      open(stream);
      weights.forEach((w, c) => w.set(savedWeights[c]));
      lines.forEach((line, c) => line.fill(windows[c]));
      end = state.end as number;
    },
  };
}

function nonFinite(f: Frame, c: number, i: number): DataError {
  return new DataError(
    'data-non-finite',
    `lms: channel ${f.info.names[c]} is ${f.data[c * f.length + i]} at ${when(f.info, f.start + i)}; put fillMissing in front`,
  );
}
