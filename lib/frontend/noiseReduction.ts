/** Fractional bits of the smoothing factors. */
const BITS = 14;
const ONE = 2 ** BITS;

/** Options of {@link noiseReduction}. */
export interface NoiseReductionOptions {
  readonly channels: number;
  /** Bits by which the signal is scaled up before it is smoothed. */
  readonly smoothingBits: number;
  /** Share of the new value in the estimate, of channels 0, 2, 4 ... and of 1, 3, 5 ... */
  readonly evenSmoothing: number;
  readonly oddSmoothing: number;
  /** Share of the signal that stays, however loud the noise. */
  readonly minSignalRemaining: number;
}

/** Takes the noise off a signal. */
export interface NoiseReduction {
  /** What is taken for noise, scaled up by 2^smoothingBits, uint32, shape (channels): all the memory there is. */
  readonly estimate: Uint32Array;
  /** Follows the noise with a block of amplitudes, uint32, shape (channels), and takes it off them in place. */
  apply(signal: Uint32Array): void;
}

/**
 * Spectral subtraction: a first-order lag of each amplitude is its noise, which is subtracted, down to a share of the amplitude.
 *
 * @internal
 */
export function noiseReduction({
  channels,
  smoothingBits,
  evenSmoothing,
  oddSmoothing,
  minSignalRemaining,
}: NoiseReductionOptions): NoiseReduction {
  const [even, odd, least] = [evenSmoothing, oddSmoothing, minSignalRemaining].map(x =>
    Math.trunc(Math.fround(x) * ONE),
  );
  const estimate = new Uint32Array(channels);
  return {
    estimate,
    apply(signal) {
      for (let c = 0; c < channels; c++) {
        const share = c % 2 === 0 ? even : odd;
        const scaled = (signal[c] << smoothingBits) >>> 0;
        // below 2^47: exact as doubles
        const noise = Math.floor((scaled * share + estimate[c] * (ONE - share)) / ONE);
        estimate[c] = noise;
        const rest = (scaled - Math.min(noise, scaled)) >>> smoothingBits;
        signal[c] = Math.max(rest, Math.floor((signal[c] * least) / ONE));
      }
    },
  };
}
