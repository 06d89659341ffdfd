import { checkInteger, checkNumber } from '../../check.js';
import type { LayerNormalization } from '../../graph/network.js';
import { layerNamed, networkError } from '../../graph/networkError.js';
import { elementsOf, MAX_RANK, realValues, showShape } from '../../graph/tensor.js';
import { checkOptions, type OptionKeys } from '../../options.js';
import { type Op, noMacs, onlyInput, requireShape } from '../op.js';
import { constant, type LayerPlan, type LayerPlanOptions } from '../layerPlan.js';
import { columns, whole } from '../time.js';

/**
 * The axes from `axis` on brought to mean 0 and variance 1, then * scale + bias.
 *
 * @see J. L. Ba et al., Layer Normalization, 2016, arXiv 1607.06450
 */
export const layerNormalizationOp: Op<LayerNormalization> = {
  type: 'layerNormalization',
  traits: { codes: 'own', action: 'other' },
  time: ({ axis: first }, [{ axis = 0 }]) => (axis < first ? columns(axis) : whole('normalizes over time')),
  read: fields => ({
    scale: fields.tensor('scale'),
    bias: fields.tensor('bias'),
    axis: fields.integer('axis', 0, MAX_RANK - 1),
    epsilon: fields.number('epsilon'),
  }),
  shape(layer, inputs) {
    const shape = onlyInput(layer, inputs);
    const { axis, epsilon } = layer;
    if (axis >= shape.length) {
      throw networkError(layerNamed(layer), `axis ${axis} must be one of its input`, showShape(shape));
    }
    if (epsilon < 0) throw networkError(layerNamed(layer), 'epsilon must be at least 0', `${epsilon}`);
    const axes = shape.slice(axis);
    const names = axes.map((_, k) => `axis ${axis + k}`).join(', ');
    requireShape(layer, 'scale', layer.scale.shape, names, axes);
    requireShape(layer, 'bias', layer.bias.shape, names, axes);
    return shape;
  },
  macs: noMacs,
  float(layer, [{ data: x, shape }], { data: out }) {
    const { axis, epsilon } = layer;
    const [scale, bias] = [realValues(layer.scale), realValues(layer.bias)];
    const n = elementsOf(shape.slice(axis));
    return () => {
      for (let begin = 0; begin < x.length; begin += n) {
        let sum = 0;
        for (let k = 0; k < n; k++) sum += x[begin + k];
        const mean = sum / n;
        let squares = 0;
        for (let k = 0; k < n; k++) squares += (x[begin + k] - mean) * (x[begin + k] - mean);
        const factor = 1 / Math.sqrt(squares / n + epsilon);
        for (let k = 0; k < n; k++) out[begin + k] = (x[begin + k] - mean) * factor * scale[k] + bias[k];
      }
    };
  },
};

/** Options of {@link layerNormalization}. */
export interface LayerNormalizationOptions extends LayerPlanOptions {
  /** First of the axes to normalize over; negative ones count from the end. Defaults to -1. */
  readonly axis?: number;
  /** Shape of those axes; ones by default. */
  readonly scale?: ArrayLike<number>;
  /** Shape of those axes; zeros by default. */
  readonly bias?: ArrayLike<number>;
  /** Added to the variance, a finite number of at least 0. Defaults to 1e-5. */
  readonly epsilon?: number;
}

const OPTIONS: OptionKeys<LayerNormalizationOptions> = {
  axis: true,
  scale: true,
  bias: true,
  epsilon: true,
  name: true,
};

/** A normalization over the last axes for {@link sequential}. */
export function layerNormalization(options: LayerNormalizationOptions = {}): LayerPlan {
  const { axis = -1, scale, bias, epsilon = 1e-5, name } = checkOptions('layerNormalization', options, OPTIONS);
  checkInteger('layerNormalization', 'axis', axis, -MAX_RANK, MAX_RANK - 1);
  checkNumber('layerNormalization', 'epsilon', epsilon, 'a finite number of at least 0', x => x >= 0);
  return {
    type: 'layerNormalization',
    name,
    build(at, [input]) {
      const from = axis < 0 ? Math.max(input.length + axis, 0) : axis;
      const shape = input.slice(from);
      return {
        type: 'layerNormalization',
        ...at,
        scale: constant('layerNormalization', 'scale', shape, scale, () => 1),
        bias: constant('layerNormalization', 'bias', shape, bias, () => 0),
        axis: from,
        epsilon,
      };
    },
  };
}
