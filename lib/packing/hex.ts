import { show } from '../check.js';
import { FormatError } from '../errors.js';

const DIGITS = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

/** Bytes as a text that survives JSON. */
export function toHex(bytes: Uint8Array): string {
  return Array.from(bytes, byte => DIGITS[byte]).join('');
}

/** The bytes of a saved text, at most `max` of them. */
export function fromHex(who: string, text: unknown, max: number): Uint8Array {
  if (typeof text !== 'string' || text.length > 2 * max || !/^(?:[0-9a-f]{2})*$/.test(text)) {
    throw new FormatError(
      'format-state',
      `${who}: bytes must be at most ${max} pairs of hex digits, got ${show(text)}`,
    );
  }
  return Uint8Array.from({ length: text.length / 2 }, (_, i) => parseInt(text.slice(2 * i, 2 * i + 2), 16));
}
