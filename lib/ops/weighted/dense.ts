import { checkInteger, checkOneOf } from '../../check.js';
import type { Activation, Dense } from '../../graph/network.js';
import { elementsOf, realValues } from '../../graph/tensor.js';
import { checkOptions, type OptionKeys } from '../../options.js';
import { activationLimits, activations } from '../elementwise/activations.js';
import { dot } from './dot.js';
import { lowerSums } from './lowerSums.js';
import { type Op, requireShape, trailingAxes } from '../op.js';
import { constant, heNormal, type LayerPlan, type LayerPlanOptions } from '../layerPlan.js';
import { onTrailingAxes, whole } from '../time.js';

/** The layer `y = W x + b`. */
export const denseOp: Op<Dense> = {
  type: 'dense',
  traits: { codes: 'own', action: 'sum' },
  time: onTrailingAxes(1, () => whole('has weights for every column of the window')),
  read: fields => ({
    weights: fields.tensor('weights'),
    bias: fields.bias('bias'),
    activation: fields.oneOf('activation', activations),
  }),
  shape(layer, inputs) {
    const { lead, axes } = trailingAxes(layer, inputs, 'features');
    const [size] = axes;
    const { weights, bias } = layer;
    requireShape(layer, 'weights', weights.shape, 'out, in', [0, size]);
    requireShape(layer, 'bias', bias.shape, 'out', [weights.shape[0]]);
    return [...lead, weights.shape[0]];
  },
  macs: (layer, [input]) => (elementsOf(input) / layer.weights.shape[1]) * layer.weights.data.length,
  integer: (layer, [input], output, dialect) => ({
    kernel: 'dense',
    ...lowerSums(layer, input, output, dialect, { padded: false }),
  }),
  float({ weights, bias, activation }, [{ data: x }], { data: out }) {
    const [w, b] = [realValues(weights), realValues(bias)];
    const [units, n] = weights.shape;
    const [low, high] = activationLimits[activation];
    return () => {
      // W (out, in) . x (batch, in) -> out (batch, out)
      for (let begin = 0, at = 0; begin < x.length; begin += n) {
        for (let o = 0; o < units; o++) {
          const sum = dot(b[o], w, o * n, x, begin, n, 1);
          out[at++] = sum < low ? low : sum > high ? high : sum;
        }
      }
    };
  },
};

/** Options of {@link dense}. */
export interface DenseOptions extends LayerPlanOptions {
  /** Number of outputs, an integer of at least 1. */
  readonly units: number;
  /** Limits of the output. Defaults to `none`. */
  readonly activation?: Activation;
  /** Shape (units, in), row-major; random (He) by default. */
  readonly weights?: ArrayLike<number>;
  /** Shape (units); zeros by default. */
  readonly bias?: ArrayLike<number>;
}

const OPTIONS: OptionKeys<DenseOptions> = { units: true, activation: true, weights: true, bias: true, name: true };

/** A dense layer for {@link sequential}. */
export function dense(options: DenseOptions): LayerPlan {
  const { units, activation = 'none', weights, bias, name } = checkOptions('dense', options, OPTIONS);
  checkInteger('dense', 'units', units, 1);
  checkOneOf('dense', 'activation', activation, activations);
  return {
    type: 'dense',
    name,
    build: (at, [input], random) => ({
      type: 'dense',
      ...at,
      weights: constant('dense', 'weights', [units, input.at(-1) ?? 0], weights, heNormal(random, input.at(-1) ?? 0)),
      bias: constant('dense', 'bias', [units], bias, () => 0),
      activation,
    }),
  };
}
