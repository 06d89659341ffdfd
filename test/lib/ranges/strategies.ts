import { frame, type Frame } from '../../../lib/frame.js';
import { decodeChannel } from '../../../lib/decode.js';
import { affine, symmetric } from '../../../lib/quantizers/index.js';
import type { Range } from '../../../lib/range.js';
import { random } from '../../../lib/random.js';

/** Standard normal samples. */
export function gaussianSamples(n: number, seed: number): Frame {
  const g = random(seed);
  return frame(Float32Array.from({ length: n }, () => g.normal()));
}

/** Laplacian samples of mean absolute deviation 1. */
export function laplacianSamples(n: number, seed: number): Frame {
  const g = random(seed);
  return frame(Float32Array.from({ length: n }, () => (g.bits() % 2 ? 1 : -1) * -Math.log(1 - g.uniform())));
}

/** The middles of n equally likely parts of the standard normal distribution: samples without chance. */
export function gaussianParts(n: number): Frame {
  const [cells, reach] = [200_000, 7];
  const x = new Float32Array(n);
  const width = (2 * reach) / cells;
  let [sum, i] = [0, 0];
  for (let k = 0; k < cells && i < n; k++) {
    const middle = -reach + (k + 0.5) * width;
    const mass = (Math.exp((-middle * middle) / 2) / Math.sqrt(2 * Math.PI)) * width; // midpoint rule
    for (; i < n && (i + 0.5) / n < sum + mass; i++) x[i] = middle + (((i + 0.5) / n - sum) / mass - 0.5) * width;
    sum += mass;
  }
  for (; i < n; i++) x[i] = reach;
  return frame(x);
}

/** The middles of n equally likely parts of the Laplacian of mean absolute deviation 1. */
export function laplacianParts(n: number): Frame {
  return frame(
    Float32Array.from({ length: n }, (_, i) => {
      const p = (i + 0.5) / n;
      return p < 0.5 ? Math.log(2 * p) : -Math.log(2 * (1 - p));
    }),
  );
}

/** SQNR in dB of one channel under a range. */
export function sqnrUnder(range: Range, f: Frame, bits = 8, quantizer: 'affine' | 'symmetric' = 'affine'): number {
  const rule = (quantizer === 'affine' ? affine : symmetric)({ bits });
  const params = rule.design(range);
  const data = new Int8Array(f.length);
  rule.encode(f.data, 0, f.length, params, 0, data);
  const decoded = new Float32Array(f.length);
  decodeChannel({ ...f, data, params, clipped: 0 }, 0, decoded);
  let [signal, noise] = [0, 0];
  for (let i = 0; i < f.length; i++) {
    signal += f.data[i] ** 2;
    noise += (f.data[i] - decoded[i]) ** 2;
  }
  return 10 * Math.log10(signal / noise);
}
