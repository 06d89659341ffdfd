import type { Codes } from '../qparams.js';
import { type FieldRule, firstOutside } from './bitFields.js';

/**
 * Writes integers as bit fields.
 *
 * @param out bytes, written from `at` on, packedLength(values.length, bits) of them
 * @returns the index of the first value that the fields cannot hold, or -1 when all were written
 *
 * @internal
 */
export function writeFields(values: Codes, rule: FieldRule, out: Uint8Array, at = 0): number {
  const { bits, low } = rule;
  // where value - low may lie beyond 32 bits, its low half cannot tell
  const outside = low > 0xffff || bits > 16 ? firstOutside(values, rule) : -1;
  if (outside >= 0) return outside;
  const write =
    bits === 8 ? writeBytes : bits === 16 ? writePairs : bits === 4 ? writeNibbles : bits > 16 ? writeWide : writeAny;
  return write(values, rule, out, at) >>> 0 < 2 ** bits ? -1 : firstOutside(values, rule);
}

// Each of these returns bits that show whether a value was outside: `u | (span - u)` has its sign bit or a bit above the
// fields set when u = value - low is not in [0, span].

function writeBytes(values: Codes, { low, span, flip }: FieldRule, out: Uint8Array, at: number): number {
  let wrong = 0;
  for (let i = 0; i < values.length; i++) {
    const u = values[i] - low;
    wrong |= u | (span - u);
    out[at + i] = u ^ flip;
  }
  return wrong;
}

function writePairs(values: Codes, { order, low, span, flip }: FieldRule, out: Uint8Array, at: number): number {
  const lower = order === 'lsbFirst' ? at : at + 1;
  const upper = order === 'lsbFirst' ? at + 1 : at;
  let wrong = 0;
  for (let i = 0; i < values.length; i++) {
    const u = values[i] - low;
    wrong |= u | (span - u);
    out[lower + 2 * i] = u ^ flip;
    out[upper + 2 * i] = (u ^ flip) >> 8;
  }
  return wrong;
}

function writeNibbles(values: Codes, { order, low, span, flip }: FieldRule, out: Uint8Array, at: number): number {
  const first = order === 'lsbFirst' ? 0 : 4;
  const second = 4 - first;
  const even = values.length & ~1;
  let wrong = 0;
  let to = at;
  for (let i = 0; i < even; i += 2) {
    const u = values[i] - low;
    const v = values[i + 1] - low;
    wrong |= u | (span - u) | v | (span - v);
    out[to++] = ((u ^ flip) << first) | ((v ^ flip) << second);
  }
  if (even < values.length) {
    const u = values[even] - low;
    wrong |= u | (span - u);
    out[to] = (u ^ flip) << first;
  }
  return wrong;
}

/** Fields of 1 to 16 bits. */
function writeAny(values: Codes, { bits, order, low, span, flip }: FieldRule, out: Uint8Array, at: number): number {
  const lsbFirst = order === 'lsbFirst';
  let wrong = 0;
  let to = at;
  let held = 0;
  let count = 0; // bits held, below 8 between fields
  for (let i = 0; i < values.length; i++) {
    const u = values[i] - low;
    wrong |= u | (span - u);
    const field = u ^ flip;
    if (lsbFirst) {
      held |= field << count;
      for (count += bits; count >= 8; count -= 8, held >>>= 8) out[to++] = held;
    } else {
      held = (held << bits) | field; // whatever stands above the low bits has been written
      for (count += bits; count >= 8; count -= 8) out[to++] = held >>> (count - 8);
    }
  }
  if (count > 0) out[to] = lsbFirst ? held : held << (8 - count);
  return wrong;
}

/** Fields of 17 to 32 bits: the low 16 and the rest, which 32 bits hold beside 7 bits of the field before. */
function writeWide(values: Codes, { bits, order, low, flip }: FieldRule, out: Uint8Array, at: number): number {
  const lsbFirst = order === 'lsbFirst';
  let to = at;
  let held = 0;
  let count = 0;
  for (let i = 0; i < values.length; i++) {
    const field = (values[i] - low) ^ flip;
    for (let part = 0; part < 2; part++) {
      const lower = (part === 0) === lsbFirst;
      const width = lower ? 16 : bits - 16;
      const piece = lower ? field & 0xffff : field >>> 16;
      held = lsbFirst ? held | (piece << count) : (held << width) | piece;
      for (count += width; count >= 8; count -= 8) {
        out[to++] = lsbFirst ? held : held >>> (count - 8);
        if (lsbFirst) held >>>= 8;
      }
    }
  }
  if (count > 0) out[to] = lsbFirst ? held : held << (8 - count);
  return 0;
}
