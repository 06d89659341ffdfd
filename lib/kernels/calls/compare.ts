import { aligned, type Broadcast } from '../broadcast.js';
import type { Kernel } from '../kernel.js';
import { multiplication, type Multiplication } from '../multiplication.js';
import { type Relation, relations } from '../relations.js';

/** An operand of a comparison. */
export interface Compared {
  readonly zeroPoint: number;
  /** From (code - zero point) * unit to the common scale; none compares code - zero point. */
  readonly by?: Multiplication;
}

/** A relation of two operands. */
export interface CompareConstants {
  readonly broadcast: Broadcast;
  readonly relation: Relation;
  readonly operands: readonly [Compared, Compared];
  /** 1 on the scale of an operand, a power of two. */
  readonly unit: number;
}

/** 1 where a relation of two operands holds, else 0; real numbers. */
export const compare: Kernel<CompareConstants> = ({ broadcast, relation, operands, unit }, reads, [out]) => {
  const { operands: both, align } = aligned(broadcast, reads);
  const [x, y] = both;
  const [left, right] = operands.map(operand => comparedOf(operand, unit));
  const holds: (a: number, b: number) => boolean = relations[relation];
  return () => {
    align();
    for (let i = 0; i < out.length; i++) out[i] = holds(left(x[i]), right(y[i])) ? 1 : 0;
  };
};

function comparedOf({ zeroPoint, by }: Compared, unit: number): (q: number) => number {
  if (!by) return q => q - zeroPoint;
  const scale = multiplication(by);
  return q => scale((q - zeroPoint) * unit);
}
