import { besselI0 } from '../besselI0.js';
import { checkNumber } from '../check.js';

/** A window for spectra. */
export interface SpectralWindow {
  readonly name: string;
  /**
   * Bins on each side of a peak that belong to it, for a tone of a whole number of cycles; undefined: all bins that fall
   * monotonically from the peak.
   */
  readonly sideBins?: number;
  /** Half the width of the main lobe, in bins. A tone nearer to 0 than two of it cannot be told from the mean. */
  readonly lobe?: number;
  /** The window, shape (size). */
  samples(size: number): Float64Array;
}

/**
 * Windows for spectra.
 *
 * | name | side bins | for |
 * |---|---|---|
 * | `rectangular` | 0 | tones of a whole number of cycles only |
 * | `hann` | 1 | whole cycles, noise close to the tone |
 * | `blackmanHarris` | 3 | 92 dB of sidelobe rejection |
 * | `flatTop` | 4 | amplitudes to 0.01 dB at any frequency |
 * | `kaiser(beta)` | falling | any frequency; beta 38 rejects beyond double precision's need, as MATLAB's `sinad`, `thd`, `snr` use it |
 *
 * The cosine windows are periodic, as a transform wants them; Kaiser's is symmetric, as in MATLAB.
 *
 * @see F. J. Harris, On the use of windows for harmonic analysis with the DFT, Proc. IEEE 66 (1978), 51-83; G. D'Antona and
 * A. Ferrero, Digital Signal Processing for Measurement Systems (2006), for the flat top
 */
export const spectralWindows = Object.freeze({
  rectangular: cosines('rectangular', 0, [1]),
  hann: cosines('hann', 1, [0.5, 0.5]),
  blackmanHarris: cosines('blackmanHarris', 3, [0.35875, 0.48829, 0.14128, 0.01168]),
  flatTop: cosines('flatTop', 4, [0.21557895, 0.41663158, 0.277263158, 0.083578947, 0.006947368]),
  kaiser,
});

/** `sum_k (-1)^k a_k cos(2 pi k n / size)`. */
function cosines(name: string, sideBins: number, a: readonly number[]): SpectralWindow {
  return Object.freeze({
    name,
    sideBins,
    lobe: a.length,
    samples: (size: number) =>
      Float64Array.from({ length: size }, (_, n) =>
        a.reduce((sum, coefficient, k) => sum + (-1) ** k * coefficient * Math.cos((2 * Math.PI * k * n) / size), 0),
      ),
  });
}

/** `I0(beta sqrt(1 - (2n / (size - 1) - 1)^2)) / I0(beta)`. @param beta a number in [0, 100] */
function kaiser(beta: number): SpectralWindow {
  checkNumber('kaiser', 'beta', beta, 'a number in [0, 100]', x => x >= 0 && x <= 100);
  const peak = besselI0(beta);
  return Object.freeze({
    name: `kaiser(${beta})`,
    lobe: Math.hypot(1, beta / Math.PI),
    samples: (size: number) =>
      Float64Array.from({ length: size }, (_, n) => {
        const u = (2 * n) / (size - 1) - 1;
        return besselI0(beta * Math.sqrt(Math.max(1 - u * u, 0))) / peak;
      }),
  });
}
