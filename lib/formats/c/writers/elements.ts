import { stridesOf } from '../../../graph/tensor.js';
import type { Broadcast } from '../../../kernels/broadcast.js';
import { loops } from '../loops.js';
import { type CallTensors, type Target, tensorType } from './writeCall.js';

/**
 * The output's elements from those of operands, which are broadcast.
 *
 * @internal
 *
 * @param names C names of the operands
 * @param of    the expression of a code
 */
export function elements(
  { counts, strides }: Broadcast,
  names: readonly string[],
  { writes: [output] }: CallTensors,
  target: Target,
  of: (...operands: readonly string[]) => string,
): readonly string[] {
  const own = stridesOf(counts);
  const axes = counts.map((count, axis) => ({ count, strides: [...strides.map(list => list[axis]), own[axis]] }));
  return loops(axes, names.length + 1, indices => {
    const operands = names.map((name, k) => `${name}[${indices[k]}]`);
    return [`${target.write()}[${indices[names.length]}] = (${tensorType(output)})${of(...operands)};`];
  });
}
