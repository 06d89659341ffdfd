import { newCodes } from '../../qparams.js';
import { type CodeInfo, type CodeWidth, widthOf } from '../codes.js';
import type { Lowered } from '../op.js';

/** The smallest code of a type, and how many there are. */
const TYPES: Readonly<Record<Exclude<CodeWidth, 'int32'>, readonly [first: number, count: number]>> = {
  int8: [-128, 256],
  uint8: [0, 256],
  int16: [-32768, 65536],
  uint16: [0, 65536],
};

/**
 * A function of codes as a table of all of them.
 *
 * @internal
 *
 * @param input codes of 8 or 16 bits
 * @param of    a code of the output for every code of the input's type
 */
export function tabulated(input: CodeInfo, output: CodeInfo, of: (q: number) => number): Lowered {
  const [first, count] = TYPES[widthOf(input.params) as keyof typeof TYPES]; // int32 has none
  const values = newCodes(output.params, count);
  for (let k = 0; k < count; k++) values[k] = of(first + k);
  return { kernel: 'table', constants: { first, values } };
}

/** Whether codes have 8 bits, so that a table is small. */
export function isByte({ params }: CodeInfo): boolean {
  const width = widthOf(params);
  return width === 'int8' || width === 'uint8';
}
