import { OptionRangeError, OptionTypeError } from '../errors.js';
import { show } from '../check.js';

const encoder = new TextEncoder();

/** UTF-8 of a text that is at most `max` bytes long; a lone surrogate has none. */
export function encodeText(who: string, what: string, text: unknown, max: number): Uint8Array {
  if (typeof text !== 'string') throw new OptionTypeError(`${who}: ${what} must be a text, got ${show(text)}`);
  if (/\p{Surrogate}/u.test(text)) {
    throw new OptionRangeError(`${who}: ${what} must be well-formed Unicode, got ${show(text)}`);
  }
  const utf8 = encoder.encode(text);
  if (utf8.length > max) {
    throw new OptionRangeError(`${who}: ${what} must be at most ${max} bytes of UTF-8, got ${utf8.length}`);
  }
  return utf8;
}
