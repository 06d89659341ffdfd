import { decodeFrame } from '../../../lib/decode.js';
import { type Frame, frame, type QFrame } from '../../../lib/frame.js';
import { quantizeStage, type StreamQuantizer } from '../../../lib/quantizers/index.js';
import { run } from '../../../lib/stage.js';

/** Where samples stand. */
interface Place {
  readonly channels?: number;
  readonly start?: number;
}

/** Frames of codes that a quantizer with memory makes of samples. */
export function coded(quantizer: StreamQuantizer, x: ArrayLike<number>, place: Place = {}): QFrame[] {
  const data = x instanceof Float32Array ? x : Float32Array.from(x);
  return [...run(quantizeStage({ quantizer }), [frame(data, place)])];
}

/** Codes of channel `c`, end to end. */
export function codesIn(frames: readonly QFrame[], c = 0): number[] {
  return frames.flatMap(f => Array.from(f.data.subarray(c * f.length, (c + 1) * f.length)));
}

/** Real values of channel `c`, end to end; each frame is decoded by itself. */
export function decodedIn(frames: readonly QFrame[], c = 0): number[] {
  return samplesIn(frames.map(decodeFrame), c);
}

/** Samples of channel `c`, end to end. */
export function samplesIn(frames: readonly Frame[], c = 0): number[] {
  return frames.flatMap(f => Array.from(f.data.subarray(c * f.length, (c + 1) * f.length)));
}

/** Signal power over error power, dB. */
export function sqnrOf(x: ArrayLike<number>, y: ArrayLike<number>, from = 0): number {
  let [signal, error] = [0, 0];
  for (let i = from; i < x.length; i++) {
    signal += x[i] ** 2;
    error += (x[i] - y[i]) ** 2;
  }
  return 10 * Math.log10(signal / error);
}

/** Standard error of {@link sqnrOf}, dB, from the spread over 30 stretches. */
export function standardErrorOf(x: ArrayLike<number>, y: ArrayLike<number>): number {
  const parts = 30;
  const length = Math.floor(x.length / parts);
  const cut = (list: ArrayLike<number>, k: number) => Array.from({ length }, (_, i) => list[k * length + i]);
  const figures = Array.from({ length: parts }, (_, k) => sqnrOf(cut(x, k), cut(y, k)));
  const mean = figures.reduce((a, b) => a + b) / parts;
  return Math.sqrt(figures.reduce((a, b) => a + (b - mean) ** 2, 0) / (parts - 1) / parts);
}
