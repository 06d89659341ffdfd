import { checkInteger, checkOneOf } from '../../check.js';
import type { Activation, Dense } from '../network.js';
import { type LayerKind, onlyInput, requireShape } from './layerKind.js';
import { constant, heNormal, type LayerPlan, type LayerPlanOptions } from './layerPlan.js';

/** Every activation. */
export const activations = ['none', 'relu'] as const satisfies readonly Activation[];

/** The layer `y = W x + b`. */
export const denseKind: LayerKind<Dense> = {
  type: 'dense',
  output: 'own',
  read: fields => ({
    weights: fields.tensor('weights'),
    bias: fields.tensor('bias'),
    activation: fields.oneOf('activation', activations),
  }),
  shape(layer, inputs) {
    const [size] = onlyInput(layer, inputs, ['features']);
    const { weights, bias } = layer;
    requireShape(layer, 'weights', weights.shape, 'out, in', [0, size]);
    requireShape(layer, 'bias', bias.shape, 'out', [weights.shape[0]]);
    return [weights.shape[0]];
  },
  macs: layer => layer.weights.data.length,
  bind({ weights, bias, activation }, [{ data: x }], { data: out }) {
    const [w, b, n] = [weights.data, bias.data, x.length];
    const floor = activation === 'relu' ? 0 : -Infinity;
    return () => {
      // W (out, in) . x (in) -> out (out)
      for (let o = 0; o < out.length; o++) {
        let sum = b[o];
        for (let i = 0; i < n; i++) sum += w[o * n + i] * x[i];
        out[o] = sum < floor ? floor : sum;
      }
    };
  },
};

/** Options of {@link dense}. */
export interface DenseOptions extends LayerPlanOptions {
  /** Number of outputs, an integer of at least 1. */
  readonly units: number;
  /** `relu` clamps the output at 0. Defaults to `none`. */
  readonly activation?: Activation;
  /** Shape (units, in), row-major; random (He) by default. */
  readonly weights?: ArrayLike<number>;
  /** Shape (units); zeros by default. */
  readonly bias?: ArrayLike<number>;
}

/** A dense layer for {@link sequential}. */
export function dense({ units, activation = 'none', weights, bias, name }: DenseOptions): LayerPlan {
  checkInteger('dense', 'units', units, 1);
  checkOneOf('dense', 'activation', activation, activations);
  return {
    type: 'dense',
    name,
    build: (at, input, random) => ({
      type: 'dense',
      ...at,
      weights: constant('dense', 'weights', [units, input[0]], weights, heNormal(random, input[0])),
      bias: constant('dense', 'bias', [units], bias, () => 0),
      activation,
    }),
  };
}
