import { checkInteger, checkOneOf } from '../../check.js';
import type { Activation, Conv1d } from '../network.js';
import { activations } from './dense.js';
import { type LayerKind, onlyInput, requireShape } from './layerKind.js';
import { constant, heNormal, type LayerPlan, type LayerPlanOptions } from './layerPlan.js';
import { windowing } from './windowing.js';

/** Every padding. */
export const paddings = ['valid', 'same'] as const;

/** Cross-correlation along time; padding counts as zeros. */
export const conv1dKind: LayerKind<Conv1d> = {
  type: 'conv1d',
  output: 'own',
  read: fields => ({
    weights: fields.tensor('weights'),
    bias: fields.tensor('bias'),
    stride: fields.integer('stride'),
    padding: fields.oneOf('padding', paddings),
    dilation: fields.integer('dilation'),
    activation: fields.oneOf('activation', activations),
  }),
  shape(layer, inputs) {
    const [time, channels] = onlyInput(layer, inputs, ['time, channels']);
    const { weights, bias } = layer;
    requireShape(layer, 'weights', weights.shape, 'out, kernel, in', [0, 0, channels]);
    const [filters, kernel] = weights.shape;
    requireShape(layer, 'bias', bias.shape, 'out', [filters]);
    return [windowing(layer, time, kernel, layer.dilation).outTime, filters];
  },
  macs: (layer, _inputs, [outTime]) => outTime * layer.weights.data.length,
  bind(layer, [{ data: x, shape: inShape }], { data: out, shape: outShape }) {
    const { stride, dilation, weights, bias, activation } = layer;
    const [time, channels] = inShape;
    const [outTime, filters] = outShape;
    const kernel = weights.shape[1];
    const { before } = windowing(layer, time, kernel, dilation);
    const [w, b] = [weights.data, bias.data];
    const floor = activation === 'relu' ? 0 : -Infinity;
    return () => {
      for (let t = 0; t < outTime; t++) {
        for (let o = 0; o < filters; o++) {
          let sum = b[o];
          for (let k = 0; k < kernel; k++) {
            const at = t * stride - before + k * dilation;
            if (at < 0 || at >= time) continue;
            // W (out, kernel, in), x (time, in)
            const [p, q] = [(o * kernel + k) * channels, at * channels];
            for (let i = 0; i < channels; i++) sum += w[p + i] * x[q + i];
          }
          out[t * filters + o] = sum < floor ? floor : sum;
        }
      }
    };
  },
};

/** Options of {@link conv1d}. */
export interface Conv1dOptions extends LayerPlanOptions {
  /** Number of output channels, an integer of at least 1. */
  readonly filters: number;
  /** Taps along time, an integer of at least 1. */
  readonly kernel: number;
  /** Samples from window to window. Defaults to 1. */
  readonly stride?: number;
  /** Samples from tap to tap. Defaults to 1. */
  readonly dilation?: number;
  /** Defaults to `valid`: windows lie wholly inside. */
  readonly padding?: 'valid' | 'same';
  /** `relu` clamps the output at 0. Defaults to `none`. */
  readonly activation?: Activation;
  /** Shape (filters, kernel, in), row-major; random (He) by default. */
  readonly weights?: ArrayLike<number>;
  /** Shape (filters); zeros by default. */
  readonly bias?: ArrayLike<number>;
}

/** A convolution along time for {@link sequential}. */
export function conv1d({
  filters,
  kernel,
  stride = 1,
  dilation = 1,
  padding = 'valid',
  activation = 'none',
  weights,
  bias,
  name,
}: Conv1dOptions): LayerPlan {
  checkInteger('conv1d', 'filters', filters, 1);
  checkInteger('conv1d', 'kernel', kernel, 1);
  checkInteger('conv1d', 'stride', stride, 1);
  checkInteger('conv1d', 'dilation', dilation, 1);
  checkOneOf('conv1d', 'padding', padding, paddings);
  checkOneOf('conv1d', 'activation', activation, activations);
  return {
    type: 'conv1d',
    name,
    build(at, input, random) {
      const [, channels = 0] = input; // an input without channels is refused with the shape
      const shape = [filters, kernel, channels];
      return {
        type: 'conv1d',
        ...at,
        weights: constant('conv1d', 'weights', shape, weights, heNormal(random, kernel * channels)),
        bias: constant('conv1d', 'bias', [filters], bias, () => 0),
        stride,
        padding,
        dilation,
        activation,
      };
    },
  };
}
