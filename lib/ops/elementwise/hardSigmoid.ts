import { checkNumber } from '../../check.js';
import type { HardSigmoid } from '../../graph/network.js';
import { checkOptions, type OptionKeys } from '../../options.js';
import type { LayerPlan, LayerPlanOptions } from '../layerPlan.js';
import { pointwiseOp } from './pointwise.js';

/** max(0, min(1, alpha x + beta)); NaN stays NaN. */
export const hardSigmoidOp = pointwiseOp<HardSigmoid>({
  type: 'hardSigmoid',
  traits: { codes: 'own', action: 'pointwise' },
  read: fields => ({ alpha: fields.number('alpha'), beta: fields.number('beta') }),
  of:
    ({ alpha, beta }) =>
    x =>
      Math.max(0, Math.min(1, alpha * x + beta)),
});

/** Options of {@link hardSigmoid}. */
export interface HardSigmoidOptions extends LayerPlanOptions {
  /** Slope of the line, finite. Defaults to 0.2, as in ONNX. */
  readonly alpha?: number;
  /** Its value at 0, finite. Defaults to 0.5, as in ONNX. */
  readonly beta?: number;
}

const OPTIONS: OptionKeys<HardSigmoidOptions> = { alpha: true, beta: true, name: true };

/** A layer that is a line limited to [0, 1]. */
export function hardSigmoid(options: HardSigmoidOptions = {}): LayerPlan {
  const { alpha = 0.2, beta = 0.5, name } = checkOptions('hardSigmoid', options, OPTIONS);
  checkNumber('hardSigmoid', 'alpha', alpha);
  checkNumber('hardSigmoid', 'beta', beta);
  return { type: 'hardSigmoid', name, build: at => ({ type: 'hardSigmoid', ...at, alpha, beta }) };
}
