import { checkOptions, type OptionKeys } from '../../options.js';
import { sameParams } from '../../qparams.js';
import type { Constant } from '../../graph/network.js';
import { layerNamed, networkError } from '../../graph/networkError.js';
import { checkShape, realValues } from '../../graph/tensor.js';
import { type Op, noMacs, requireInputs } from '../op.js';
import { constant as constantTensor, type LayerPlan, type LayerPlanOptions } from '../layerPlan.js';
import { whole } from '../time.js';

/** A tensor that never changes. */
export const constantOp: Op<Constant> = {
  type: 'constant',
  traits: { codes: 'own', action: 'other' },
  time: () => whole('does not change'),
  read: fields => ({ value: fields.tensor('value') }),
  shape(layer, inputs) {
    requireInputs(layer, inputs, 0);
    const { value, params } = layer;
    if (value.params && params && !sameParams(value.params, params)) {
      const [got, wanted] = [params, value.params].map(
        ({ scale, zeroPoint }) => `scale ${scale[0]}, zero point ${zeroPoint[0]}`,
      );
      throw networkError(layerNamed(layer), `params must be those of its value, ${wanted}`, got);
    }
    return value.shape;
  },
  macs: noMacs,
  float({ value }, _inputs, { data: out }) {
    out.set(realValues(value)); // once: nobody else writes there
    return () => {};
  },
};

/** Options of {@link constant}. */
export interface ConstantOptions extends LayerPlanOptions {
  /** Axes of the tensor; without any, it is a single number. */
  readonly shape: readonly number[];
  /** Its numbers, row-major. */
  readonly values: ArrayLike<number>;
}

const OPTIONS: OptionKeys<ConstantOptions> = { shape: true, values: true, name: true };

/** A layer without inputs that gives the same tensor in every run, for {@link networkBuilder}. */
export function constant(options: ConstantOptions): LayerPlan {
  const { shape, values, name } = checkOptions('constant', options, OPTIONS);
  const value = constantTensor('constant', 'values', checkShape('constant', shape), values, () => 0);
  return { type: 'constant', name, build: at => ({ type: 'constant', ...at, value }) };
}
