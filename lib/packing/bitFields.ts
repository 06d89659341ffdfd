import type { Codes } from '../qparams.js';

/** Which end of a byte the first field takes: the low bits, or the high ones (network order). */
export type BitOrder = 'lsbFirst' | 'msbFirst';

/** How integers become bit fields: `field = (value - low) xor flip`, in `bits` bits. */
export interface FieldRule {
  /** Width of a field, an integer in [1, 32]. */
  readonly bits: number;
  readonly order: BitOrder;
  /** Smallest value. */
  readonly low: number;
  /** Largest value less the smallest. */
  readonly span: number;
  /** 0; or 2^(bits-1), which turns `value - low` into two's complement. */
  readonly flip: number;
}

/** Bytes that `count` fields of `bits` bits take; unused bits of the last byte are 0. */
export function packedLength(count: number, bits: number): number {
  return Math.ceil((count * bits) / 8);
}

/**
 * Writes integers as bit fields.
 *
 * @param out bytes, written from `at` on, packedLength(values.length, bits) of them
 * @returns the index of the first value that the fields cannot hold, or -1 when all were written
 */
export function writeFields(values: Codes, rule: FieldRule, out: Uint8Array, at = 0): number {
  const { bits, low, span, order, flip } = rule;
  if (bits > 16) return writeWide(values, rule, out, at);
  if (low > 0xffff) {
    const outside = firstOutside(values, rule); // value - low may be below -2^31, where the sign is lost
    if (outside >= 0) return outside;
  }
  const n = values.length;
  const step = order === 'lsbFirst' ? bits : -bits; // from a field's shift to the next one's
  const first = order === 'lsbFirst' ? 0 : 8 - bits;
  let wrong = 0; // sign and high bits show whether any field was out of [0, span]
  let i = 0;
  if (bits === 8) {
    for (; i < n; i++) {
      const u = values[i] - low;
      wrong |= u | (span - u);
      out[at + i] = u ^ flip;
    }
  } else if (bits === 16) {
    const [lower, upper] = order === 'lsbFirst' ? [at, at + 1] : [at + 1, at];
    for (; i < n; i++) {
      const u = values[i] - low;
      wrong |= u | (span - u);
      out[lower + 2 * i] = u ^ flip;
      out[upper + 2 * i] = (u ^ flip) >> 8;
    }
  } else if (bits === 4) {
    for (let to = at; i + 2 <= n; i += 2) {
      const [u, v] = [values[i] - low, values[i + 1] - low];
      wrong |= u | (span - u) | v | (span - v);
      out[to++] = ((u ^ flip) << first) | ((v ^ flip) << (first + step));
    }
  } else if (bits === 2) {
    for (let to = at; i + 4 <= n; i += 4) {
      const [u, v] = [values[i] - low, values[i + 1] - low];
      const [x, y] = [values[i + 2] - low, values[i + 3] - low];
      wrong |= u | (span - u) | v | (span - v) | x | (span - x) | y | (span - y);
      out[to++] =
        ((u ^ flip) << first) |
        ((v ^ flip) << (first + step)) |
        ((x ^ flip) << (first + 2 * step)) |
        ((y ^ flip) << (first + 3 * step));
    }
  } else if (bits === 1) {
    for (let to = at; i + 8 <= n; i += 8) {
      let byte = 0;
      for (let k = 0, shift = first; k < 8; k++, shift += step) {
        const u = values[i + k] - low;
        wrong |= u | (span - u);
        byte |= (u ^ flip) << shift;
      }
      out[to++] = byte;
    }
  }
  // the other widths, and what fills no whole byte
  let to = at + (i * bits) / 8;
  let held = 0;
  let count = 0; // bits held, below 8 between fields
  for (; i < n; i++) {
    const u = values[i] - low;
    wrong |= u | (span - u);
    const field = u ^ flip;
    if (order === 'lsbFirst') {
      held |= field << count;
      for (count += bits; count >= 8; count -= 8, held >>>= 8) out[to++] = held;
    } else {
      held = (held << bits) | field;
      for (count += bits; count >= 8; count -= 8) out[to++] = held >>> (count - 8);
      held &= 0xff; // at most 7 of them are still to come
    }
  }
  if (count > 0) out[to] = order === 'lsbFirst' ? held : held << (8 - count);
  return wrong >>> bits === 0 ? -1 : firstOutside(values, rule);
}

