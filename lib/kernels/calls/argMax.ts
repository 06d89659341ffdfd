import type { Kernel } from '../kernel.js';

/** An axis along which an extreme entry is looked for. */
export interface ArgMaxConstants {
  /** Entries of the axis. */
  readonly length: number;
  /** Elements of an entry, each of which has an extreme one of its own. */
  readonly inner: number;
  /** Whether it is the smallest one. */
  readonly smallest: boolean;
}

/** Index of the largest or the smallest entry along an axis, the first of equals; a NaN counts as that one. */
export const argMax: Kernel<ArgMaxConstants> =
  ({ length, inner, smallest }, [x], [out]) =>
  () => {
    for (let o = 0; o < out.length; o++) {
      const start = Math.floor(o / inner) * length * inner + (o % inner);
      let best = 0;
      let extreme = x[start];
      for (let k = 1; k < length && !Number.isNaN(extreme); k++) {
        const value = x[start + k * inner];
        if (smallest ? value >= extreme : value <= extreme) continue;
        best = k;
        extreme = value;
      }
      out[o] = best;
    }
  };
