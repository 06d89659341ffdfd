import type { Frame } from '../frame.js';

/**
 * Mean of the magnitudes above `threshold` in channels [from, to) of a frame, summed in order in double; 0 where there is none.
 *
 * @internal
 */
export function meanAbove({ data, length }: Frame, from: number, to: number, threshold: number): number {
  let [count, sum] = [0, 0];
  for (let i = from * length; i < to * length; i++) {
    const a = Math.abs(data[i]);
    if (a > threshold) {
      count++;
      sum += a;
    }
  }
  return count === 0 ? 0 : sum / count;
}
