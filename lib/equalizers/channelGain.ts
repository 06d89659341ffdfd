import { checkBoolean, checkPositive } from '../check.js';
import { intervalOf, type Range } from '../ranges/range.js';
import { halfEven } from '../rounding.js';
import type { Equalizer } from './equalizer.js';

/** Options of {@link channelGain}. */
export interface ChannelGainOptions {
  /** Peak that every channel is brought to, > 0, in the unit of the samples. Defaults to the geometric mean of the peaks. */
  readonly target?: number;
  /** Round gains to powers of two, so that the inverse is exact and a shift in fixed point. Defaults to false. */
  readonly powerOfTwo?: boolean;
  /** Largest gain and, inverted, smallest: a dead channel's noise is not blown up beyond it. Defaults to 2^20. */
  readonly maxGain?: number;
}

/**
 * Brings channels that share one encoding to a common peak: weak ones are amplified, strong ones attenuated.
 * Without it a channel R times weaker than the strongest loses 20 log10(R) dB of the shared encoding's SQNR.
 * A channel that is 0 throughout keeps gain 1.
 *
 * Gains are float32 values. With power-of-two gains peaks end within a factor of sqrt(2) of the target.
 *
 * @see E. Meller et al., "Same, Same But Different", ICML 2019, for the same idea between layers of a network
 */
export function channelGain({ target, powerOfTwo = false, maxGain = 2 ** 20 }: ChannelGainOptions = {}): Equalizer {
  if (target !== undefined) checkPositive('channelGain', 'target', target);
  checkBoolean('channelGain', 'powerOfTwo', powerOfTwo);
  checkPositive('channelGain', 'maxGain', maxGain);
  return {
    name: 'channelGain',
    design(range) {
      const peaks = range.min.map((_, c) => peakOf(range, c));
      const common = target ?? geometricMean(peaks.filter(p => p > 0));
      return Object.freeze(
        peaks.map(peak => {
          if (peak === 0) return 1;
          const gain = Math.min(Math.max(common / peak, 1 / maxGain), maxGain);
          return Math.fround(powerOfTwo ? 2 ** halfEven(Math.log2(gain)) : gain);
        }),
      );
    },
  };
}

function peakOf(range: Range, c: number): number {
  const [min, max] = intervalOf(range, c);
  return Math.max(Math.abs(min), Math.abs(max));
}

function geometricMean(values: readonly number[]): number {
  return Math.exp(values.reduce((sum, x) => sum + Math.log(x), 0) / values.length);
}
