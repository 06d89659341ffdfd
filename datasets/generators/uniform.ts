import { OptionRangeError } from '../../lib/errors.js';
import type { Frame } from '../../lib/frame.js';
import { checkOptions, type OptionKeys } from '../../lib/options.js';
import { checkChannels, perChannel } from './generator.js';
import { NOISE_OPTIONS, noise, type NoiseOptions } from './noise.js';

/** Options of {@link uniform}. */
export interface UniformOptions extends NoiseOptions {
  /** Smallest value, rounded to float32; one number or one a channel. Defaults to -1. */
  readonly low?: number | readonly number[];
  /** Bound that no value reaches, rounded to float32, > low; one number or one a channel. Defaults to 1. */
  readonly high?: number | readonly number[];
}

const OPTIONS: OptionKeys<UniformOptions> = { ...NOISE_OPTIONS, low: true, high: true };

/** White noise, uniform in [low, high): mean (low + high) / 2, variance (high - low)^2 / 12. */
export function uniform(options: UniformOptions = {}): Iterable<Frame> {
  const { low = -1, high = 1, channels = 1, ...rest } = checkOptions('uniform', options, OPTIONS);
  checkChannels('uniform', channels);
  const lows = perChannel('uniform', 'low', low, channels).map(Math.fround);
  const highs = perChannel('uniform', 'high', high, channels).map(Math.fround);
  lows.forEach((bound, c) => {
    const width = highs[c] - bound;
    if (width > 0 && Number.isFinite(width)) return;
    throw new OptionRangeError(
      `uniform: low must be below high as float32 numbers, got [${bound}, ${highs[c]}) for channel ${c}`,
    );
  });
  return noise('uniform', channels, rest, (random, c) => {
    for (;;) {
      const x = Math.fround(lows[c] + (highs[c] - lows[c]) * random.uniform());
      if (x < highs[c]) return x; // rounding to float32 may reach the open end
    }
  });
}
