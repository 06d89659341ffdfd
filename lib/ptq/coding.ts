/** Ways from samples to a range: trackers of the library, made for the grid of a coding. */
export type RangeRule = 'minMax' | 'mse' | 'percentile' | 'octav' | 'aciq' | 'entropy' | 'l2';

/** How a tensor of activations is coded. */
export interface ActivationCoding {
  /** Code width, an integer in [2, 8], or 16. */
  readonly bits: number;
  /** Any scale and the zero point that the range asks for; zero point 0; or a power of two as scale, with a zero point in 8 bits and below. */
  readonly scheme: 'asymmetric' | 'symmetric' | 'powerOfTwo';
  /** How the range comes from the samples. */
  readonly range: RangeRule;
}

/** How the weights of a layer are coded, with zero point 0. */
export interface WeightCoding {
  /** Code width, an integer in [2, 8]. */
  readonly bits: number;
  readonly scheme: 'symmetric' | 'powerOfTwo';
  /** Codes [-(2^(b-1) - 1), 2^(b-1) - 1], or [-2^(b-1), 2^(b-1) - 1]. */
  readonly codes: 'restricted' | 'full';
  /** One scale an output channel, or one a layer. */
  readonly axis: 'channel' | 'tensor';
}
