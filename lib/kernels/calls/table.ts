import type { Codes } from '../../qparams.js';
import type { Kernel } from '../kernel.js';

/** A function of codes of 8 or 16 bits. */
export interface TableConstants {
  /** The smallest code of the input's type. */
  readonly first: number;
  /** The code of the output for each code of the input's type, from the smallest on. */
  readonly values: Codes;
}

/** A function of every element: the table's entry for its code. */
export const table: Kernel<TableConstants> = ({ first, values }, [x], [out]) => {
  return () => {
    for (let i = 0; i < x.length; i++) out[i] = values[x[i] - first];
  };
};
