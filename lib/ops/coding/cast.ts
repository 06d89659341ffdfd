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

/** Widths of the integer types, negative for those with a sign. */
const bits = { int8: -8, uint8: 8, int16: -16, int32: -32, int64: -64 } as const;

const origins = ['integers'] as const;
const types = Object.keys(casts) as Cast['to'][];

/**
 * Numbers as another type would hold them. Integers truncate towards 0 and saturate, NaN becomes 0; those that come from an integer type
 * wrap, as both TensorFlow Lite and ONNX Runtime have it. float16 rounds half to even, beyond 65504 to infinity. The output is still
 * float32: where an integer has more than 24 bits, the nearest of those.
 */
export const castOp = pointwiseOp<Cast>({
  type: 'cast',
  traits: { codes: [], action: 'pointwise' },
  read(fields) {
    const from = fields.maybeOneOf('from', origins);
    return { to: fields.oneOf('to', types), ...(from && { from }) };
  },
  of: ({ to, from }) => (from && to in bits ? wrapped(bits[to as keyof typeof bits]) : casts[to]),
});

/** Options of {@link cast}. */
export interface CastOptions extends LayerPlanOptions {
  /** The type. */
  readonly to: Cast['to'];
  /** Where the input is of an integer type: its numbers wrap in a narrower one, and do not saturate. Real numbers by default. */
  readonly from?: 'integers';
}

const OPTIONS: OptionKeys<CastOptions> = { to: true, from: true, name: true };

/** A layer that holds its input as another type would. */
export function cast(options: CastOptions): LayerPlan {
  const { to, from, name } = checkOptions('cast', options, OPTIONS);
  checkOneOf('cast', 'to', to, types);
  if (from !== undefined) checkOneOf('cast', 'from', from, origins);
  return { type: 'cast', name, build: at => ({ type: 'cast', ...at, to, ...(from && { from }) }) };
}

function integer(least: number, most: number): (x: number) => number {
  return x => (Number.isNaN(x) ? 0 : Math.trunc(Math.min(Math.max(x, least), most)) + 0); // never -0
}

/** An integer modulo 2^width, in the range of the type. */
function wrapped(width: number): (x: number) => number {
  const span = 2 ** Math.abs(width);
  const least = width < 0 ? -span / 2 : 0;
  return x => x - span * Math.floor((x - least) / span);
}

/** The nearest binary16 number: 10 bits behind the leading one, or multiples of 2^-24 below 2^-14. */
function float16(x: number): number {
  if (x === 0 || Number.isNaN(x)) return x;
  const size = Math.abs(x);
  if (size >= 65520) return Math.sign(x) * Infinity;
  const step = 2 ** (Math.max(floorLog2(size), -14) - 10);
  return halfEven(x / step) * step;
}