/** Fields of 17 to 32 bits: the low 16 and the rest, which a 32-bit accumulator holds beside 7 bits of the field before. */
function writeWide(values: Codes, { bits, order, low, span, flip }: FieldRule, out: Uint8Array, at: number): number {
  const lsbFirst = order === 'lsbFirst';
  let to = at;
  let held = 0;
  let count = 0;
  for (let i = 0; i < values.length; i++) {
    const u = values[i] - low;
    if (!(u >= 0 && u <= span)) return i;
    const field = u ^ flip;
    for (let part = 0; part < 2; part++) {
      const lower = (part === 0) === lsbFirst;
      const width = lower ? 16 : bits - 16;
      const piece = lower ? field & 0xffff : field >>> 16;
      held = lsbFirst ? held | (piece << count) : (held << width) | piece;
      for (count += width; count >= 8; count -= 8) {
        out[to++] = lsbFirst ? held : held >>> (count - 8);
        if (lsbFirst) held >>>= 8;
      }
      if (!lsbFirst) held &= 0xff;
    }
  }
  if (count > 0) out[to] = lsbFirst ? held : held << (8 - count);
  return -1;
}

/** Index of the first value outside [low, low + span], or -1. */
export function firstOutside(values: Codes, { low, span }: Pick<FieldRule, 'low' | 'span'>): number {
  for (let i = 0; i < values.length; i++) if (values[i] < low || values[i] - low > span) return i;
  return -1;
}

/**
 * Reads bit fields back: `value = (field xor flip) + low`. Unused bits of the last byte are not looked at.
 *
 * @param bytes read from `at` on, packedLength(out.length, bits) of them
 * @returns whether every value lies in [low, low + span]
 */
export function readFields(bytes: Uint8Array, rule: FieldRule, out: Codes, at = 0): boolean {
  const { bits, order, low, span, flip } = rule;
  const n = out.length;
  let wrong = 0;
  let i = 0;
  if (bits === 8) {
    for (; i < n; i++) {
      const u = bytes[at + i] ^ flip;
      wrong |= span - u;
      out[i] = u + low;
    }
    return wrong >= 0;
  }
  if (bits === 16) {
    const [lower, upper] = order === 'lsbFirst' ? [at, at + 1] : [at + 1, at];
    for (; i < n; i++) {
      const u = (bytes[lower + 2 * i] | (bytes[upper + 2 * i] << 8)) ^ flip;
      wrong |= span - u;
      out[i] = u + low;
    }
    return wrong >= 0;
  }
  const lsbFirst = order === 'lsbFirst';
  if (bits === 4 || bits === 2 || bits === 1) {
    const [mask, first, step] = [(1 << bits) - 1, lsbFirst ? 0 : 8 - bits, lsbFirst ? bits : -bits];
    for (let from = at; i < n; from++) {
      const byte = bytes[from];
      for (let shift = first; shift >= 0 && shift < 8 && i < n; shift += step) {
        const u = ((byte >> shift) & mask) ^ flip;
        wrong |= span - u;
        out[i++] = u + low;
      }
    }
    return wrong >= 0;
  }
  if (bits > 16) return readWide(bytes, rule, out, at);
  const mask = 2 ** bits - 1;
  let from = at;
  let held = 0;
  let count = 0;
  for (; i < n; i++) {
    for (; count < bits; count += 8) held = lsbFirst ? held | (bytes[from++] << count) : (held << 8) | bytes[from++];
    count -= bits;
    const u = ((lsbFirst ? held : held >>> count) & mask) ^ flip;
    held = lsbFirst ? held >>> bits : held & ((1 << count) - 1);
    wrong |= span - u;
    out[i] = u + low;
  }
  return wrong >= 0;
}

function readWide(bytes: Uint8Array, { bits, order, low, span, flip }: FieldRule, out: Codes, at: number): boolean {
  const lsbFirst = order === 'lsbFirst';
  let from = at;
  let held = 0;
  let count = 0;
  let inside = true;
  for (let i = 0; i < out.length; i++) {
    let field = 0;
    for (let part = 0; part < 2; part++) {
      const lower = (part === 0) === lsbFirst;
      const width = lower ? 16 : bits - 16;
      for (; count < width; count += 8) held = lsbFirst ? held | (bytes[from++] << count) : (held << 8) | bytes[from++];
      count -= width;
      const piece = (lsbFirst ? held : held >>> count) & (2 ** width - 1);
      held = lsbFirst ? held >>> width : held & ((1 << count) - 1);
      field |= lower ? piece : piece << 16;
    }
    const u = (field ^ flip) >>> 0;
    inside &&= u <= span;
    out[i] = u + low;
  }
  return inside;
}
