import { OptionRangeError } from '../../errors.js';
import type { Kernel } from '../kernel.js';

/** Where the entries of an axis lie. */
export interface GatherConstants {
  /** Begin of the message at a wrong index. */
  readonly who: string;
  /** Blocks, each with all entries of the axis. */
  readonly outer: number;
  /** Entries of the axis. */
  readonly length: number;
  /** Elements of an entry. */
  readonly inner: number;
}

/**
 * (data, indices): copies the entries of an axis that indices name; negative ones count from the end.
 *
 * The step throws a RangeError at an index that is no integer, or beyond the axis.
 */
export const gather: Kernel<GatherConstants> = ({ who, outer, length, inner }, [x, indices], [out]) => {
  const starts = new Int32Array(indices.length); // of the entries that the indices name, in the first block
  return () => {
    for (let k = 0; k < indices.length; k++) {
      const index = indices[k];
      if (!Number.isInteger(index) || index < -length || index >= length) {
        throw new OptionRangeError(`${who}: indices must be integers in [${-length}, ${length}), got ${index}`);
      }
      starts[k] = (index < 0 ? index + length : index) * inner;
    }
    for (let block = 0, o = 0; block < outer; block++) {
      const begin = block * length * inner;
      for (let k = 0; k < starts.length; k++) {
        const end = begin + starts[k] + inner;
        for (let i = begin + starts[k]; i < end; i++) out[o++] = x[i];
      }
    }
  };
};
