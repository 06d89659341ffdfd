import FFT from 'fft.js';
import { checkInteger } from '../check.js';

/** Squared magnitudes of the discrete Fourier transform of real samples. */
export type RealSpectrum = (x: Float64Array, out: Float64Array) => void;

/** The longest transform. */
export const MAX_SPECTRUM = 2 ** 20;

/**
 * |X_k|^2 for k = 0 to floor(size / 2) of `size` real samples, X_k = sum x_n exp(-2 pi i k n / size), for any size.
 *
 * fft.js takes powers of two only. Other sizes go through Bluestein's identity kn = (k^2 + n^2 - (k - n)^2) / 2, which makes
 * the transform a convolution with a chirp, done by transforms of a power of two of at least 2 size - 1. Rounding: about 1e-15
 * of the largest line, for both.
 *
 * @param size an integer in [2, 2^20]
 * @returns a function from samples, shape (size), to squared magnitudes, shape (floor(size / 2) + 1)
 * @see L. I. Bluestein, A linear filtering approach to the computation of discrete Fourier transform, IEEE Trans. AU-18 (1970), 451-455
 */
export function realSpectrum(size: number): RealSpectrum {
  checkInteger('realSpectrum', 'size', size, 2, MAX_SPECTRUM);
  return Number.isInteger(Math.log2(size)) ? powerOfTwo(size) : bluestein(size);
}

function powerOfTwo(size: number): RealSpectrum {
  const fft = new FFT(size);
  const lines = fft.createComplexArray();
  return (x, out) => {
    fft.realTransform(lines, x);
    squareInto(out, lines, size);
  };
}

function bluestein(size: number): RealSpectrum {
  const fft = new FFT(2 ** Math.ceil(Math.log2(2 * size - 1)));
  const [data, lines, kernel] = [fft.createComplexArray(), fft.createComplexArray(), fft.createComplexArray()];
  // exp(-pi i n^2 / size); n^2 modulo 2 size is exact, so the angle is as good for the last sample as for the first
  const [cos, sin] = [new Float64Array(size), new Float64Array(size)];
  for (let n = 0; n < size; n++) {
    const angle = (Math.PI * ((n * n) % (2 * size))) / size;
    cos[n] = Math.cos(angle);
    sin[n] = -Math.sin(angle);
  }
  data.fill(0);
  for (let n = 0; n < size; n++) {
    for (const at of n === 0 ? [0] : [n, fft.size - n]) {
      data[2 * at] = cos[n];
      data[2 * at + 1] = -sin[n];
    }
  }
  fft.transform(kernel, data);

  return (x, out) => {
    data.fill(0);
    for (let n = 0; n < size; n++) {
      data[2 * n] = x[n] * cos[n];
      data[2 * n + 1] = x[n] * sin[n];
    }
    fft.transform(lines, data);
    for (let k = 0; k < data.length; k += 2) {
      const [re, im] = [lines[k], lines[k + 1]];
      lines[k] = re * kernel[k] - im * kernel[k + 1];
      lines[k + 1] = re * kernel[k + 1] + im * kernel[k];
    }
    fft.inverseTransform(data, lines);
    squareInto(out, data, size); // the chirp that would be left to multiply has magnitude 1
  };
}

function squareInto(out: Float64Array, lines: readonly number[], size: number): void {
  for (let k = 0; k <= size >> 1; k++) out[k] = lines[2 * k] ** 2 + lines[2 * k + 1] ** 2;
}
