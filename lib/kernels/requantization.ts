import { show } from '../check.js';
import { OptionTypeError } from '../errors.js';
import type { Codes } from '../qparams.js';
import { type FixedPointEncoding, requantizeDouble, requantizeSingle, requantizeWide } from './requantize.js';
import { type RealEncoding, requantizeFloat32, requantizeFloat64, requantizeShift } from './requantizeReal.js';

/**
 * How the accumulators of a layer become codes: the constants, and the rule by which they are rounded. One entry a channel, or one for
 * all channels.
 *
 * `double`, `single`, `wide`: fixed point, {@link requantizeDouble} and its neighbours; `float32`, `float64`, `shift`: real scales,
 * {@link requantizeFloat32} and its neighbours; `none`: accumulators that are codes already.
 */
export type Requantization =
  | (FixedPointEncoding & { readonly rule: 'double' | 'single' | 'wide' })
  | (RealEncoding & { readonly rule: 'float32' | 'float64' | 'shift' })
  | { readonly rule: 'none'; readonly low: number; readonly high: number };

/**
 * Turns one accumulator a channel into one code a channel.
 *
 * @param acc exact integers, shape (channels) or longer; a Float64Array where the rule takes more than int32
 * @param out codes, written from `at` on
 */
export type Requantize = (acc: Int32Array | Float64Array, out: Codes, at: number) => void;

/** A requantization of so many channels, made ready to run. */
export function requantizer(given: Requantization, channels: number): Requantize {
  switch (given.rule) {
    case 'double':
    case 'single':
    case 'wide': {
      const encoding = {
        ...given,
        multiplier: spread(given.multiplier, channels),
        shift: spread(given.shift, channels),
      };
      // narrow rules are given int32 accumulators, the wide one doubles: the layer that made the constants sees to it
      if (given.rule === 'double') return (acc, out, at) => requantizeDouble(acc as Int32Array, encoding, out, at);
      if (given.rule === 'single') return (acc, out, at) => requantizeSingle(acc as Int32Array, encoding, out, at);
      return (acc, out, at) => requantizeWide(acc as Float64Array, encoding, out, at);
    }
    case 'float32':
    case 'float64':
    case 'shift': {
      const encoding = { ...given, scale: spread(given.scale, channels) };
      if (given.rule === 'float32') return (acc, out, at) => requantizeFloat32(acc, encoding, out, at);
      if (given.rule === 'float64') return (acc, out, at) => requantizeFloat64(acc, encoding, out, at);
      return (acc, out, at) => requantizeShift(acc, encoding, out, at);
    }
    case 'none':
      return limiter(given, channels);
    default:
      throw new OptionTypeError(`requantizer: there is no rule ${show((given as { rule?: unknown }).rule)}`);
  }
}

/** The same with one entry for all channels, where all are equal. */
export function condensed(given: Requantization): Requantization {
  const one = (list: Int32Array | Float64Array) => list.every(x => x === list[0]);
  if ('multiplier' in given) {
    const { multiplier, shift } = given;
    if (!one(multiplier) || !one(shift)) return given;
    return { ...given, multiplier: multiplier.slice(0, 1), shift: shift.slice(0, 1) };
  }
  return 'scale' in given && one(given.scale) ? { ...given, scale: given.scale.slice(0, 1) } : given;
}

/** One entry for all channels, written out. */
function spread<A extends Int32Array | Float64Array>(list: A, channels: number): A {
  return list.length === channels
    ? list
    : (new (list.constructor as new (n: number) => A)(channels).fill(list[0]) as A);
}

/** Stores accumulators as they are, clamped. */
function limiter({ low, high }: { readonly low: number; readonly high: number }, channels: number): Requantize {
  return (acc, out, at) => {
    for (let c = 0; c < channels; c++) {
      const q = acc[c];
      out[at + c] = q < low ? low : q > high ? high : q;
    }
  };
}
