import { OptionRangeError } from '../errors.js';
import { roundedRoot } from './roundedRoot.js';

/** Fractional bits of the weights. */
export const WEIGHT_BITS = 12;

/** Options of {@link melFilterBank}. */
export interface MelFilterBankOptions {
  /** Number of bands. */
  readonly channels: number;
  /** Hz. */
  readonly lowerBandLimit: number;
  readonly upperBandLimit: number;
  readonly sampleRate: number;
  /** Number of bins from 0 to half the rate, both included. */
  readonly bins: number;
}

/** Overlapping triangles over the bins of a transform, evenly spaced on the mel scale. */
export interface MelFilterBank {
  /**
   * Amplitudes of the bands: the root of their energy, shifted down.
   *
   * @param bins int16, real and imaginary parts in turn
   * @param shift bits by which the roots are shifted down
   * @param out uint32, shape (channels)
   */
  amplitudes(bins: Int16Array, shift: number, out: Uint32Array): void;
}

/**
 * A bank of triangular filters. Band edges are mel(f) = 1127 ln(1 + f / 700), in the float32 steps of the C library, so that
 * weights round to the same 12 bits. A bin between two centres belongs to both of their bands: its energy is weighted by w for the lower
 * one, and by 1 - w for the upper one.
 *
 * @internal
 *
 * @throws {RangeError} when the last band reaches beyond the bins
 */
export function melFilterBank({
  channels,
  lowerBandLimit,
  upperBandLimit,
  sampleRate,
  bins: count,
}: MelFilterBankOptions): MelFilterBank {
  const hertz = Math.fround((0.5 * sampleRate) / (count - 1));
  const centres = centresOf(channels + 1, lowerBandLimit, upperBandLimit);
  const first = Math.trunc(1.5 + Math.fround(Math.fround(lowerBandLimit) / hertz)); // never the bin of 0 Hz
  const ends = new Int32Array(channels + 1); // of the bins below each centre
  const weights: number[] = [];
  const rests: number[] = [];
  let bin = first;
  for (let band = 0; band <= channels; band++) {
    const centre = centres[band];
    const below = band === 0 ? melOf(lowerBandLimit) : centres[band - 1];
    for (let mel: number; (mel = melOf(Math.fround(bin * hertz))) <= centre; bin++) {
      const weight = Math.fround(Math.fround(centre - mel) / Math.fround(centre - below));
      weights.push(Math.floor(Math.fround(weight * 2 ** WEIGHT_BITS) + 0.5));
      rests.push(Math.floor((1 - weight) * 2 ** WEIGHT_BITS + 0.5));
    }
    ends[band] = bin;
  }
  if (bin >= count) {
    throw new OptionRangeError(
      `microFrontend: upperBandLimit must leave a bin of ${hertz} Hz below half the sample rate of ${sampleRate} Hz, got ${upperBandLimit}`,
    );
  }
  const rising = Int16Array.from(rests);
  const falling = Int16Array.from(weights);

  return {
    amplitudes(bins, shift, out) {
      // sums are below 2^53: the transform divides by its size, so the energies of all bins sum to at most 2^31
      let carried = 0;
      for (let band = 0, k = first; band <= channels; band++) {
        let sum = carried;
        carried = 0;
        for (; k < ends[band]; k++) {
          const re = bins[2 * k];
          const im = bins[2 * k + 1];
          const energy = re * re + im * im;
          sum += energy * falling[k - first];
          carried += energy * rising[k - first];
        }
        if (band > 0) out[band - 1] = roundedRoot(sum) >>> shift;
      }
    },
  };
}

/** Centres of the bands on the mel scale, float32. */
function centresOf(count: number, lower: number, upper: number): Float32Array {
  const low = melOf(lower);
  const spacing = Math.fround(Math.fround(melOf(upper) - low) / count);
  return Float32Array.from({ length: count }, (_, k) => low + Math.fround(spacing * (k + 1)));
}

function melOf(frequency: number): number {
  return Math.fround(1127 * Math.log1p(Math.fround(frequency) / 700));
}
