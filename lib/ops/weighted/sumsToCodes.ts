import type { AccumulatorUse, Dialect } from '../../dialects/dialect.js';
import type { Activation, Layer } from '../../graph/network.js';
import { condensed, type Requantization } from '../../kernels/requantization.js';
import { type AccumulatorRange, boundsOf } from '../../plan/accumulatorRange.js';
import type { AffineParams } from '../../qparams.js';
import { type CodeInfo, widthOf } from '../codes.js';
import { activationCodes } from '../elementwise/activationCodes.js';

/** What accumulators stand for. */
export interface Sums {
  readonly layer: Layer & { readonly activation?: Activation };
  readonly use: AccumulatorUse;
  /** Real value of one step, one an output channel, or one for all. */
  readonly scales: readonly number[];
  /** One entry a scale. */
  readonly range: AccumulatorRange;
  /** Whether the runtimes keep them in 64 bits, as with int16 activations. */
  readonly wide: boolean;
}

/**
 * How accumulators become codes of the output.
 *
 * @internal
 *
 * @throws {FormatError} when they cannot in this dialect
 */
export function sumsToCodes(
  { layer, use, scales, range, wide }: Sums,
  { params }: CodeInfo,
  dialect: Dialect,
): Requantization {
  const limits = activationCodes(layer.activation ?? 'none', params);
  if (isRaw(scales, params)) return { rule: 'none', ...limits };
  const {
    scale: [outScale],
    zeroPoint: [zeroPoint],
  } = params;
  const wanted = {
    use,
    layer: layer.name,
    scales: scales.map(scale => scale / outScale),
    floatScales: scales.map(scale => Math.fround(Math.fround(scale) / outScale)),
    bounds: boundsOf(range),
    zeroPoint,
    ...limits,
  };
  return condensed(wide ? dialect.wideRequantization(wanted) : dialect.requantization(wanted));
}

/** Whether the output holds the accumulators themselves: int32 of the same scale. */
function isRaw(scales: readonly number[], params: AffineParams): boolean {
  const {
    scale: [outScale],
    zeroPoint: [zeroPoint],
  } = params;
  if (widthOf(params) !== 'int32' || zeroPoint !== 0) return false;
  return scales.every(scale => Math.abs(scale - outScale) <= scale * 2 ** -22); // two float32 roundings apart at most
}
