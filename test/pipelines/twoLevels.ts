import { type Frame, frame, streamInfo } from '../../lib/frame.js';
import { dense, type FloatNetwork, flatten, sequential, softmax } from '../../lib/network.js';

/** A network that tells whether the mean of 4 samples of 2 channels is positive. */
export const levels: FloatNetwork = sequential({
  name: 'levels',
  input: [4, 2],
  labels: ['low', 'high'],
  layers: [
    flatten(),
    dense({ units: 2, weights: [...new Array<number>(8).fill(-1), ...new Array<number>(8).fill(1)] }),
    softmax(),
  ],
});

const info = streamInfo({ channels: 2, sampleRate: 8 });

/** Blocks of 8 samples at the given levels. */
export function steps(...values: readonly number[]): Frame[] {
  return values.map((v, k) => frame(new Float32Array(16).fill(v), { start: k * 8, info }));
}
