import type { Codes } from '../../qparams.js';
import { aligned, type Broadcast } from '../broadcast.js';
import type { Kernel } from '../kernel.js';
import { multiplication, type Multiplication } from '../multiplication.js';
import type { Requantization } from '../requantization.js';
import { requantizedBlocks } from '../requantizedBlocks.js';

/** An operand of a sum. */
export interface Addend {
  readonly zeroPoint: number;
  /** From (code - zero point) * unit to the common scale. */
  readonly by: Multiplication;
  /** -1 subtracts the product. */
  readonly sign: 1 | -1;
}

/** Sum of two operands on a common scale. */
export interface SumConstants {
  readonly broadcast: Broadcast;
  readonly addends: readonly [Addend, Addend];
  /** 1 on the scale of an operand, a power of two: its fraction bits. */
  readonly unit: number;
  /** Whether the square of the sum is what is requantized. */
  readonly squared: boolean;
  readonly requantization: Requantization;
}

/** Sum or difference of two operands, each brought to a common scale first, or its square. */
export const sum: Kernel<SumConstants> = (constants, reads, [out], tools) => {
  const { broadcast, addends, unit, squared, requantization } = constants;
  const { operands, align } = aligned(broadcast, reads as readonly Codes[]);
  const fill = filler(
    operands,
    addends.map(addend => contribution(addend, unit)),
  );
  const step = requantizedBlocks(requantization, out as Codes, tools, squared ? squares(fill) : fill);
  return () => {
    align();
    step();
  };
};

function squares(fill: (acc: Int32Array, at: number) => void) {
  return (acc: Int32Array, at: number) => {
    fill(acc, at);
    for (let i = 0; i < acc.length; i++) acc[i] *= acc[i];
  };
}

/** What a code adds to the accumulator. */
export function contribution({ zeroPoint, by, sign }: Addend, unit: number): (q: number) => number {
  const scale = multiplication(by);
  return q => sign * scale((q - zeroPoint) * unit);
}

/** Sums of so many elements; of 8-bit codes by tables. */
function filler([x, y]: readonly Codes[], [a, b]: readonly ((q: number) => number)[]) {
  if (x.BYTES_PER_ELEMENT > 1) {
    return (acc: Int32Array, at: number) => {
      for (let i = 0; i < acc.length; i++) acc[i] = a(x[at + i]) + b(y[at + i]);
    };
  }
  const [firstX, firstY] = [x, y].map(codes => (codes instanceof Int8Array ? -128 : 0));
  const tableOf = (first: number, of: (q: number) => number) =>
    Int32Array.from({ length: 256 }, (_, k) => of(first + k));
  const [tableX, tableY] = [tableOf(firstX, a), tableOf(firstY, b)];
  return (acc: Int32Array, at: number) => {
    for (let i = 0; i < acc.length; i++) acc[i] = tableX[x[at + i] - firstX] + tableY[y[at + i] - firstY];
  };
}
