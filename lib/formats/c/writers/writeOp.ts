import { fixedPointEncoding } from '../../../dialects/fixedPointEncoding.js';
import { type CodeTensor, widthOf } from '../../../ops/integerOp.js';
import type { Buffer } from '../../../ops/op.js';
import type { Layer, Tensor } from '../../../graph/network.js';
import { Unsupported } from '../../problems.js';
import type { AffineParams } from '../../../qparams.js';
import { scaling } from '../arithmetic.js';
import type { Helper } from '../helper.js';
import type { ElementType } from '../literals.js';
import type { Recorded } from '../recorded.js';

/** What the C of a layer is written to. */
export interface Target {
  /** C names of the layer's inputs: `x` for one, `a` and `b` for two, `x0`, `x1` ... for more. The output is `out`. */
  readonly args: readonly string[];
  /** Puts a definition on top of the source; gives its name. */
  use(helper: Helper): string;
  /** Defines an array of constants; gives its C name. */
  array(name: string, type: ElementType, data: ArrayLike<number>): string;
  /** Defines a constant struct, whose definition is a helper; gives its C name. */
  struct(name: string, type: Helper, fields: Readonly<Record<string, number | string>>): string;
  /** The value of an input that never changes. */
  constantOf(input: number): Tensor | undefined;
}

/** Writes a layer: gives the statements that compute it. */
export type WriteOp<L extends Layer> = (
  layer: L,
  inputs: readonly Buffer[],
  output: CodeTensor,
  target: Target,
) => readonly string[];

/** The C type of codes. */
export function cType(params: AffineParams): string {
  return `${widthOf(params)}_t`;
}

/** The C type in the name of a function. */
export function suffix(type: string): string {
  return type.replace('uint', 'u').replace('int', 's').replace('_t', '');
}

/** Defines how the accumulators of a layer become codes. */
export function writeScaling({ requantizations, wide }: Recorded, target: Target): string {
  const [wanted] = requantizations;
  if (!wanted) throw new Unsupported('an output of accumulators');
  const { multiplier, shift, zeroPoint, low, high } = fixedPointEncoding(wanted);
  if (low - zeroPoint < -2147483647 || high - zeroPoint > 2147483647) throw new Unsupported('an output of 32 bits');
  const reduced = wide ? multiplier.map(m => (m < 0x7fff0000 ? (m + 0x8000) >> 16 : 0x7fff)) : multiplier;
  const each = reduced.some((m, c) => m !== reduced[0] || shift[c] !== shift[0]);
  const used = each ? reduced.length : 1;
  return target.struct('scaling', scaling, {
    multiplier: target.array('multiplier', 'int32', reduced.subarray(0, used)),
    shift: target.array('shift', 'int8', shift.subarray(0, used)),
    each: each ? 1 : 0,
    zero_point: zeroPoint,
    low: low - zeroPoint,
    high: high - zeroPoint,
  });
}
