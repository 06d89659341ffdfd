import type { Codes } from '../qparams.js';
import type { FieldRule } from './bitFields.js';

/**
 * Reads bit fields back: `value = (field xor flip) + low`. Unused bits of the last byte are not looked at.
 *
 * @param bytes read from `at` on, packedLength(out.length, bits) of them
 * @returns whether every value lies in [low, low + span]
 *
 * @internal
 */
export function readFields(bytes: Uint8Array, rule: FieldRule, out: Codes, at = 0): boolean {
  const { bits } = rule;
  const read =
    bits === 8 ? readBytes : bits === 16 ? readPairs : bits === 4 ? readNibbles : bits > 16 ? readWide : readAny;
  return read(bytes, rule, out, at) >= 0;
}

// Each of these returns a number below 0 when a field was above the span.

function readBytes(bytes: Uint8Array, { low, span, flip }: FieldRule, out: Codes, at: number): number {
  let wrong = 0;
  for (let i = 0; i < out.length; i++) {
    const u = bytes[at + i] ^ flip;
    wrong |= span - u;
    out[i] = u + low;
  }
  return wrong;
}

function readPairs(bytes: Uint8Array, { order, low, span, flip }: FieldRule, out: Codes, at: number): number {
  const lower = order === 'lsbFirst' ? at : at + 1;
  const upper = order === 'lsbFirst' ? at + 1 : at;
  let wrong = 0;
  for (let i = 0; i < out.length; i++) {
    const u = (bytes[lower + 2 * i] | (bytes[upper + 2 * i] << 8)) ^ flip;
    wrong |= span - u;
    out[i] = u + low;
  }
  return wrong;
}

function readNibbles(bytes: Uint8Array, { order, low, span, flip }: FieldRule, out: Codes, at: number): number {
  const first = order === 'lsbFirst' ? 0 : 4;
  const second = 4 - first;
  const even = out.length & ~1;
  let wrong = 0;
  let from = at;
  for (let i = 0; i < even; i += 2) {
    const byte = bytes[from++];
    const u = ((byte >> first) & 15) ^ flip;
    const v = ((byte >> second) & 15) ^ flip;
    wrong |= (span - u) | (span - v);
    out[i] = u + low;
    out[i + 1] = v + low;
  }
  if (even < out.length) {
    const u = ((bytes[from] >> first) & 15) ^ flip;
    wrong |= span - u;
    out[even] = u + low;
  }
  return wrong;
}

/** Fields of 1 to 16 bits. */
function readAny(bytes: Uint8Array, { bits, order, low, span, flip }: FieldRule, out: Codes, at: number): number {
  const lsbFirst = order === 'lsbFirst';
  const mask = 2 ** bits - 1;
  let wrong = 0;
  let from = at;
  let held = 0;
  let count = 0; // bits held and not yet read
  for (let i = 0; i < out.length; i++) {
    let field: number;
    if (lsbFirst) {
      for (; count < bits; count += 8) held |= bytes[from++] << count;
      field = held & mask;
      held >>>= bits;
    } else {
      for (; count < bits; count += 8) held = (held << 8) | bytes[from++];
      field = (held >>> (count - bits)) & mask;
    }
    count -= bits;
    const u = field ^ flip;
    wrong |= span - u;
    out[i] = u + low;
  }
  return wrong;
}

/** Fields of 17 to 32 bits, in two pieces. */
function readWide(bytes: Uint8Array, { bits, order, low, span, flip }: FieldRule, out: Codes, at: number): number {
  const lsbFirst = order === 'lsbFirst';
  let inside = true;
  let from = at;
  let held = 0;
  let count = 0;
  for (let i = 0; i < out.length; i++) {
    let field = 0;
    for (let part = 0; part < 2; part++) {
      const lower = (part === 0) === lsbFirst;
      const width = lower ? 16 : bits - 16;
      for (; count < width; count += 8) held = lsbFirst ? held | (bytes[from++] << count) : (held << 8) | bytes[from++];
      count -= width;
      const piece = (lsbFirst ? held : held >>> count) & (2 ** width - 1);
      if (lsbFirst) held >>>= width;
      field |= lower ? piece : piece << 16;
    }
    const u = (field ^ flip) >>> 0;
    inside &&= u <= span;
    out[i] = u + low;
  }
  return inside ? 0 : -1;
}
