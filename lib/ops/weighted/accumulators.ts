import { addFields, splitFields } from '../../kernels/fields.js';
import { layerNamed, networkError } from '../../graph/networkError.js';
import type { Activation, Layer } from '../../graph/network.js';
import type { Codes } from '../../qparams.js';
import type { Dialect, Requantization } from '../integerOp.js';
import type { AccumulatorRange } from '../../plan/accumulatorRange.js';
import { activationCodes } from '../elementwise/activationCodes.js';
import { type CodeTensor, widthOf } from '../integerOp.js';

/** The accumulators of a layer at two places of its output, one an output channel, and the way from them to codes. */
export interface Accumulators {
  /**
   * Adds lanes of fields to the accumulators of a place, from channel `at` on; `first`: to the bias instead.
   * Channels are to be added in increasing order: fields beyond the last spill over what follows.
   */
  add(place: 0 | 1, lanes: Float64Array, fields: number, at: number, first: boolean): void;
  /** Bias plus lanes of two fields, of which one is for each place. */
  split(lanes: Float64Array): void;
  /** Turns the accumulators of a place into codes. */
  store(place: 0 | 1, out: Codes, at: number): void;
}

/** What accumulators stand for. */
export interface AccumulatorPlan {
  readonly layer: Layer & { readonly activation?: Activation };
  /** Real value of one step, one an output channel. */
  readonly scales: readonly number[];
  /** One an output channel. */
  readonly bias: ArrayLike<number>;
  readonly range: AccumulatorRange;
  /** Whether the runtimes keep them in 64 bits, as with int16 activations. */
  readonly wide: boolean;
}

/** Entries behind the last channel, over which `add` may spill. */
const SPILL = 24;

/**
 * Makes them, once it is proven that they fit: int32, or 48 bits for wide ones.
 *
 * @internal
 *
 * @throws {FormatError} when one could leave its width
 */
export function accumulators(plan: AccumulatorPlan, output: CodeTensor, dialect: Dialect): Accumulators {
  requireWidth(plan);
  const { scales, bias, wide } = plan;
  const room = scales.length + SPILL;
  const wanted = requantization(plan, output);
  const raw = isRaw(scales, output);
  if (wide) {
    const requantize = raw ? copier(wanted) : dialect.wideRequantizer(wanted);
    return from(new Float64Array(room), new Float64Array(room), new Float64Array(room), bias, requantize);
  }
  const requantize = raw ? copier(wanted) : dialect.requantizer(wanted);
  return from(new Int32Array(room), new Int32Array(room), new Int32Array(room), bias, requantize);
}

function from<A extends Int32Array | Float64Array>(
  start: A,
  first: A,
  second: A,
  bias: ArrayLike<number>,
  requantize: (acc: A, out: Codes, at: number) => void,
): Accumulators {
  start.set(bias);
  return {
    add(place, lanes, fields, at, begin) {
      const acc = place === 0 ? first : second;
      addFields(lanes, fields, begin ? start : acc, acc, at);
    },
    split: lanes => splitFields(lanes, start, first, second),
    store: (place, out, at) => requantize(place === 0 ? first : second, out, at),
  };
}

function requantization({ layer, scales, range }: AccumulatorPlan, { params }: CodeTensor): Requantization {
  const {
    scale: [outScale],
    zeroPoint: [zeroPoint],
  } = params;
  return {
    op: layer.type,
    layer: layer.name,
    scales: scales.map(scale => scale / outScale),
    floatScales: scales.map(scale => Math.fround(Math.fround(scale) / outScale)),
    bounds: range.least.map((least, c) => Math.max(-least, range.most[c])),
    zeroPoint,
    ...activationCodes(layer.activation ?? 'none', params),
  };
}

/** Whether the output holds the accumulators themselves: int32 of the same scale. */
function isRaw(scales: readonly number[], { params }: CodeTensor): boolean {
  const {
    scale: [outScale],
    zeroPoint: [zeroPoint],
  } = params;
  if (widthOf(params) !== 'int32' || zeroPoint !== 0) return false;
  return scales.every(scale => Math.abs(scale - outScale) <= scale * 2 ** -22); // two float32 roundings apart at most
}

/** Stores accumulators as they are, clamped. */
function copier({ scales, low, high }: Requantization): (acc: ArrayLike<number>, out: Codes, at: number) => void {
  return (acc, out, at) => {
    for (let c = 0; c < scales.length; c++) {
      const q = acc[c];
      out[at + c] = q < low ? low : q > high ? high : q;
    }
  };
}

function requireWidth({ layer, range: { least, most }, wide }: AccumulatorPlan): void {
  const limit = wide ? 2 ** 47 : 2 ** 31;
  for (let c = 0; c < least.length; c++) {
    if (least[c] < -limit || most[c] >= limit) {
      throw networkError(
        layerNamed(layer),
        `the accumulator of output channel ${c} must fit ${wide ? '48 bits' : 'int32'}`,
        `a worst case of [${least[c]}, ${most[c]}]`,
      );
    }
  }
}
