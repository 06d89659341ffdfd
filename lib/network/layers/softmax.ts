import { freezeParams } from '../../qparams.js';
import type { Softmax } from '../network.js';
import { type LayerKind, noMacs, onlyInput } from './layerKind.js';
import type { LayerPlan, LayerPlanOptions } from './layerPlan.js';

/** exp(x) / sum(exp(x)) along the last axis, with the largest x subtracted first. */
export const softmaxKind: LayerKind<Softmax> = {
  type: 'softmax',
  output: freezeParams({ kind: 'affine', bits: 8, qmin: -128, qmax: 127, scale: [1 / 256], zeroPoint: [-128] }),
  read: () => ({}),
  shape: (layer, inputs) => onlyInput(layer, inputs, ['features', 'time, channels']),
  macs: noMacs,
  bind(_layer, [{ data: x, shape }], { data: out }) {
    const row = shape[shape.length - 1];
    const powers = new Float64Array(row);
    return () => {
      for (let begin = 0; begin < x.length; begin += row) {
        let largest = x[begin];
        for (let i = 1; i < row; i++) if (x[begin + i] > largest) largest = x[begin + i];
        let sum = 0;
        for (let i = 0; i < row; i++) {
          powers[i] = Math.exp(x[begin + i] - largest);
          sum += powers[i];
        }
        for (let i = 0; i < row; i++) out[begin + i] = powers[i] / sum;
      }
    };
  },
};

/** A softmax layer for {@link sequential}. */
export function softmax({ name }: LayerPlanOptions = {}): LayerPlan {
  return { type: 'softmax', name, build: at => ({ type: 'softmax', ...at }) };
}
