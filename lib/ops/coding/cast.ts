import { checkOneOf } from '../../check.js';
import { checkOptions, type OptionKeys } from '../../options.js';
import { floorLog2 } from '../../quantizers/floorLog2.js';
import { halfEven } from '../../rounding.js';
import type { Cast } from '../../graph/network.js';
import type { LayerPlan, LayerPlanOptions } from '../layerPlan.js';
import { pointwiseOp } from '../elementwise/pointwise.js';

const casts: Readonly<Record<Cast['to'], (x: number) => number>> = {
  float32: x => x,
  float16,
  int8: integer(-128, 127),
  uint8: integer(0, 255),
  int16: integer(-32768, 32767),
  int32: integer(-(2 ** 31), 2 ** 31 - 1),
  int64: integer(-(2 ** 63), 2 ** 63),
  bool: x => (x === 0 ? 0 : 1),
};

const types = Object.keys(casts) as Cast['to'][];

/**
 * Real numbers as another type would hold them. Integers truncate towards 0 and saturate, NaN becomes 0; float16 rounds half
 * to even, beyond 65504 to infinity. The output is still float32: where an integer has more than 24 bits, the nearest of those.
 */
export const castOp = pointwiseOp<Cast>({
  type: 'cast',
  traits: { codes: [], action: 'pointwise' },
  read: fields => ({ to: fields.oneOf('to', types) }),
  of: ({ to }) => casts[to],
});

/** Options of {@link cast}. */
export interface CastOptions extends LayerPlanOptions {
  /** The type. */
  readonly to: Cast['to'];
}

const OPTIONS: OptionKeys<CastOptions> = { to: true, name: true };

/** A layer that holds its input as another type would. */
export function cast(options: CastOptions): LayerPlan {
  const { to, name } = checkOptions('cast', options, OPTIONS);
  checkOneOf('cast', 'to', to, types);
  return { type: 'cast', name, build: at => ({ type: 'cast', ...at, to }) };
}

function integer(least: number, most: number): (x: number) => number {
  return x => (Number.isNaN(x) ? 0 : Math.trunc(Math.min(Math.max(x, least), most)) + 0); // never -0
}

/** The nearest binary16 number: 10 bits behind the leading one, or multiples of 2^-24 below 2^-14. */
function float16(x: number): number {
  if (x === 0 || Number.isNaN(x)) return x;
  const size = Math.abs(x);
  if (size >= 65520) return Math.sign(x) * Infinity;
  const step = 2 ** (Math.max(floorLog2(size), -14) - 10);
  return halfEven(x / step) * step;
}
