import { aligned } from './broadcasting.js';
import { relations } from './compare.js';
import type { Compare } from '../../graph/network.js';
import type { Dialect } from '../integerOp.js';
import { arithmeticCodes, reachOf } from '../arithmeticCodes.js';
import type { CodeTensor, IntegerOp } from '../integerOp.js';
import { scaleBy } from './scaleBy.js';

/** Bits of fraction that real numbers are compared with. */
const FRACTION = 8;

/**
 * Comparisons of codes as real numbers in steps of 1/256, so that numbers nearer than that may count as equal. Logic asks which codes are
 * not that of 0.
 *
 * @see TensorFlow Lite, kernels/comparisons.cc, `ComparisonQuantized`, which takes the order of int16 codes as it is
 */
const compareOp = (type: Compare['type']): IntegerOp<Compare> => ({
  type,
  prepare(layer, inputs, { data: out, shape }, { dialect }) {
    const [a, b] = arithmeticCodes(layer, inputs);
    const { operands, align } = aligned([a, b], shape);
    const [x, y] = operands;
    const [left, right] = [a, b].map(tensor => (logic.has(type) ? centred(tensor) : real(layer, dialect, tensor)));
    const holds = relations[type];
    return () => {
      align();
      for (let i = 0; i < out.length; i++) out[i] = holds(left(x[i]), right(y[i])) ? 1 : 0;
    };
  },
});

const logic: ReadonlySet<Compare['type']> = new Set(['and', 'or', 'xor'] as const);

function centred({ params }: CodeTensor): (q: number) => number {
  const [zeroPoint] = params.zeroPoint;
  return q => q - zeroPoint;
}

/** The real number of a code, rounded to 1/256. */
function real(layer: Compare, dialect: Dialect, tensor: CodeTensor): (q: number) => number {
  const { scale, zeroPoint } = tensor.params;
  const times = scaleBy(layer, dialect, scale[0], reachOf(tensor) << FRACTION);
  return q => times((q - zeroPoint[0]) << FRACTION);
}

/** Comparisons and logic. */
export const comparePrepared = Object.fromEntries(
  (Object.keys(relations) as Compare['type'][]).map(type => [type, compareOp(type)]),
);
