import type { Codes } from '../qparams.js';

/** Integers that turn the codes of one encoding into those of another. */
export interface CodeEncoding {
  /** A power of two that makes the zero point of the old codes an integer, or nearly: 1 where it is one. */
  readonly factor: number;
  /** The old code of zero times `factor`, an integer. */
  readonly centre: number;
  /** The multiplier: an integer of 31 bits, or one times a power of two where the product is shifted left. */
  readonly multiplier: number;
  /** Bits by which the product is shifted right, at least 17, in pieces: half = 2^(bits - 17), unit = 2^(16 - bits). */
  readonly half: number;
  readonly unit: number;
  /** The new code of zero. */
  readonly zeroPoint: number;
  /** Smallest new code. */
  readonly low: number;
  /** Largest new code. */
  readonly high: number;
}

/**
 * `out[i] = clamp((factor data[i] - centre) * multiplier * 2^-bits + zeroPoint)`, the exact product rounded once, half away from
 * zero.
 *
 * @internal
 *
 * @param data codes, read from `begin` to `end`
 * @param out  new codes, written at the same places
 * @returns codes that had to be clamped
 */
export function requantizeCodes(
  data: Codes,
  begin: number,
  end: number,
  { factor, centre, multiplier, half, unit, zeroPoint, low, high }: CodeEncoding,
  out: Codes,
): number {
  let clamped = 0;
  for (let i = begin; i < end; i++) {
    const x = factor * data[i] - centre; // below 2^34
    const magnitude = x < 0 ? -x : x;
    // in a high part and 16 low bits, so that every product is exact
    const upper = Math.floor(magnitude * (1 / 65536));
    const lower = magnitude - upper * 65536;
    const y = Math.floor((upper * multiplier + Math.floor(lower * multiplier * (1 / 65536)) + half) * unit);
    const q = (x < 0 ? -y : y) + zeroPoint;
    if (q < low || q > high) clamped++;
    out[i] = q < low ? low : q > high ? high : q;
  }
  return clamped;
}
