import type { Frame } from '../../lib/frame.js';
import { checkOptions, type OptionKeys } from '../../lib/options.js';
import { checkChannels, perChannel } from './generator.js';
import { NOISE_OPTIONS, noise, type NoiseOptions } from './noise.js';

/** Options of {@link gaussian}. */
export interface GaussianOptions extends NoiseOptions {
  /** Mean, in the unit of the signal; one number or one a channel. Defaults to 0. */
  readonly mean?: number | readonly number[];
  /** Standard deviation, >= 0; one number or one a channel. Defaults to 1. */
  readonly sigma?: number | readonly number[];
}

const OPTIONS: OptionKeys<GaussianOptions> = { ...NOISE_OPTIONS, mean: true, sigma: true };

/** White noise with a normal distribution. */
export function gaussian(options: GaussianOptions = {}): Iterable<Frame> {
  const { mean = 0, sigma = 1, channels = 1, ...rest } = checkOptions('gaussian', options, OPTIONS);
  checkChannels('gaussian', channels);
  const means = perChannel('gaussian', 'mean', mean, channels);
  const sigmas = perChannel('gaussian', 'sigma', sigma, channels, 'a finite number of at least 0', x => x >= 0);
  return noise('gaussian', channels, rest, (random, c) => means[c] + sigmas[c] * random.normal());
}
