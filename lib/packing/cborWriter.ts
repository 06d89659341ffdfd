import { halfBits } from './half.js';

/** Major types of CBOR items (RFC 8949, section 3.1). */
export const UINT = 0;
export const NEGATIVE = 1;
export const BYTES = 2;
export const TEXT = 3;
export const ARRAY = 4;
export const MAP = 5;
export const TAG = 6;
export const SIMPLE = 7;

const LOW_64 = (1n << 64n) - 1n;

/**
 * Writes CBOR items in core deterministic encoding: shortest heads, definite lengths, shortest exact floats. The order of
 * map keys is up to the caller. Keeps its memory from one use to the next.
 *
 * @see RFC 8949, section 4.2.1
 */
export class CborWriter {
  bytes = new Uint8Array(2048);
  /** Of the same bytes. */
  view = new DataView(this.bytes.buffer);
  at = 0;

  /** Makes room for `count` bytes from `at` on. */
  reserve(count: number): void {
    if (this.at + count <= this.bytes.length) return;
    const grown = new Uint8Array(Math.max(2 * this.bytes.length, this.at + count));
    grown.set(this.bytes.subarray(0, this.at));
    this.bytes = grown;
    this.view = new DataView(grown.buffer);
  }

  /** The head of an item: its major type and an argument, a safe integer. */
  head(major: number, argument: number): void {
    this.reserve(9);
    const { bytes } = this;
    const type = major << 5;
    if (argument < 24) {
      bytes[this.at++] = type | argument;
    } else if (argument < 0x100) {
      bytes[this.at++] = type | 24;
      bytes[this.at++] = argument;
    } else if (argument < 0x10000) {
      bytes[this.at++] = type | 25;
      bytes[this.at++] = argument >>> 8;
      bytes[this.at++] = argument;
    } else if (argument < 0x100000000) {
      bytes[this.at++] = type | 26;
      this.word(argument);
    } else {
      bytes[this.at++] = type | 27;
      this.word(Math.floor(argument / 0x100000000));
      this.word(argument);
    }
  }

  /** A safe integer. */
  integer(x: number): void {
    if (x < 0) this.head(NEGATIVE, -1 - x);
    else this.head(UINT, x);
  }

  /** An integer in [-2^64, 2^64). */
  bigInteger(x: bigint): void {
    if (x >= -0x20000000000000n && x < 0x20000000000000n) {
      this.integer(Number(x));
      return;
    }
    const argument = x < 0n ? -1n - x : x;
    this.reserve(9);
    this.bytes[this.at++] = ((x < 0n ? NEGATIVE : UINT) << 5) | 27;
    this.word(Number((argument & LOW_64) >> 32n));
    this.word(Number(argument & 0xffffffffn));
  }

  /** A finite number as the shortest float that equals it. */
  float(x: number): void {
    this.reserve(9);
    const half = halfBits(x);
    if (half >= 0) {
      this.bytes[this.at++] = (SIMPLE << 5) | 25;
      this.bytes[this.at++] = half >>> 8;
      this.bytes[this.at++] = half;
      return;
    }
    const { view } = this;
    const single = Math.fround(x) === x;
    this.bytes[this.at++] = (SIMPLE << 5) | (single ? 26 : 27);
    if (single) view.setFloat32(this.at, x);
    else view.setFloat64(this.at, x);
    this.at += single ? 4 : 8;
  }

  /** Bytes that are CBOR already. */
  raw(items: Uint8Array): void {
    this.reserve(items.length);
    this.bytes.set(items, this.at);
    this.at += items.length;
  }

  /** A byte string. */
  byteString(content: Uint8Array): void {
    this.head(BYTES, content.length);
    this.raw(content);
  }

  /** A text, given as UTF-8. */
  text(utf8: Uint8Array): void {
    this.head(TEXT, utf8.length);
    this.raw(utf8);
  }

  /** 32 bits, most significant byte first. */
  word(x: number): void {
    const { bytes } = this;
    bytes[this.at++] = x >>> 24;
    bytes[this.at++] = x >>> 16;
    bytes[this.at++] = x >>> 8;
    bytes[this.at++] = x;
  }
}
