import { decodeFrame } from '../../../lib/decode.js';
import { frame } from '../../../lib/frame.js';
import type { QParams } from '../../../lib/qparams.js';
import { encodeFrame, type Quantizer } from '../../../lib/quantizers/quantizer.js';

/** What {@link expectedSqnr} integrates. */
interface Expectation {
  /** Probability density up to a factor. */
  readonly density: (x: number) => number;
  /** The density counts on [-limit, limit]. */
  readonly limit: number;
  /** Samples that count; all by default. */
  readonly counts?: (x: number) => boolean;
}

/** Expected power ratio in dB of signal and error under a density, by the midpoint rule: no sampling error. */
export function expectedSqnr<P extends QParams>(
  quantizer: Quantizer<P>,
  params: P,
  { density, limit, counts = () => true }: Expectation,
): number {
  const n = 2 ** 19;
  const x = Float32Array.from({ length: n }, (_, i) => ((2 * i + 1) / n - 1) * limit);
  const y = decodeFrame(encodeFrame(quantizer, frame(x), params)).data;
  let [signal, error] = [0, 0];
  for (let i = 0; i < n; i++) {
    if (!counts(x[i])) continue;
    const weight = density(x[i]);
    signal += weight * x[i] ** 2;
    error += weight * (x[i] - y[i]) ** 2;
  }
  return 10 * Math.log10(signal / error);
}

/** Standard normal. */
export const gaussian = (x: number) => Math.exp((-x * x) / 2);

/** Laplacian of variance 1. */
export const laplacian = (x: number) => Math.exp(-Math.SQRT2 * Math.abs(x));
