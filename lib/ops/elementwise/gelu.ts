import { checkOneOf } from '../../check.js';
import type { Gelu } from '../../graph/network.js';
import { checkOptions, type OptionKeys } from '../../options.js';
import { erf } from './erf.js';
import type { LayerPlan, LayerPlanOptions } from '../layerPlan.js';
import { interpolatedCode, pointwiseOp } from './pointwise.js';

const approximations = ['none', 'tanh'] as const;

const exact = (x: number) => 0.5 * x * (1 + erf(x * Math.SQRT1_2));
const byTanh = (x: number) => 0.5 * x * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x ** 3)));

const of = ({ approximation }: Gelu) => (approximation === 'tanh' ? byTanh : exact);

/**
 * x Phi(x), or its approximation by the hyperbolic tangent. Both are NaN at -infinity.
 *
 * @see D. Hendrycks, K. Gimpel, Gaussian error linear units (2016), section 2
 */
export const geluOp = pointwiseOp<Gelu>({
  type: 'gelu',
  traits: { codes: 'own', action: 'pointwise' },
  read: fields => ({ approximation: fields.oneOf('approximation', approximations) }),
  of,
  integer: interpolatedCode(of),
});

/** Options of {@link gelu}. */
export interface GeluOptions extends LayerPlanOptions {
  /** `tanh` computes the approximation. Defaults to `none`. */
  readonly approximation?: Gelu['approximation'];
}

const OPTIONS: OptionKeys<GeluOptions> = { approximation: true, name: true };

/** A Gaussian error linear unit. */
export function gelu(options: GeluOptions = {}): LayerPlan {
  const { approximation = 'none', name } = checkOptions('gelu', options, OPTIONS);
  checkOneOf('gelu', 'approximation', approximation, approximations);
  return { type: 'gelu', name, build: at => ({ type: 'gelu', ...at, approximation }) };
}
