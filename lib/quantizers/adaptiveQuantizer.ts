import { checkInteger } from '../check.js';
import { FormatError } from '../errors.js';
import { type Frame, MAX_CHANNELS, type QFrame } from '../frame.js';
import { reframeStage } from '../framing/reframeStage.js';
import { adaptiveKernels } from '../kernels/adaptive.js';
import { type AdaptiveParams, freezeParams } from '../qparams.js';
import { fuse, type Stage } from '../stage.js';
import { loadNumbers, loadState, saveNumbers } from '../state.js';
import { encodeFrame, type Quantizer, type StreamQuantizer } from './quantizer.js';

/** What the frames of every coder with memory have in common. */
export interface AdaptiveQuantizerOptions {
  /**
   * Samples a frame, an integer of at least 1: frames start at the absolute indices k * every, and each carries the state
   * it starts from. Defaults to 1024.
   */
  readonly every?: number;
}

/**
 * The quantizer around a coder's kernel. A gap in the stream resets the state to its first value.
 *
 * @internal
 * @param params  parameters without the state, which each frame brings
 * @param initial state of every channel before the first sample
 */
export function adaptiveQuantizer(
  name: string,
  params: Omit<AdaptiveParams, 'state'>,
  initial: readonly number[],
  every: number,
): StreamQuantizer {
  checkInteger(name, 'every', every, 1, 2 ** 24);
  return { name, encoder: () => fuse(reframeStage({ size: every }), coderStage(name, params, initial)) };
}

function coderStage(
  name: string,
  coded: Omit<AdaptiveParams, 'state'>,
  initial: readonly number[],
): Stage<Frame, QFrame> {
  const { coder, constants, bits } = coded;
  const options = { coder, bits, constants, initial };
  const kernel = adaptiveKernels[coder];
  const size = initial.length;
  let state = new Float64Array(0); // (channels, size)
  let end = NaN; // absolute index behind the last sample

  /** The coder as it stands, which codes one frame and moves on. */
  const moving: Quantizer<AdaptiveParams> = {
    name,
    design: () => freezeParams({ ...coded, state: Array.from(state) }),
    encode: (x, begin, stop, _, c, out) =>
      kernel.encode(constants, state.subarray(c * size, (c + 1) * size), x, begin, stop, out),
  };
  return {
    process(f, emit) {
      if (f.start !== end) {
        state = new Float64Array(f.channels * size);
        for (let c = 0; c < f.channels; c++) state.set(initial, c * size);
      }
      end = f.start + f.length;
      emit(encodeFrame(moving, f, moving.design({ min: [], max: [] })));
    },
    flush: () => {},
    save: () => ({ who: name, version: 2, options, end: Number.isNaN(end) ? null : end, state: saveNumbers(state) }),
    restore(saved) {
      const fields = loadState(name, 2, saved, options);
      const fail = (rule: string, got: unknown): never => {
        throw new FormatError('format-state', `${name}: ${rule}, got ${String(got)}`);
      };
      if (fields.end !== null && !Number.isSafeInteger(fields.end)) fail('end must be an index or null', fields.end);
      const numbers = loadNumbers(name, fields.state, { max: size * MAX_CHANNELS });
      if (numbers.length % size !== 0) fail(`state must hold ${size} numbers a channel`, numbers.length);
      for (let k = 0; k < numbers.length; k += size) kernel.checkState(constants, numbers.slice(k, k + size), fail);
      state = Float64Array.from(numbers);
      end = fields.end === null ? NaN : (fields.end as number);
    },
  };
}
