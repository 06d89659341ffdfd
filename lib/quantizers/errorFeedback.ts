import { FormatError } from '../errors.js';
import {
  checkFollows,
  type Frame,
  loadInfo,
  type QFrame,
  type RangedFrame,
  saveInfo,
  type StreamInfo,
} from '../frame.js';
import { encodeErrorFeedback } from '../kernels/errorFeedback.js';
import type { Dither } from '../kernels/dither.js';
import { perRange } from '../ranges/perRange.js';
import { type Range, saveRange } from '../range.js';
import type { Stage } from '../stage.js';
import { loadNumbers, loadState, saveNumbers } from '../state.js';
import { encodeFrame, type Quantizer } from './quantizer.js';
import { stepOf, type UniformParams, zeroPointOf } from './uniformGrid.js';

/** What makes one error-feedback quantizer different from another. */
export interface ErrorFeedbackOptions {
  readonly name: string;
  /** The grid for a range. */
  readonly design: (range: Range) => UniformParams;
  /** A fixed range; by default each frame's own. */
  readonly range: Range | undefined;
  /** Feedback coefficients. */
  readonly filter: readonly number[];
  /** The most steps of error that are fed back. */
  readonly limit: number;
  /** Throws where the filter is not made for a stream. */
  readonly suits?: (info: StreamInfo) => void;
  readonly dither?: Dither | undefined;
  /** Counts the samples of a channel that are clipped; by default the codes that saturate count. */
  readonly clipped?: (x: Float32Array, begin: number, end: number, params: UniformParams, c: number) => number;
}

/**
 * A stage that quantizes on a uniform grid and feeds the errors back, each channel with a memory of its own. A gap forgets them. The
 * errors are in the unit of the samples, so a new range does not break the loop.
 */
export function errorFeedbackStage({
  name,
  design,
  range,
  filter,
  limit,
  suits,
  dither,
  clipped,
}: ErrorFeedbackOptions): Stage<Frame | RangedFrame, QFrame> {
  const paramsOf = perRange(name, range, design);
  const taps = Float64Array.from(filter);
  const size = taps.length;
  const options = { filter, limit, range: range ? saveRange(range) : null };
  let errors = new Float64Array(0); // (channels, taps)
  let info: StreamInfo | undefined;
  let start = 0; // absolute index of the frame at hand
  let end = 0; // absolute index behind the last sample

  const moving: Quantizer<UniformParams> = {
    name,
    design,
    encode(x, begin, stop, params, c, out) {
      const [scale, zeroPoint] = [stepOf(params, c), zeroPointOf(params, c)];
      const loop = { scale, zeroPoint, qmin: params.qmin, qmax: params.qmax, filter: taps, limit, dither };
      const own = errors.subarray(c * size, (c + 1) * size);
      const count = encodeErrorFeedback(x, begin, stop, loop, own, c, start, out);
      return count < 0 || !clipped ? count : clipped(x, begin, stop, params, c);
    },
  };
  return {
    process(f, emit) {
      if (info) checkFollows(name, f, info, end);
      else suits?.(f.info);
      if (!info || f.start > end) errors = new Float64Array(f.channels * size);
      info = f.info;
      start = f.start;
      end = f.start + f.length;
      emit(encodeFrame(moving, f, paramsOf(f)));
    },
    flush: () => {},
    save: () => ({
      who: name,
      version: 2,
      options,
      info: info ? saveInfo(info) : null,
      end,
      errors: saveNumbers(errors),
    }),
    restore(saved) {
      const state = loadState(name, 2, saved, options);
      const stream = state.info === null ? undefined : loadInfo(name, state.info);
      const numbers = loadNumbers(name, state.errors, size * (stream?.names.length ?? 0));
      if (!Number.isSafeInteger(state.end) || !numbers.every(Number.isFinite)) {
        throw new FormatError('format-state', `${name}: the saved state is damaged`);
      }
      errors = Float64Array.from(numbers);
      info = stream;
      end = state.end as number;
    },
  };
}
