import { checkNumber } from '../../check.js';
import { freezeParams } from '../../qparams.js';
import type { Softmax } from '../network.js';
import { type LayerKind, noMacs, trailingAxes } from './layerKind.js';
import type { LayerPlan, LayerPlanOptions } from './layerPlan.js';

/** exp(x) / sum(exp(x)) along the last axis, with the largest x subtracted first. */
export const softmaxKind: LayerKind<Softmax> = {
  type: 'softmax',
  output: [
    freezeParams({ kind: 'affine', bits: 8, qmin: -128, qmax: 127, scale: [1 / 256], zeroPoint: [-128] }),
    freezeParams({ kind: 'affine', bits: 8, qmin: 0, qmax: 255, scale: [1 / 256], zeroPoint: [0] }),
    freezeParams({ kind: 'affine', bits: 16, qmin: -32768, qmax: 32767, scale: [1 / 32768], zeroPoint: [0] }),
  ],
  read: fields => ({ beta: fields.number('beta') }),
  shape: (layer, inputs) => [...trailingAxes(layer, inputs, 'features').lead, inputs[0].at(-1) ?? 1],
  macs: noMacs,
  bind({ beta }, [{ data: x, shape }], { data: out }) {
    const row = shape[shape.length - 1];
    const powers = new Float64Array(row);
    return () => {
      for (let begin = 0; begin < x.length; begin += row) {
        let largest = x[begin];
        for (let i = 1; i < row; i++) if (x[begin + i] > largest) largest = x[begin + i];
        let sum = 0;
        for (let i = 0; i < row; i++) {
          powers[i] = Math.exp(beta * (x[begin + i] - largest));
          sum += powers[i];
        }
        for (let i = 0; i < row; i++) out[begin + i] = powers[i] / sum;
      }
    };
  },
};

/** Options of {@link softmax}. */
export interface SoftmaxOptions extends LayerPlanOptions {
  /** Factor of the exponents, finite. Defaults to 1. */
  readonly beta?: number;
}

/** A softmax layer for {@link sequential}. */
export function softmax({ beta = 1, name }: SoftmaxOptions = {}): LayerPlan {
  checkNumber('softmax', 'beta', beta);
  return { type: 'softmax', name, build: at => ({ type: 'softmax', ...at, beta }) };
}
