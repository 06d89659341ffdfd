import type { QFrame } from '../frame.js';
import type { AdaptiveCoder, AdaptiveParams } from '../qparams.js';

/**
 * Decodes one channel of a coder with memory, from the state that the parameters hold.
 *
 * @param state  the channel's state before the first sample
 * @param codes  codes, shape (length) from `from` on
 * @param out    real values, shape (length) from `at` on
 */
export type AdaptiveDecoder = (
  constants: readonly number[],
  state: readonly number[],
  codes: QFrame['data'],
  from: number,
  length: number,
  out: Float32Array,
  at: number,
) => void;

const decoders: Partial<Record<AdaptiveCoder, AdaptiveDecoder>> = {};

/** Decodes channel `c` of a frame whose codes depend on those before them. */
export function decodeAdaptive(params: AdaptiveParams, f: QFrame, c: number, out: Float32Array, at: number): void {
  const size = params.state.length / f.channels;
  const state = params.state.slice(c * size, (c + 1) * size);
  decoders[params.coder]?.(params.constants, state, f.data, c * f.length, f.length, out, at);
}
