import { checkNumber } from '../../check.js';
import type { BatchNormalization } from '../../graph/network.js';
import { layerNamed, networkError } from '../../graph/networkError.js';
import { realValues } from '../../graph/tensor.js';
import { checkOptions, type OptionKeys } from '../../options.js';
import { type Op, noMacs, requireShape, trailingAxes } from '../op.js';
import { constant, type LayerPlan, type LayerPlanOptions } from '../layerPlan.js';
import { onTrailingAxes, whole } from '../time.js';

/**
 * (x - mean) / sqrt(variance + epsilon) * scale + bias, channel by channel.
 *
 * @see S. Ioffe, C. Szegedy, Batch Normalization, ICML 2015
 */
export const batchNormalizationOp: Op<BatchNormalization> = {
  type: 'batchNormalization',
  traits: { codes: 'own', action: 'other' },
  time: onTrailingAxes(1, () => whole('has constants for every column of the window')),
  read: fields => ({
    scale: fields.tensor('scale'),
    bias: fields.tensor('bias'),
    mean: fields.tensor('mean'),
    variance: fields.tensor('variance'),
    epsilon: fields.number('epsilon'),
  }),
  shape(layer, inputs) {
    const { lead, axes } = trailingAxes(layer, inputs, 'channels');
    for (const field of ['scale', 'bias', 'mean', 'variance'] as const) {
      requireShape(layer, field, layer[field].shape, 'channels', axes);
    }
    const least = realValues(layer.variance).reduce((low, x) => Math.min(low, x), Infinity) + layer.epsilon;
    if (!(least > 0)) throw networkError(layerNamed(layer), 'variance + epsilon must be above 0', `${least}`);
    return [...lead, ...axes];
  },
  macs: noMacs,
  float(layer, [{ data: x }], { data: out }) {
    const [scale, bias, mean, variance] = [layer.scale, layer.bias, layer.mean, layer.variance].map(realValues);
    const channels = scale.length;
    const factor = Float64Array.from(scale, (s, c) => s / Math.sqrt(variance[c] + layer.epsilon));
    return () => {
      for (let begin = 0; begin < x.length; begin += channels) {
        for (let c = 0; c < channels; c++) out[begin + c] = (x[begin + c] - mean[c]) * factor[c] + bias[c];
      }
    };
  },
};

/** Options of {@link batchNormalization}; each list holds one number a channel. */
export interface BatchNormalizationOptions extends LayerPlanOptions {
  /** Ones by default. */
  readonly scale?: ArrayLike<number>;
  /** Zeros by default. */
  readonly bias?: ArrayLike<number>;
  /** Zeros by default. */
  readonly mean?: ArrayLike<number>;
  /** Ones by default. */
  readonly variance?: ArrayLike<number>;
  /** Added to each variance, a finite number of at least 0. Defaults to 1e-5. */
  readonly epsilon?: number;
}

const OPTIONS: OptionKeys<BatchNormalizationOptions> = {
  scale: true,
  bias: true,
  mean: true,
  variance: true,
  epsilon: true,
  name: true,
};

/** A normalization of each channel by known statistics for {@link sequential}. */
export function batchNormalization(options: BatchNormalizationOptions = {}): LayerPlan {
  const { scale, bias, mean, variance, epsilon = 1e-5, name } = checkOptions('batchNormalization', options, OPTIONS);
  checkNumber('batchNormalization', 'epsilon', epsilon, 'a finite number of at least 0', x => x >= 0);
  return {
    type: 'batchNormalization',
    name,
    build(at, [input]) {
      const shape = input.slice(-1);
      return {
        type: 'batchNormalization',
        ...at,
        scale: constant('batchNormalization', 'scale', shape, scale, () => 1),
        bias: constant('batchNormalization', 'bias', shape, bias, () => 0),
        mean: constant('batchNormalization', 'mean', shape, mean, () => 0),
        variance: constant('batchNormalization', 'variance', shape, variance, () => 1),
        epsilon,
      };
    },
  };
}
