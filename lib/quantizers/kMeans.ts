import { checkInteger, checkOneOf } from '../check.js';
import { clusterDesign } from '../codebooks/clusterDesign.js';
import type { Frame, QFrame } from '../frame.js';
import { checkOptions, type OptionKeys } from '../options.js';
import { freezeParams } from '../qparams.js';
import { checkFinite } from './checkFinite.js';
import { codebookOf, codebookParams } from './codebook.js';
import { type EveryOptions, frameQuantizer } from './frameQuantizer.js';
import { encodeFrame, type StreamQuantizer } from './quantizer.js';

/** Options of {@link kMeans}. */
export interface KMeansOptions extends EveryOptions {
  /** The most levels of a frame, an integer in [1, 4096]. Defaults to 16. */
  readonly levels?: number;
  /**
   * What is clustered: the samples as they are (`tensor`), or each channel divided by its largest magnitude, which becomes its
   * scale, so that all channels share levels however loud they are (`channel`). Defaults to `channel`.
   */
  readonly axis?: 'tensor' | 'channel';
}

const OPTIONS: OptionKeys<KMeansOptions> = { levels: true, axis: true, every: true };

/**
 * Weight sharing: each frame gets the levels of least mean squared error for its own samples, all channels together, found
 * as {@link clusterDesign} finds them, without chance. A frame of fewer distinct values than `levels` is kept exactly.
 *
 * Zero is kept where it becomes a level, as in a frame of mostly zeros. A sample goes to the nearest level, a tie to the
 * one nearer to 0. Samples more than half the outermost step beyond the outermost level count as clipped. NaN and
 * infinities are errors. For a whole weight matrix in one frame choose `every: 'frame'`.
 *
 * @see S. Han, H. Mao, W. J. Dally, "Deep Compression" (2016), section 3
 */
export function kMeans(options: KMeansOptions = {}): StreamQuantizer {
  const { levels = 16, axis = 'channel', every } = checkOptions('kMeans', options, OPTIONS);
  checkInteger('kMeans', 'levels', levels, 1, 4096);
  checkOneOf('kMeans', 'axis', axis, ['tensor', 'channel']);

  function encode(f: Frame): QFrame {
    checkFinite('kMeans', f);
    const scale = axis === 'tensor' ? [1] : peaksOf(f);
    const design = clusterDesign({ samples: axis === 'tensor' ? f.data : divided(f, scale), levels });
    const params = freezeParams({ ...codebookParams(design.levels), scale });
    return encodeFrame(codebookOf('kMeans', params, {}), f, params);
  }
  return frameQuantizer('kMeans', { every }, encode);
}

/** The largest magnitude of each channel, 1 where that is 0. */
function peaksOf({ data, channels, length }: Frame): number[] {
  return Array.from({ length: channels }, (_, c) => {
    let peak = 0;
    for (let i = c * length; i < (c + 1) * length; i++) peak = Math.max(peak, Math.abs(data[i]));
    return peak || 1;
  });
}

function divided({ data, length }: Frame, scale: readonly number[]): Float64Array {
  return Float64Array.from(data, (x, i) => x / scale[Math.floor(i / length)]);
}
