import { DataError } from '../errors.js';
import { type QFrame, when } from '../frame.js';
import type { AdaptiveCoder, AdaptiveParams } from '../qparams.js';
import type { AdaptiveKernel, Fail } from './adaptiveKernel.js';
import { deltaKernel } from './deltaKernel.js';
import { dpcmKernel } from './dpcmKernel.js';
import { imaAdpcmKernel } from './imaAdpcmKernel.js';
import { jayantKernel } from './jayantKernel.js';

/** The loops of every coder with memory. */
export const adaptiveKernels: Readonly<Record<AdaptiveCoder, AdaptiveKernel>> = Object.freeze({
  jayant: jayantKernel,
  dpcm: dpcmKernel,
  imaAdpcm: imaAdpcmKernel,
  delta: deltaKernel,
});

/**
 * Decodes channel `c` of a frame whose codes depend on those before them.
 *
 * @param out real values, shape (length); written from `at` on
 * @throws {DataError} when the parameters hold no state for every channel
 */
export function decodeAdaptive(params: AdaptiveParams, f: QFrame, c: number, out: Float32Array, at: number): void {
  const state = stateOf(params, f, c);
  adaptiveKernels[params.coder].decode(params.constants, state, f.data, c * f.length, (c + 1) * f.length, out, at);
}

/** The parameters that the code at sample `from` of a frame finds: with the state that those before it leave. */
export function advanceAdaptive(params: AdaptiveParams, f: QFrame, from: number): AdaptiveParams {
  const passed = new Float32Array(from);
  const states = Array.from({ length: f.channels }, (_, c) => {
    const state = stateOf(params, f, c);
    adaptiveKernels[params.coder].decode(params.constants, state, f.data, c * f.length, c * f.length + from, passed, 0);
    return Array.from(state);
  });
  return Object.freeze({ ...params, state: Object.freeze(states.flat()) });
}

/** A copy of the state of channel `c` before the frame's first code. */
function stateOf({ coder, constants, state }: AdaptiveParams, f: QFrame, c: number): Float64Array {
  const size = adaptiveKernels[coder].stateSize(constants);
  if (state.length !== f.channels * size) {
    throw new DataError(
      'data-params',
      `dequantize: frame at ${when(f.info, f.start)} has ${f.channels} channels, its ${coder} params must hold ` +
        `${f.channels * size} numbers of state, got ${state.length}`,
    );
  }
  return Float64Array.from(state.slice(c * size, (c + 1) * size));
}

/** Refuses parameters from outside that are not those of their coder; afterwards decoding gives finite numbers only. */
export function checkAdaptive(params: AdaptiveParams, channels: number, fail: Fail): void {
  const { coder, constants, state } = params;
  const kernel = adaptiveKernels[coder];
  kernel.checkConstants(params, fail);
  const size = kernel.stateSize(constants);
  if (state.length !== channels * size) fail(`state must hold ${channels * size} numbers`, state);
  for (let c = 0; c < channels; c++) kernel.checkState(constants, state.slice(c * size, (c + 1) * size), fail);
}
