import { checkNumber } from '../../check.js';
import type { Softmax } from '../../graph/network.js';
import { checkOptions, type OptionKeys } from '../../options.js';
import { softmaxParams } from '../fixedParams.js';
import { lowerSoftmax } from './lowerSoftmax.js';
import { type Op, noMacs, trailingAxes } from '../op.js';
import type { LayerPlan, LayerPlanOptions } from '../layerPlan.js';
import { onTrailingAxes, whole } from '../time.js';

/** exp(beta x) / sum(exp(beta x)) along the last axis, with the x of the largest power subtracted first; NaN in a row makes all of it NaN. */
export const softmaxOp: Op<Softmax> = {
  type: 'softmax',
  traits: { codes: softmaxParams, action: 'other' },
  time: onTrailingAxes(1, () => whole('sums exponentials over time')),
  read: fields => ({ beta: fields.number('beta') }),
  shape: (layer, inputs) => [...trailingAxes(layer, inputs, 'features').lead, inputs[0].at(-1) ?? 1],
  macs: noMacs,
  integer: lowerSoftmax,
  float({ beta }, [{ data: x, shape }], { data: out }) {
    const row = shape[shape.length - 1];
    const powers = new Float64Array(row);
    return () => {
      for (let begin = 0; begin < x.length; begin += row) {
        let peak = x[begin];
        for (let i = 1; i < row; i++) if (beta * x[begin + i] > beta * peak) peak = x[begin + i];
        let sum = 0;
        for (let i = 0; i < row; i++) {
          powers[i] = Math.exp(beta * (x[begin + i] - peak));
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

const OPTIONS: OptionKeys<SoftmaxOptions> = { beta: true, name: true };

/** A softmax layer for {@link sequential}. */
export function softmax(options: SoftmaxOptions = {}): LayerPlan {
  const { beta = 1, name } = checkOptions('softmax', options, OPTIONS);
  checkNumber('softmax', 'beta', beta);
  return { type: 'softmax', name, build: at => ({ type: 'softmax', ...at, beta }) };
}
