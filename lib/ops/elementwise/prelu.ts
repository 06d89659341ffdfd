import type { PRelu } from '../../graph/network.js';
import { layerNamed, networkError } from '../../graph/networkError.js';
import { broadcast, realValues, showShape } from '../../graph/tensor.js';
import { aligned } from './broadcasting.js';
import { type Op, noMacs, onlyInput } from '../op.js';
import { constant, type LayerPlan, type LayerPlanOptions } from '../layerPlan.js';

/** x where x >= 0, slope x below. */
export const preluOp: Op<PRelu> = {
  type: 'prelu',
  traits: { codes: 'own', action: 'pointwise' },
  read: fields => ({ slope: fields.tensor('slope') }),
  shape(layer, inputs) {
    const shape = onlyInput(layer, inputs);
    const { slope } = layer;
    if (showShape(broadcast(slope.shape, shape) ?? []) !== showShape(shape)) {
      throw networkError(layerNamed(layer), `slope must broadcast to ${showShape(shape)}`, showShape(slope.shape));
    }
    return shape;
  },
  macs: noMacs,
  float({ slope }, [{ data: x, shape }], { data: out }) {
    const { operands, align } = aligned([{ shape: slope.shape, data: realValues(slope) }], shape);
    const [slopes] = operands;
    align();
    return () => {
      for (let i = 0; i < x.length; i++) out[i] = x[i] < 0 ? slopes[i] * x[i] : x[i];
    };
  },
};

/** Options of {@link prelu}. */
export interface PReluOptions extends LayerPlanOptions {
  /** Slopes below 0, one a channel of the last axis. Defaults to 0.25 each. */
  readonly slope?: ArrayLike<number>;
}

/**
 * A parametric rectifier.
 *
 * @see K. He et al., ICCV 2015, section 2.1
 */
export function prelu({ slope, name }: PReluOptions = {}): LayerPlan {
  return {
    type: 'prelu',
    name,
    build: (at, [input]) => ({
      type: 'prelu',
      ...at,
      slope: constant('prelu', 'slope', [input.at(-1) ?? 1], slope, () => 0.25),
    }),
  };
}
