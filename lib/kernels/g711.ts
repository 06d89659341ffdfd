import type { Codes } from '../qparams.js';

/** The two companding laws of G.711. */
export type G711Law = 'mu' | 'a';

/**
 * Which encoder of G.711; all decode alike.
 *
 * - `itu`: the ITU-T software tool library, bit for bit. Negative inputs are complemented (`~x`), so D(E(x)) = -D(E(~x));
 * - `signmag`: negative inputs are negated (libsndfile and most code in the field), so D(E(-x)) = -D(E(x)) for x other than 0;
 *   differs from `itu` in 127 inputs, all on decision values;
 * - `nearest`: the level nearest to the input, the least error there is; the standard's decision values sit on segment edges
 *   and miss it for about 500 inputs. Ties go to the level nearer to 0.
 */
export type G711Profile = 'itu' | 'signmag' | 'nearest';

/** The int16 value of a code in [0, 255]. @see ITU-T G.191 (2010), UGST `g711.c`, `ulaw_expand` and `alaw_expand` */
export function g711Level(law: G711Law, code: number): number {
  if (law === 'mu') {
    const m = ~code & 255;
    const magnitude = ((((m & 15) << 3) + 132) << ((m >> 4) & 7)) - 132;
    return code < 128 ? 0 - magnitude : magnitude;
  }
  const m = (code ^ 0x55) & 127;
  const exponent = m >> 4;
  const mantissa = ((m & 15) << 4) + (exponent > 0 ? 264 : 8);
  const magnitude = exponent > 1 ? mantissa << (exponent - 1) : mantissa;
  return code < 128 ? 0 - magnitude : magnitude;
}

/** The code of an int16 value, its magnitude taken as `itu` or as `signmag` does. */
function segmentCode(law: G711Law, profile: 'itu' | 'signmag', x: number): number {
  const magnitude = x >= 0 ? x : profile === 'itu' ? ~x : Math.min(-x, 32767);
  const sign = x >= 0 ? 0x80 : 0;
  if (law === 'mu') {
    const biased = Math.min((magnitude >> 2) + 33, 8191); // 14 bits
    const exponent = 26 - Math.clz32(biased); // 0 to 7
    return sign | ((7 - exponent) << 4) | (15 - ((biased >> (exponent + 1)) & 15));
  }
  const a = magnitude >> 4; // 12 bits, sign included
  const exponent = 28 - Math.clz32(a); // 1 to 7 above 15
  return (sign | (a > 15 ? (a >> (exponent - 1)) - 16 + (exponent << 4) : a)) ^ 0x55;
}

/** Codes of the nearest levels of x = -32768..32767: a walk along the levels in ascending order. */
function nearestCodes(law: G711Law): Uint8Array {
  const ascending = Array.from({ length: 256 }, (_, code) => ({ code, level: g711Level(law, code) })).sort(
    (a, b) => a.level - b.level || a.code - b.code, // of the two zeros of the mu-law, 0xFF is the last and stays
  );
  const codes = new Uint8Array(65536);
  for (let x = -32768, k = 0; x <= 32767; x++) {
    for (; k < 255; k++) {
      const [here, next] = [ascending[k].level, ascending[k + 1].level];
      const gain = Math.abs(x - here) - Math.abs(x - next);
      if (gain < 0 || (gain === 0 && Math.abs(next) > Math.abs(here))) break;
    }
    codes[x + 32768] = ascending[k].code;
  }
  return codes;
}

const tables = new Map<string, Uint8Array>();

/** Codes of x = -32768..32767 in ascending order, shape (65536); made at first use and shared: not to be written to. */
export function g711Codes(law: G711Law, profile: G711Profile): Uint8Array {
  const key = `${law} ${profile}`;
  let codes = tables.get(key);
  if (!codes) {
    codes =
      profile === 'nearest'
        ? nearestCodes(law)
        : Uint8Array.from({ length: 65536 }, (_, i) => segmentCode(law, profile, i - 32768));
    tables.set(key, codes);
  }
  return codes;
}

/**
 * Codes of `x / scale` rounded half to even to int16.
 *
 * @param codes from {@link g711Codes}
 * @param scale real value of one int16 step
 * @param out   codes; same index as `x`
 * @returns the number of samples outside int16, which saturate, or ~i for the first i where x[i] is NaN
 */
export function encodeG711(
  x: Float32Array,
  begin: number,
  end: number,
  codes: Uint8Array,
  scale: number,
  out: Codes,
): number {
  let clipped = 0;
  for (let i = begin; i < end; i++) {
    const y = x[i] / scale;
    if (y >= -32768.5 && y < 32767.5) {
      out[i] = codes[(y + 6755399441055744 - 6755399441022976) | 0]; // half to even: see rounding.ts; plus 32768
    } else if (Number.isNaN(y)) {
      return ~i;
    } else {
      clipped++;
      out[i] = codes[y < 0 ? 0 : 65535];
    }
  }
  return clipped;
}
