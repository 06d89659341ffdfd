import type { Level } from './level.js';

/** The mean square of a block, smoothed as a power: on steady noise the amplitude is its rms value without bias. */
export function rmsLevel(): Level {
  return {
    name: 'rms',
    of(x, begin, end) {
      let sum = 0;
      for (let i = begin; i < end; i++) sum += x[i] * x[i];
      return sum / (end - begin);
    },
    amplitude: Math.sqrt,
  };
}
