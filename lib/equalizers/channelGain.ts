import { checkBoolean, checkPositive } from '../check.js';
import { checkOptions, type OptionKeys } from '../options.js';
import { intervalOf, type Range } from '../range.js';
import { boundGain, checkMaxGain } from './boundGain.js';
import type { Equalizer } from './equalizer.js';

/** Options of {@link channelGain}. */
export interface ChannelGainOptions {
  /**
   * Level that every channel is brought to, > 0, in the unit of the samples; half the width of the range counts, so the
   * range's tracker says which level it is and an offset has no part in it. Defaults to the geometric mean of the channels' levels.
   */
  readonly target?: number;
  /** Round gains to powers of two, so that the inverse is exact and a shift in fixed point. Defaults to false. */
  readonly powerOfTwo?: boolean;
  /** Largest gain and, inverted, smallest, in [1, 2^126]: a dead channel's noise is not blown up beyond it. Defaults to 2^20. */
  readonly maxGain?: number;
}

const OPTIONS: OptionKeys<ChannelGainOptions> = { target: true, powerOfTwo: true, maxGain: true };

/**
 * Brings channels that share one encoding to a common level: weak ones are amplified, strong ones attenuated.
 * Without it a channel R times weaker than the strongest loses 20 log10(R) dB of the shared encoding's SQNR.
 * A constant channel keeps gain 1.
 *
 * What the level is, the range in force says: the peak about the middle behind `minMax`, the rms value of the variation behind
 * {@link rmsRange}, a percentile behind a percentile tracker. Where offsets differ, put `centre` before: gains leave them. Give `equalize` a `headroom` where the level lies below the peak.
 *
 * Gains are float32 values. With power-of-two gains levels end within a factor of sqrt(2) of the target, unless `maxGain` forbids it.
 *
 * @see E. Meller et al., "Same, Same But Different", ICML 2019, for the same idea between layers of a network
 */
export function channelGain(options: ChannelGainOptions = {}): Equalizer {
  const { target, powerOfTwo = false, maxGain = 2 ** 20 } = checkOptions('channelGain', options, OPTIONS);
  if (target !== undefined) checkPositive('channelGain', 'target', target);
  checkBoolean('channelGain', 'powerOfTwo', powerOfTwo);
  checkMaxGain('channelGain', maxGain);
  return {
    name: 'channelGain',
    design(range) {
      const levels = range.min.map((_, c) => levelOf(range, c));
      const common = target ?? geometricMean(levels.filter(l => l > 0));
      return Object.freeze(levels.map(level => (level === 0 ? 1 : boundGain(common / level, maxGain, powerOfTwo))));
    },
  };
}

function levelOf(range: Range, c: number): number {
  const [min, max] = intervalOf(range, c);
  return (max - min) / 2;
}

function geometricMean(values: readonly number[]): number {
  return Math.exp(values.reduce((sum, x) => sum + Math.log(x), 0) / values.length);
}
