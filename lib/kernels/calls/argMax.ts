import type { Kernel } from '../kernel.js';

/** An axis along which the largest entry is looked for. */
export interface ArgMaxConstants {
  /** Entries of the axis. */
  readonly length: number;
  /** Elements of an entry, each of which has a largest one of its own. */
  readonly inner: number;
}

/** Index of the largest entry along an axis, the first of equals; a NaN counts as the largest. */
export const argMax: Kernel<ArgMaxConstants> =
  ({ length, inner }, [x], [out]) =>
  () => {
    for (let o = 0; o < out.length; o++) {
      const start = Math.floor(o / inner) * length * inner + (o % inner);
      let best = 0;
      let largest = x[start];
      for (let k = 1; k < length && !Number.isNaN(largest); k++) {
        const value = x[start + k * inner];
        if (value <= largest) continue;
        best = k;
        largest = value;
      }
      out[o] = best;
    }
  };
