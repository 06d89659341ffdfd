import { checkInteger, checkOneOf } from '../check.js';
import { OptionRangeError } from '../errors.js';
import { checkOptions, type OptionKeys } from '../options.js';
import { halfEven } from '../rounding.js';

/** Options of {@link floatFormat}. */
export interface FloatFormatOptions {
  readonly name: string;
  /** An integer in [2, 5]; the bias is 2^(exponentBits - 1) - 1. */
  readonly exponentBits: number;
  /** An integer in [1, 5]; at most 8 bits with exponent and sign. */
  readonly mantissaBits: number;
  /**
   * `ieee`: the largest exponent means infinity and NaN; `nan`: the largest exponent with the largest mantissa alone means
   * NaN, there is no infinity; `none`: every code is a finite number.
   */
  readonly specials: 'ieee' | 'nan' | 'none';
}

/** A binary floating-point format of at most 8 bits: a code is sign, exponent, mantissa, from the highest bit down. */
export interface FloatFormat {
  readonly name: string;
  readonly bits: number;
  /** Smallest and largest code, 0 and 2^bits - 1. */
  readonly qmin: number;
  readonly qmax: number;
  /** Largest finite value. */
  readonly max: number;
  /** Smallest value above 0, a subnormal. */
  readonly min: number;
  /** Half a step above `max`: what is larger in magnitude is overload. */
  readonly limit: number;
  /**
   * The value of every code, 0 to qmax, for QParams, where values are finite: the codes of NaN and infinities, which no
   * quantizer writes, stand here with 0, and so does the code of -0.
   */
  readonly levels: readonly number[];
  /**
   * The code of a number, rounded half to even in the format; -0 keeps its sign.
   *
   * @param overflow what a magnitude that rounds beyond `max` becomes: `saturate`, the largest finite value; `special`,
   * infinity, or NaN where there is no infinity, or the largest finite value where there is neither. Defaults to `saturate`
   * @throws {RangeError} for NaN where the format has none
   */
  encode(x: number, overflow?: 'saturate' | 'special'): number;
  /** The value of a code, an integer in [0, qmax]: NaN, infinities and -0 among them. */
  decode(code: number): number;
}

const real = new Float32Array(1);
const word = new Uint32Array(real.buffer);

const OPTIONS: OptionKeys<FloatFormatOptions> = { name: true, exponentBits: true, mantissaBits: true, specials: true };

/**
 * A float format of at most 8 bits, as networks and the OCP MX blocks use them; the usual ones are {@link e4m3fn},
 * {@link e5m2}, {@link e3m2}, {@link e2m3} and {@link e2m1}.
 *
 * @see OCP 8-bit Floating Point Specification (OFP8) 1.0 (2023); OCP Microscaling Formats (MX) Specification 1.0, section 5.3
 */
export function floatFormat(options: FloatFormatOptions): FloatFormat {
  const { name, exponentBits, mantissaBits, specials } = checkOptions('floatFormat', options, OPTIONS);
  checkInteger('floatFormat', 'exponentBits', exponentBits, 2, 5);
  checkInteger('floatFormat', 'mantissaBits', mantissaBits, 1, 5);
  checkOneOf('floatFormat', 'specials', specials, ['ieee', 'nan', 'none']);
  const bits = 1 + exponentBits + mantissaBits;
  if (bits > 8) {
    throw new OptionRangeError(`floatFormat: exponentBits and mantissaBits must make at most 7 bits, got ${bits - 1}`);
  }
  const sign = 2 ** (bits - 1);
  const unit = 2 ** mantissaBits; // codes in an octave
  const infinity = specials === 'ieee' ? sign - unit : NaN;
  const nan = specials === 'none' ? NaN : sign - 1;
  const largest = specials === 'ieee' ? sign - unit - 1 : specials === 'nan' ? sign - 2 : sign - 1;
  const lowest = 2 - 2 ** (exponentBits - 1); // exponent of the subnormals and of the smallest normal numbers

  /** Value of a code without sign, were there no special ones. */
  function magnitude(code: number): number {
    const octave = Math.floor(code / unit);
    return octave === 0
      ? code * 2 ** (lowest - mantissaBits)
      : (code - (octave - 1) * unit) * 2 ** (lowest + octave - 1 - mantissaBits);
  }
  // steps per unit in the octave of float32 exponent k + lowest, up to 128, which holds the infinities
  const density = Float64Array.from({ length: 129 - lowest }, (_, k) => 2 ** (mantissaBits - lowest - k));
  const max = magnitude(largest);
  const levels = Array.from({ length: 2 * sign }, (_, code) => {
    const value = code % sign > largest ? 0 : magnitude(code % sign);
    return code > sign ? 0 - value : value;
  });

  return Object.freeze({
    name,
    bits,
    qmin: 0,
    qmax: 2 * sign - 1,
    max,
    min: magnitude(1),
    limit: max + (max - magnitude(largest - 1)) / 2,
    levels: Object.freeze(levels),
    encode(x: number, overflow: 'saturate' | 'special' = 'saturate') {
      if (Number.isNaN(x)) {
        if (Number.isNaN(nan)) throw new OptionRangeError(`${name}: NaN has no code in this format`);
        return nan;
      }
      real[0] = x; // for its exponent; the rounding below works on x itself
      const side = word[0] >= 0x80000000 ? sign : 0;
      const octave = Math.max(((word[0] >>> 23) & 255) - 127 - lowest, 0);
      // a magnitude that rounds up into the next octave gets that octave's first code, as codes go on across octaves
      const code = halfEven(Math.abs(x) * density[octave]) + octave * unit;
      if (code <= largest) return side + code;
      if (overflow === 'saturate' || specials === 'none') return side + largest;
      return side + (specials === 'ieee' ? infinity : nan);
    },
    decode(code: number) {
      checkInteger(name, 'code', code, 0, 2 * sign - 1);
      const side = code >= sign ? -1 : 1;
      const rest = code % sign;
      if (rest <= largest) return side * magnitude(rest);
      return rest === infinity ? side * Infinity : NaN;
    },
  });
}
