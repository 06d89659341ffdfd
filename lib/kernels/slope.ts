import { multiplication, type Multiplication } from './multiplication.js';

/** The product of an int32 and a real number of any sign, as an int32: where that is negative, the negated int32 is multiplied. */
export interface Slope {
  readonly by: Multiplication;
  readonly negative: boolean;
}

/**
 * It, made ready to run.
 *
 * @internal
 */
export function slope({ by, negative }: Slope): (x: number) => number {
  const scale = multiplication(by);
  return negative ? x => scale(0 - x) : scale;
}
