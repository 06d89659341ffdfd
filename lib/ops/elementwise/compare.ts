import { checkOneOf } from '../../check.js';
import type { Compare } from '../../graph/network.js';
import type { Compared } from '../../kernels/calls/compare.js';
import { relations } from '../../kernels/relations.js';
import { checkOptions, type OptionKeys } from '../../options.js';
import { arithmeticCodes, reachOf } from '../arithmeticCodes.js';
import { alignedInputs, broadcasting, broadcastShape } from './broadcasting.js';
import type { CodeInfo } from '../codes.js';
import { type Lower, type Op, noMacs } from '../op.js';
import { scaleBy } from './scaleBy.js';
import type { LayerPlan, LayerPlanOptions } from '../layerPlan.js';
import { broadcastColumns } from '../time.js';

/** Bits of fraction that real numbers are compared with. */
const FRACTION = 8;

const logic: ReadonlySet<Compare['type']> = new Set(['and', 'or', 'xor'] as const);

/**
 * Comparisons of codes as real numbers in steps of 1/256, so that numbers nearer than that may count as equal. Logic asks which codes are
 * not that of 0.
 *
 * @see TensorFlow Lite, kernels/comparisons.cc, `ComparisonQuantized`, which takes the order of int16 codes as it is
 */
const lowerCompare: Lower<Compare> = (layer, given, { shape }, dialect) => {
  const inputs = arithmeticCodes(layer, given);
  const compared = (tensor: CodeInfo): Compared => {
    const { scale, zeroPoint } = tensor.params;
    if (logic.has(layer.type)) return { zeroPoint: zeroPoint[0] };
    return { zeroPoint: zeroPoint[0], by: scaleBy(layer, dialect, scale[0], reachOf(tensor) << FRACTION) };
  };
  const [a, b] = inputs.map(compared);
  const broadcast = broadcasting(inputs, shape);
  return { kernel: 'compare', constants: { broadcast, relation: layer.type, operands: [a, b], unit: 2 ** FRACTION } };
};

const types = Object.keys(relations) as Compare['type'][];

const kindOf = (type: Compare['type']): Op<Compare> => ({
  type,
  traits: { codes: [], action: 'broadcast' },
  time: broadcastColumns,
  read: () => ({}),
  shape: (layer, inputs) => broadcastShape(layer, inputs, 2),
  macs: noMacs,
  integer: lowerCompare,
  float(_layer, inputs, { data: out, shape }) {
    const { operands, align } = alignedInputs(inputs, shape);
    const [a, b] = operands;
    const holds: (a: number, b: number) => boolean = relations[type];
    return () => {
      align();
      for (let i = 0; i < out.length; i++) out[i] = holds(a[i], b[i]) ? 1 : 0;
    };
  },
});

/** Comparisons and logic on two tensors: 1 where it holds, else 0. */
export const compareOps = Object.fromEntries(types.map(type => [type, kindOf(type)])) as Readonly<
  Record<Compare['type'], Op<Compare>>
>;

/** Options of {@link compare}. */
export interface CompareOptions extends LayerPlanOptions {
  /** What the layer asks of its first input and its second: `equal`, `less`, `and`, ... */
  readonly relation: Compare['type'];
}

const OPTIONS: OptionKeys<CompareOptions> = { relation: true, name: true };

/** A layer that is 1 where a relation of two tensors holds, else 0. */
export function compare(options: CompareOptions): LayerPlan {
  const { relation, name } = checkOptions('compare', options, OPTIONS);
  checkOneOf('compare', 'relation', relation, types);
  return { type: relation, name, build: at => ({ type: relation, ...at }) };
}
