import type { Frame } from '../../lib/frame.js';
import { checkOptions, type OptionKeys } from '../../lib/options.js';
import { checkChannels, perChannel } from './generator.js';
import { NOISE_OPTIONS, noise, type NoiseOptions } from './noise.js';

/** Options of {@link laplacian}. */
export interface LaplacianOptions extends NoiseOptions {
  /** Mean, in the unit of the signal; one number or one a channel. Defaults to 0. */
  readonly mean?: number | readonly number[];
  /**
   * Standard deviation, >= 0, as in `gaussian`; one number or one a channel. The scale b of the density
   * exp(-|x - mean| / b) / (2 b) is sigma / sqrt(2). Defaults to 1.
   */
  readonly sigma?: number | readonly number[];
}

const OPTIONS: OptionKeys<LaplacianOptions> = { ...NOISE_OPTIONS, mean: true, sigma: true };

/** White noise with a Laplace distribution (the usual model of speech and of weights): excess kurtosis 3. */
export function laplacian(options: LaplacianOptions = {}): Iterable<Frame> {
  const { mean = 0, sigma = 1, channels = 1, ...rest } = checkOptions('laplacian', options, OPTIONS);
  checkChannels('laplacian', channels);
  const means = perChannel('laplacian', 'mean', mean, channels);
  const b = perChannel('laplacian', 'sigma', sigma, channels, 'a finite number of at least 0', x => x >= 0).map(
    s => s * Math.SQRT1_2,
  );
  return noise('laplacian', channels, rest, (random, c) => {
    const distance = -b[c] * Math.log(1 - random.uniform()); // exponential; 1 - u is in (0, 1]
    return random.bits() < 0x80000000 ? means[c] - distance : means[c] + distance;
  });
}
