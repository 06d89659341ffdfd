import type { Layer } from '../../graph/network.js';
import type { Shape } from '../../graph/tensor.js';
import { copy, type CopyConstants } from '../../kernels/calls/copy.js';
import { requantizer } from '../../kernels/requantization.js';
import { codesOf } from '../codes.js';
import { realCodeOf } from '../elementwise/realCode.js';
import { noMacs, type Op } from '../op.js';

/** A layer whose output holds elements of its inputs elsewhere. */
export interface Movement<L extends Layer> extends Pick<Op<L>, 'type' | 'read' | 'shape' | 'time'> {
  /** Which elements go where; where there is a `fill`, it is a real number. */
  readonly copies: (layer: L, inputs: readonly Shape[], output: Shape) => CopyConstants;
}

/**
 * An op from where it puts elements: the same copy of real numbers and of codes, the params of which are those of the input.
 *
 * @internal
 */
export function movementOp<L extends Layer>({ copies, ...kind }: Movement<L>): Op<L> {
  return {
    ...kind,
    traits: { codes: 'input', action: 'move' },
    macs: noMacs,
    float(layer, inputs, { shape, data: out }) {
      const constants = copies(
        layer,
        inputs.map(input => input.shape),
        shape,
      );
      return copy(
        constants,
        inputs.map(({ data }) => data),
        [out],
        { requantizer },
      );
    },
    integer(layer, given, made) {
      const inputs = given.map(input => codesOf(layer, input));
      const output = codesOf(layer, made);
      const { fill, ...constants } = copies(
        layer,
        inputs.map(({ shape }) => shape),
        output.shape,
      );
      return {
        kernel: 'copy',
        constants: { ...constants, ...(fill !== undefined && { fill: realCodeOf(inputs[0].params, fill) }) },
      };
    },
  };
}

/** All elements in their order. */
export const copyAll = (count: number): CopyConstants => ({
  copies: [{ from: 0, to: 0, axes: [{ count, from: 1, to: 1 }] }],
});
