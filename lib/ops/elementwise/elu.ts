import { checkNumber } from '../../check.js';
import type { Elu } from '../../graph/network.js';
import { checkOptions, type OptionKeys } from '../../options.js';
import type { LayerPlan, LayerPlanOptions } from '../layerPlan.js';
import { pointwiseOp } from './pointwise.js';

/**
 * x where x >= 0, alpha (exp(x) - 1) below.
 *
 * @see D.-A. Clevert, T. Unterthiner, S. Hochreiter, ICLR 2016, equation (15)
 */
export const eluOp = pointwiseOp<Elu>({
  type: 'elu',
  traits: { codes: 'own', action: 'pointwise' },
  read: fields => ({ alpha: fields.number('alpha') }),
  of:
    ({ alpha }) =>
    x =>
      x < 0 ? alpha * Math.expm1(x) : x,
});

/** Options of {@link elu}. */
export interface EluOptions extends LayerPlanOptions {
  /** The limit towards -infinity is -alpha; finite. Defaults to 1. */
  readonly alpha?: number;
}

const OPTIONS: OptionKeys<EluOptions> = { alpha: true, name: true };

/** An exponential linear unit. */
export function elu(options: EluOptions = {}): LayerPlan {
  const { alpha = 1, name } = checkOptions('elu', options, OPTIONS);
  checkNumber('elu', 'alpha', alpha);
  return { type: 'elu', name, build: at => ({ type: 'elu', ...at, alpha }) };
}
