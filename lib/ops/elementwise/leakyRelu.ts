import { checkNumber } from '../../check.js';
import type { LeakyRelu } from '../../graph/network.js';
import { checkOptions, type OptionKeys } from '../../options.js';
import type { LayerPlan, LayerPlanOptions } from '../layerPlan.js';
import { arithmeticCodes } from '../arithmeticCodes.js';
import { bent } from './bent.js';
import { codesOf } from '../codes.js';
import { eighths } from './eighths.js';
import type { Lower } from '../op.js';
import { nearestCode, pointwiseOp } from './pointwise.js';

const of =
  ({ alpha }: LeakyRelu) =>
  (x: number) =>
    x < 0 ? alpha * x : x;

const nearest = nearestCode(of);

/**
 * One slope from zero on, another one below. The runtimes compute both in float32.
 *
 * @see TensorFlow Lite, `reference_ops::QuantizeLeakyRelu`
 */
const lowerLeakyRelu: Lower<LeakyRelu> = (layer, inputs, made, dialect) => {
  const rule = dialect.rules.slope;
  if (rule === 'real') return nearest(layer, inputs, made, dialect);
  if (rule === 'xnnpack') {
    const lowered = eighths(codesOf(layer, inputs[0]), codesOf(layer, made), layer.alpha);
    if (lowered) return lowered;
  }
  const [input, output] = arithmeticCodes(layer, [...inputs, made]);
  const [scale, outScale] = [input.params.scale[0], output.params.scale[0]];
  const below = Math.fround(Math.fround(scale * Math.fround(layer.alpha)) / outScale);
  return bent(layer, dialect, input, output, Math.fround(scale / outScale), below);
};

/** x where x >= 0, alpha x below. */
export const leakyReluOp = pointwiseOp<LeakyRelu>({
  type: 'leakyRelu',
  traits: { codes: 'own', action: 'pointwise' },
  read: fields => ({ alpha: fields.number('alpha') }),
  of,
  integer: lowerLeakyRelu,
});

/** Options of {@link leakyRelu}. */
export interface LeakyReluOptions extends LayerPlanOptions {
  /** Slope below 0, finite. Defaults to 0.01. */
  readonly alpha?: number;
}

const OPTIONS: OptionKeys<LeakyReluOptions> = { alpha: true, name: true };

/** A layer that is x where x >= 0, alpha x below. */
export function leakyRelu(options: LeakyReluOptions = {}): LayerPlan {
  const { alpha = 0.01, name } = checkOptions('leakyRelu', options, OPTIONS);
  checkNumber('leakyRelu', 'alpha', alpha);
  return { type: 'leakyRelu', name, build: at => ({ type: 'leakyRelu', ...at, alpha }) };
}
