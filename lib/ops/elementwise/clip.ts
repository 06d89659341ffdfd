import { checkNumber } from '../../check.js';
import type { Clip } from '../../graph/network.js';
import { layerNamed, networkError } from '../../graph/networkError.js';
import { checkOptions, type OptionKeys } from '../../options.js';
import { clipped } from './clipped.js';
import { onlyInput } from '../op.js';
import type { LayerPlan, LayerPlanOptions } from '../layerPlan.js';
import { type PointwiseOp, pointwiseOp } from './pointwise.js';

/** Every element limited to [low, high]; NaN stays NaN. */
export const clipOp: PointwiseOp<Clip> = {
  ...pointwiseOp<Clip>({
    type: 'clip',
    traits: { codes: 'own', action: 'pointwise' },
    read: fields => ({ low: fields.number('low'), high: fields.number('high') }),
    of:
      ({ low, high }) =>
      x =>
        x < low ? low : x > high ? high : x,
    integer: (layer, inputs, output, dialect) => clipped(layer, inputs, output, layer.low, layer.high, dialect),
  }),
  shape(layer, inputs) {
    const { low, high } = layer;
    if (low > high) throw networkError(layerNamed(layer), 'low must be at most high', `${low} and ${high}`);
    return onlyInput(layer, inputs);
  },
};

/** Options of {@link clip}. */
export interface ClipOptions extends LayerPlanOptions {
  /** Lower limit, finite. */
  readonly low: number;
  /** Upper limit, finite, at least `low`. */
  readonly high: number;
}

const OPTIONS: OptionKeys<ClipOptions> = { low: true, high: true, name: true };

/** A layer that limits every element. */
export function clip(options: ClipOptions): LayerPlan {
  const { low, high, name } = checkOptions('clip', options, OPTIONS);
  checkNumber('clip', 'low', low);
  checkNumber('clip', 'high', high, `a finite number of at least low = ${low}`, x => x >= low);
  return { type: 'clip', name, build: at => ({ type: 'clip', ...at, low, high }) };
}
