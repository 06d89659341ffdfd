import { checkNumber } from '../../check.js';
import type { InstanceNormalization } from '../../graph/network.js';
import { layerNamed, networkError } from '../../graph/networkError.js';
import { elementsOf, realValues, showShape } from '../../graph/tensor.js';
import { checkOptions, type OptionKeys } from '../../options.js';
import { type Op, noMacs, onlyInput, requireShape } from '../op.js';
import { constant, type LayerPlan, type LayerPlanOptions } from '../layerPlan.js';
import { columns, whole } from '../time.js';

/**
 * Each channel of each batch entry brought to mean 0 and variance 1 over the axes between, then * scale + bias.
 *
 * @see D. Ulyanov et al., Instance Normalization, 2016, arXiv 1607.08022
 */
export const instanceNormalizationOp: Op<InstanceNormalization> = {
  type: 'instanceNormalization',
  traits: { codes: 'own', action: 'other' },
  time: (_layer, [{ axis = 0 }]) => (axis === 0 ? columns(axis) : whole('normalizes over time')),
  read: fields => ({
    scale: fields.tensor('scale'),
    bias: fields.tensor('bias'),
    epsilon: fields.number('epsilon'),
  }),
  shape(layer, inputs) {
    const shape = onlyInput(layer, inputs);
    const { epsilon } = layer;
    if (shape.length < 3) {
      throw networkError(layerNamed(layer), 'the input must have shape (batch, ..., channels)', showShape(shape));
    }
    if (epsilon < 0) throw networkError(layerNamed(layer), 'epsilon must be at least 0', `${epsilon}`);
    requireShape(layer, 'scale', layer.scale.shape, 'channels', shape.slice(-1));
    requireShape(layer, 'bias', layer.bias.shape, 'channels', shape.slice(-1));
    return shape;
  },
  macs: noMacs,
  float(layer, [{ data: x, shape }], { data: out }) {
    const { epsilon } = layer;
    const [scale, bias] = [realValues(layer.scale), realValues(layer.bias)];
    const channels = scale.length;
    const n = elementsOf(shape.slice(1, -1));
    return () => {
      for (let begin = 0; begin < x.length; begin += n * channels) {
        const end = begin + n * channels;
        for (let c = 0; c < channels; c++) {
          let sum = 0;
          for (let k = begin + c; k < end; k += channels) sum += x[k];
          const mean = sum / n;
          let squares = 0;
          for (let k = begin + c; k < end; k += channels) squares += (x[k] - mean) * (x[k] - mean);
          const factor = scale[c] / Math.sqrt(squares / n + epsilon);
          for (let k = begin + c; k < end; k += channels) out[k] = (x[k] - mean) * factor + bias[c];
        }
      }
    };
  },
};

/** Options of {@link instanceNormalization}; each list holds one number a channel. */
export interface InstanceNormalizationOptions extends LayerPlanOptions {
  /** Ones by default. */
  readonly scale?: ArrayLike<number>;
  /** Zeros by default. */
  readonly bias?: ArrayLike<number>;
  /** Added to the variance, a finite number of at least 0. Defaults to 1e-5. */
  readonly epsilon?: number;
}

const OPTIONS: OptionKeys<InstanceNormalizationOptions> = { scale: true, bias: true, epsilon: true, name: true };

/** A normalization of each channel over the axes between batch and channels for {@link sequential}. */
export function instanceNormalization(options: InstanceNormalizationOptions = {}): LayerPlan {
  const { scale, bias, epsilon = 1e-5, name } = checkOptions('instanceNormalization', options, OPTIONS);
  checkNumber('instanceNormalization', 'epsilon', epsilon, 'a finite number of at least 0', x => x >= 0);
  return {
    type: 'instanceNormalization',
    name,
    build: (at, [input]) => ({
      type: 'instanceNormalization',
      ...at,
      scale: constant('instanceNormalization', 'scale', input.slice(-1), scale, () => 1),
      bias: constant('instanceNormalization', 'bias', input.slice(-1), bias, () => 0),
      epsilon,
    }),
  };
}
