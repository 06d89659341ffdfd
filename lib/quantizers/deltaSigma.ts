import { checkInteger, checkNumber, checkOneOf } from '../check.js';
import { checkOptions, type OptionKeys } from '../options.js';
import { type AffineParams, freezeParams } from '../qparams.js';
import { intervalOf, type Range, unionOf } from '../range.js';
import { fixedRange } from '../range.js';
import { errorFeedbackStage } from './errorFeedback.js';
import { noiseFilters } from './noiseFilters.js';
import type { StreamQuantizer } from './quantizer.js';
import { stepOf, type UniformParams } from './uniformGrid.js';

/** Options of {@link deltaSigma}. */
export interface DeltaSigmaOptions {
  /** Order of the loop, 1 or 2. Defaults to 2. */
  readonly order?: 1 | 2;
  /** Code width in bits, an integer in [1, 8]: 2^bits levels from -peak to peak. Defaults to 1. */
  readonly bits?: number;
  /** One peak for the whole frame (`tensor`) or one for each channel. Defaults to `channel`. */
  readonly axis?: 'tensor' | 'channel';
  /**
   * How far the outermost levels lie beyond the range, dB, 0 to 40. A loop of order 2 is unstable where the signal comes near them:
   * by default 3.5 dB with one bit and 1.5 dB with more, at order 1 none.
   */
  readonly headroom?: number;
  /** A fixed range: [min, max] for all channels, or one a channel. By default each frame's own. */
  readonly range?: Range | readonly [min: number, max: number];
}

/**
 * Steps of error that are fed back at most. For a constant input u (peak = 1) the quantizer of a one-bit loop of order 2 sees at
 * most (5 - |u|)^2 / (8 (1 - |u|)), 7.9 at -3 dB; the limit lets 8 pass.
 */
const LIMIT = 3.5;

const OPTIONS: OptionKeys<DeltaSigmaOptions> = { order: true, bits: true, axis: true, headroom: true, range: true };

/**
 * Delta-sigma modulator: quantizes an oversampled signal to very few levels and moves the noise out of its band, by
 * (1 - z^-1)^order. `decimate` brings the codes back to samples.
 *
 * `v = x + e[n-1]` or `v = x + 2 e[n-1] - e[n-2]`, `y` the nearest of the levels, `e = v - y`. At oversampling ratio R the noise in the
 * band falls by 9 dB an octave of R for order 1, by 15 dB for order 2; one-bit loops fall short of the formula by 6 dB +- 5.
 * `peak` is the larger magnitude of the range's ends and the headroom above it; a channel that is 0 throughout gets 1 for the
 * magnitude. Order 2 with one bit loses accuracy above -3 dB of peak: a full-scale sine at R = 64 keeps 69 dB with the headroom and 36
 * without. Beyond the peak samples count as clipped, and the loop, whose errors are limited, recovers.
 * Zero is kept only in the mean. Infinities saturate; NaN is an error. A gap resets the loop.
 *
 * @see R. Schreier and G. C. Temes, Understanding Delta-Sigma Data Converters (2005), chapters 2 and 3: peak SQNR
 *   1.76 + 20 log10(2^bits - 1) + 10 log10((2 order + 1) / pi^(2 order)) + (2 order + 1) 10 log10 R dB
 */
export function deltaSigma(given: DeltaSigmaOptions = {}): StreamQuantizer {
  const { order = 2, bits = 1, axis = 'channel', headroom, range } = checkOptions('deltaSigma', given, OPTIONS);
  checkInteger('deltaSigma', 'order', order, 1, 2);
  checkInteger('deltaSigma', 'bits', bits, 1, 8);
  checkOneOf('deltaSigma', 'axis', axis, ['tensor', 'channel']);
  const room = checkNumber(
    'deltaSigma',
    'headroom',
    headroom ?? (order === 1 ? 0 : bits === 1 ? 3.5 : 1.5),
    'a number of dB in [0, 40]',
    x => x >= 0 && x <= 40,
  );
  const steps = 2 ** bits - 1;

  function scaleOf([min, max]: readonly [number, number]): number {
    const peak = (Math.max(-min, max) || 1) * 10 ** (room / 20);
    return Math.fround(Math.max((2 * peak) / steps, 2 ** -126));
  }
  function design(r: Range): AffineParams {
    const scale = axis === 'tensor' ? [scaleOf(unionOf(r))] : r.min.map((_, c) => scaleOf(intervalOf(r, c)));
    const zeroPoint = scale.map(() => steps / 2);
    return freezeParams({ kind: 'affine', bits, qmin: 0, qmax: steps, scale, zeroPoint });
  }
  const options = {
    name: 'deltaSigma',
    design,
    range: fixedRange(range),
    filter: order === 1 ? noiseFilters.firstOrder : noiseFilters.secondOrder,
    limit: LIMIT,
    clipped(x: Float32Array, begin: number, end: number, params: UniformParams, c: number): number {
      const peak = (stepOf(params, c) * steps) / 2;
      let count = 0;
      for (let i = begin; i < end; i++) if (x[i] > peak || x[i] < -peak) count++;
      return count;
    },
  };
  return { name: 'deltaSigma', encoder: () => errorFeedbackStage(options) };
}
