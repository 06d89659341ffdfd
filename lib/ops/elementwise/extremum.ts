import { aligned } from './broadcasting.js';
import type { Binary } from '../../graph/network.js';
import { activationCodes } from './activationCodes.js';
import { type CodeTensor, codesOf, type IntegerOp } from '../integerOp.js';

/**
 * The smaller or the larger of two codes: inputs and output have the same params.
 *
 * @see TensorFlow Lite, `reference_ops::MaximumMinimumBroadcastSlow`
 */
const extremumOp = (type: 'minimum' | 'maximum'): IntegerOp<Binary> => ({
  type,
  prepare(layer, inputs, made) {
    const [a, b, output]: readonly CodeTensor[] = [...inputs, made].map(buffer => codesOf(layer, buffer));
    const { operands, align } = aligned([a, b], output.shape);
    const [x, y] = operands;
    const out = output.data;
    const { low, high } = activationCodes(layer.activation, output.params);
    const smaller = type === 'minimum';
    return () => {
      align();
      for (let i = 0; i < out.length; i++) {
        const q = x[i] < y[i] === smaller ? x[i] : y[i];
        out[i] = q < low ? low : q > high ? high : q;
      }
    };
  },
});

/** Minimum and maximum. */
export const extremumPrepared = { minimum: extremumOp('minimum'), maximum: extremumOp('maximum') } as const;
