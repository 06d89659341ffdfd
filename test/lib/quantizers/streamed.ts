import { decodeFrame } from '../../../lib/decode.js';
import { frame, type QFrame } from '../../../lib/frame.js';
import type { StreamQuantizer } from '../../../lib/quantizers/index.js';
import { random } from '../../../lib/random.js';
import { run } from '../../../lib/stage.js';

/** Where the samples stand. */
interface Place {
  readonly channels?: number;
  readonly start?: number;
}

/** Frames of codes that a stream quantizer makes of samples given in one frame. */
export function framesOf(quantizer: StreamQuantizer, x: ArrayLike<number>, place: Place = {}): QFrame[] {
  return [...run(quantizer.encoder(), [frame(Float32Array.from(x), place)])];
}

/** Real values of one channel after a trip through the codes. */
export function through(quantizer: StreamQuantizer, x: ArrayLike<number>, start = 0): number[] {
  return framesOf(quantizer, x, { start }).flatMap(f => Array.from(decodeFrame(f).data));
}

/** Seeded standard normal samples. */
export function normals(seed: number, n: number): Float32Array {
  const r = random(seed);
  return Float32Array.from({ length: n }, () => r.normal());
}

/** Signal power over error power, dB. */
export function sqnrOf(x: ArrayLike<number>, y: ArrayLike<number>): number {
  let [signal, error] = [0, 0];
  for (let i = 0; i < x.length; i++) {
    signal += x[i] ** 2;
    error += (x[i] - y[i]) ** 2;
  }
  return 10 * Math.log10(signal / error);
}
