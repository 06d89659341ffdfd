import type { Level } from './level.js';

/** The largest magnitude of a block, smoothed as an amplitude. */
export function peakLevel(): Level {
  return {
    name: 'peak',
    of(x, begin, end) {
      let peak = 0;
      for (let i = begin; i < end; i++) peak = Math.max(peak, Math.abs(x[i])); // NaN stays NaN
      return peak;
    },
    amplitude: smoothed => smoothed,
  };
}
