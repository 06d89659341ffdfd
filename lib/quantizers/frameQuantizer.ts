import { checkInteger } from '../check.js';
import { OptionRangeError } from '../errors.js';
import type { Frame, QFrame } from '../frame.js';
import { reframeStage } from '../framing/reframeStage.js';
import { fuse, stateless } from '../stage.js';
import type { StreamQuantizer } from './quantizer.js';

/** Options of quantizers that make their parameters from the samples of a frame. */
export interface EveryOptions {
  /**
   * Samples that a frame of codes covers: an integer in [1, 2^24], and a multiple of `blockSize` where there are blocks. Frames
   * start at multiples of it; the delay is as long. `frame` takes each frame as it comes, for weights, which arrive whole: the
   * codes then depend on how the input is cut. Defaults to 1024, or the next multiple of `blockSize`.
   */
  readonly every?: number | 'frame';
}

/**
 * A quantizer that encodes each frame by what is in it, behind a stage that cuts frames at absolute sample indices.
 *
 * @internal
 *
 * @param unit what `every` must be a multiple of
 */
export function frameQuantizer(
  name: string,
  { every, unit = 1 }: { readonly every: number | 'frame' | undefined; readonly unit?: number },
  encode: (f: Frame) => QFrame,
): StreamQuantizer {
  const size = every ?? Math.ceil(1024 / unit) * unit;
  if (size !== 'frame') {
    checkInteger(name, 'every', size, 1, 2 ** 24);
    if (size % unit !== 0) {
      throw new OptionRangeError(`${name}: every must be a multiple of blockSize = ${unit}, got ${size}`);
    }
  }
  return {
    name,
    encoder: () => (size === 'frame' ? stateless(name, encode) : fuse(reframeStage({ size }), stateless(name, encode))),
  };
}
