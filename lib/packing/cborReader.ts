import { FormatError } from '../errors.js';
import { BYTES, NEGATIVE, SIMPLE, TEXT, UINT } from './cborWriter.js';
import { halfBits, halfValue } from './half.js';

const TYPES = ['an unsigned integer', 'a negative integer', 'bytes', 'a text', 'an array', 'a map', 'a tag', 'a float'];
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * Reads CBOR items one by one. The caller says which type and which bound it expects next, so depth and sizes are its own;
 * whatever is not core deterministic (long heads, indefinite lengths, long floats) is an error, and nothing is allocated
 * before the bytes for it are known to be there.
 *
 * @see RFC 8949, section 4.2.1
 */
export class CborReader {
  bytes: Uint8Array = new Uint8Array(0);
  /** Of the same bytes. */
  view = new DataView(this.bytes.buffer);
  at = 0;
  end = 0;
  /** High 32 bits of the last argument. */
  high = 0;
  /** Low 32 bits of the last argument. */
  low = 0;

  /** Goes to `bytes[begin..end)`; `view` is one of the same bytes. */
  open(bytes: Uint8Array, view: DataView, begin: number, end: number): void {
    this.bytes = bytes;
    this.view = view;
    this.at = begin;
    this.end = end;
  }

  fail(message: string): never {
    throw new FormatError('format-wire', `wire frame: ${message} at byte ${this.at}`);
  }

  /** The major type of the next item. */
  peek(): number {
    if (this.at >= this.end) this.fail('ends too early');
    return this.bytes[this.at] >> 5;
  }

  /** The argument of the next head, which must have this major type; above 2^53 only `high` and `low` are exact. */
  head(major: number): number {
    const { bytes } = this;
    const start = this.at;
    if (start >= this.end) this.fail('ends too early');
    const initial = bytes[start];
    if (initial >> 5 !== major) this.fail(`expected ${TYPES[major]}, got ${TYPES[initial >> 5]}`);
    const size = initial & 31;
    this.high = 0;
    if (size < 24) {
      this.at = start + 1;
      return (this.low = size);
    }
    if (size > 27) this.fail('lengths must be definite');
    const next = start + 1 + (1 << (size - 24));
    if (next > this.end) this.fail('ends too early');
    let argument: number;
    if (size === 24) {
      argument = bytes[start + 1];
      if (argument < 24) this.fail('heads must be as short as can be');
    } else if (size === 25) {
      argument = (bytes[start + 1] << 8) | bytes[start + 2];
      if (argument < 0x100) this.fail('heads must be as short as can be');
    } else if (size === 26) {
      argument = this.word(start + 1);
      if (argument < 0x10000) this.fail('heads must be as short as can be');
    } else {
      const high = this.word(start + 1);
      if (high === 0) this.fail('heads must be as short as can be');
      this.low = this.word(start + 5);
      this.at = next;
      this.high = high;
      return high * 0x100000000 + this.low;
    }
    this.at = next;
    return (this.low = argument);
  }

  private word(at: number): number {
    const { bytes } = this;
    return ((bytes[at] << 24) | (bytes[at + 1] << 16) | (bytes[at + 2] << 8) | bytes[at + 3]) >>> 0;
  }

  /** An unsigned integer in [0, max], max below 2^53. */
  unsigned(what: string, max: number): number {
    const start = this.at;
    const x = this.head(UINT);
    if (x > max) this.outside(start, what, 0, max);
    return x;
  }

  /** An integer in [min, max], both safe. */
  integer(what: string, min: number, max: number): number {
    const start = this.at;
    const x = this.peek() === NEGATIVE ? -1 - this.head(NEGATIVE) : this.head(UINT);
    if (x < min || x > max) this.outside(start, what, min, max);
    return x;
  }

  /** An unsigned integer in [0, 2^64). */
  bigUnsigned(): bigint {
    this.head(UINT);
    return this.argument();
  }

  /** An integer in [-2^64, 2^64). */
  bigInteger(): bigint {
    if (this.peek() !== NEGATIVE) return this.bigUnsigned();
    this.head(NEGATIVE);
    return -1n - this.argument();
  }

  private argument(): bigint {
    return this.high === 0 ? BigInt(this.low) : (BigInt(this.high) << 32n) | BigInt(this.low);
  }

  private outside(at: number, what: string, min: number, max: number): never {
    this.at = at;
    return this.fail(`${what} must be in [${min}, ${max}]`);
  }

  /** A finite float in its shortest form. */
  float(what: string): number {
    const start = this.at;
    if (this.peek() !== SIMPLE) this.fail(`${what} must be a float`);
    const size = (this.bytes[start] & 31) - 24; // 1, 2, 3: 16, 32, 64 bits
    const bytes = 1 << size;
    if (size < 1 || size > 3) this.fail(`${what} must be a float`);
    if (start + 1 + bytes > this.end) this.fail('ends too early');
    const { view } = this;
    const at = start + 1;
    const x = size === 1 ? halfValue(view.getUint16(at)) : size === 2 ? view.getFloat32(at) : view.getFloat64(at);
    if (!Number.isFinite(x)) this.fail(`${what} must be finite`);
    if ((size > 1 && halfBits(x) >= 0) || (size === 3 && Math.fround(x) === x))
      this.fail('floats must be as short as can be');
    this.at = start + 1 + bytes;
    return x;
  }

  /** Goes behind a byte string of at most `max` bytes and returns its length; its bytes end at `at`. */
  byteString(what: string, max: number): number {
    return this.content(BYTES, what, max);
  }

  /** A text of at most `max` bytes of UTF-8. */
  text(what: string, max: number): string {
    const length = this.content(TEXT, what, max);
    try {
      return decoder.decode(this.bytes.subarray(this.at - length, this.at));
    } catch (cause) {
      throw new FormatError('format-wire', `wire frame: ${what} must be UTF-8 at byte ${this.at - length}`, { cause });
    }
  }

  private content(major: number, what: string, max: number): number {
    const start = this.at;
    const length = this.head(major);
    if (length > max) {
      this.at = start;
      this.fail(`${what} must be at most ${max} bytes long`);
    }
    if (length > this.end - this.at) this.fail(`${what} ends too early`);
    this.at += length;
    return length;
  }
}
