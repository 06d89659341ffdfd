import type { Kernel } from '../kernel.js';

/** A window over the newest columns of a stream. */
export interface TimeWindowConstants {
  /** Rows of columns: the product of the axes before time. */
  readonly outer: number;
  /** Columns of the window. */
  readonly size: number;
  /** Columns that come with every run, at most `size`. */
  readonly added: number;
  /** Elements of a column in a row. */
  readonly inner: number;
  /** How many windows take turns. */
  readonly every: number;
}

/**
 * Moves the window on: its oldest columns go, the new ones come behind the others. A single window is moved where it lies: its output is kept
 * from run to run. Where several take turns, the older columns of each are kept apart: `writes` holds them, and whose turn it is, behind the
 * output.
 */
export const timeWindow: Kernel<TimeWindowConstants> = ({ outer, size, added, inner, every }, [x], writes) => {
  const [out, older, turn] = writes;
  const [strip, window, kept] = [added * inner, size * inner, (size - added) * inner];
  const news = Array.from({ length: outer }, (_, o) => x.subarray(o * strip, (o + 1) * strip));
  if (every === 1) {
    return () => {
      for (let o = 0, at = 0; o < outer; o++, at += window) {
        out.copyWithin(at, at + strip, at + window);
        out.set(news[o], at + kept);
      }
    };
  }
  return () => {
    let from = turn[0] * outer * kept;
    for (let o = 0, at = 0; o < outer; o++, at += window, from += kept) {
      for (let k = 0; k < kept; k++) out[at + k] = older[from + k];
      out.set(news[o], at + kept);
      for (let k = 0; k < kept; k++) older[from + k] = out[at + strip + k];
    }
    turn[0] = (turn[0] + 1) % every;
  };
};
