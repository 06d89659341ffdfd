import { checkPositive } from '../check.js';
import { checkDuration, type Duration, samplesIn } from '../duration.js';
import { FormatError } from '../errors.js';
import { checkOptions, type OptionKeys } from '../options.js';
import type { NonFinite } from '../statistics/histogram.js';
import { loadNumbers, saveNumbers } from '../state.js';
import { type ChannelRange, type LiveRange, orderedTracker } from './orderedTracker.js';

/** Options of {@link decayedMax}. */
export interface DecayedMaxOptions {
  /** Samples after which a peak that nothing follows has fallen to half, > 0, or a time such as `'10s'`. Defaults to 4096. */
  readonly halfLife?: Duration;
  /**
   * What NaN and infinities do: `error` ends the stream; `skip` leaves them out and counts them; `propagate` lets them
   * into the range, for good. Defaults to `error`.
   */
  readonly nonFinite?: NonFinite;
}

const MOST = 2 ** 40;

const OPTIONS: OptionKeys<DecayedMaxOptions> = { halfLife: true, nonFinite: true };

/**
 * A peak meter: the peak jumps to each larger |x| and falls by 2^(-1/halfLife) a sample, in a gap too; the range is
 * [-peak, peak]. Two numbers of memory, and no sample is outside the range at the moment it passes.
 */
export function decayedMax(options: DecayedMaxOptions = {}): LiveRange {
  const { halfLife = 4096, nonFinite = 'error' } = checkOptions('decayedMax', options, OPTIONS);
  if (typeof halfLife === 'string') checkDuration('decayedMax', 'halfLife', halfLife, 1, MOST);
  else checkPositive('decayedMax', 'halfLife', halfLife);
  const propagate = nonFinite === 'propagate';
  return orderedTracker({
    who: 'decayedMax',
    nonFinite,
    settings: [halfLife],
    channel: rate => peakOf(2 ** (-1 / samplesIn('decayedMax', 'halfLife', halfLife, rate, 1, MOST)), propagate),
  });
}

function peakOf(decay: number, propagate: boolean): ChannelRange {
  let peak = 0;
  let next = 0; // absolute index behind the last sample
  return {
    push(x, begin, end, index) {
      let left = 0;
      if (index > next) peak *= decay ** (index - next);
      for (let i = begin; i < end; i++) {
        const v = Math.abs(x[i]);
        peak *= decay;
        if (v - v === 0) {
          if (v > peak) peak = v;
        } else if (propagate) {
          peak = Math.max(peak, v);
        } else {
          left++;
        }
      }
      next = index + end - begin;
      return left;
    },
    interval: () => [0 - peak, peak],
    save: () => saveNumbers([peak, next]),
    restore(saved) {
      const [savedPeak, savedNext] = loadNumbers('decayedMax', saved, 2);
      if (savedPeak < 0 || !Number.isSafeInteger(savedNext)) {
        throw new FormatError('format-state', 'decayedMax: the saved peak is damaged');
      }
      [peak, next] = [savedPeak, savedNext];
    },
  };
}
