import { FormatError } from '../errors.js';
import { halves, isWide, LOW } from './halves.js';
import type { LosslessCodec } from './losslessCodec.js';

/** Unsigned integers that {@link simple8bRle} takes. */
export type UnsignedIntegers = Uint32Array | BigUint64Array;

/** Integers in a block, by selector; 15 is a run. */
const COUNTS = Uint8Array.of(0, 64, 32, 21, 16, 12, 10, 9, 8, 6, 5, 4, 3, 2, 1, 0);
/** Bits of each. */
const WIDTHS = Uint8Array.of(0, 1, 2, 3, 4, 5, 6, 7, 8, 10, 12, 16, 21, 32, 64, 36);
const RUN = 15;
const LONGEST_RUN = 2 ** 28 - 1;
const HEAD = 8; // bytes: count, blocks

/**
 * Blocks of 64 bits, each with a 4-bit selector: 64 integers of 1 bit, 32 of 2, ... 1 of 64; or a run, a 28-bit count and a
 * 36-bit value. A signal that stands still costs next to nothing; one that takes small steps, the bits of its steps.
 *
 * Bytes, little-endian: number of integers (32 bits), number of blocks (32 bits), selectors (4 bits each, low half of a byte
 * first, filled up to a multiple of 8 bytes), blocks (64 bits each, first integer in the low bits; a run's count in the
 * high ones). Bits that no integer takes are 0 and are not looked at. Takes any unsigned integers of 32 or 64 bits.
 *
 * @see V. N. Anh, A. Moffat, "Index compression using 64-bit words", Software: Practice and Experience 40 (2010), 131-147;
 *   TimescaleDB `simple8b_rle.h` for this selector table and this layout
 */
export const simple8bRle: LosslessCodec<UnsignedIntegers> = {
  name: 'simple8bRle',

  encode(values) {
    const n = values.length;
    const stride = isWide(values) ? 2 : 1;
    const words = isWide(values) ? halves(values) : values;
    const low = stride === 2 ? LOW : 0;
    const highOf = (i: number) => (stride === 2 ? words[2 * i + 1 - low] : 0);
    const lowOf = (i: number) => words[stride * i + low];
    const selectors = new Uint8Array(n);
    const blocks = new Uint32Array(2 * n); // low and high half of each
    let count = 0;

    for (let i = 0; i < n; count++) {
      const selector = packedSelector(i, n, lowOf, highOf);
      const packed = Math.min(COUNTS[selector], n - i);
      let run = 0;
      if (highOf(i) < 16) {
        while (run < LONGEST_RUN && i + run < n && lowOf(i + run) === lowOf(i) && highOf(i + run) === highOf(i)) run++;
      }
      if (run > packed) {
        selectors[count] = RUN;
        blocks[2 * count] = lowOf(i);
        blocks[2 * count + 1] = (run << 4) | highOf(i);
        i += run;
        continue;
      }
      selectors[count] = selector;
      const width = WIDTHS[selector];
      for (let k = 0, at = 0; k < packed; k++, at += width) {
        const value = lowOf(i + k);
        if (at < 32) blocks[2 * count] |= value << at;
        if (at >= 32) blocks[2 * count + 1] |= value << (at - 32);
        else if (at + width > 32) blocks[2 * count + 1] |= at === 0 ? highOf(i) : value >>> (32 - at);
      }
      i += packed;
    }
    return assemble(n, selectors.subarray(0, count), blocks);
  },

  lengthOf(bytes) {
    const view = viewOf(bytes);
    if (bytes.length < HEAD) return fail('must hold at least 8 bytes', bytes.length);
    const [count, blocks] = [view.getUint32(0, true), view.getUint32(4, true)];
    const data = HEAD + selectorBytes(blocks);
    if (bytes.length !== data + 8 * blocks) {
      return fail(`must hold ${data + 8 * blocks} bytes for ${blocks} blocks`, bytes.length);
    }
    let total = 0;
    for (let b = 0; b < blocks; b++) {
      const selector = selectorOf(bytes, b);
      const before = total;
      total += selector === RUN ? view.getUint32(data + 8 * b + 4, true) >>> 4 : COUNTS[selector];
      if (total === before) return fail(`block ${b} must hold integers`, 0);
      if (before >= count) return fail(`must hold ${count} integers, not more blocks`, blocks);
    }
    if (total < count) return fail(`must hold ${count} integers`, total);
    return count;
  },

  decode(bytes, out) {
    const n = simple8bRle.lengthOf(bytes);
    if (n !== out.length) return fail(`must hold ${out.length} integers`, n);
    const view = viewOf(bytes);
    const blocks = view.getUint32(4, true);
    const data = HEAD + selectorBytes(blocks);
    const stride = isWide(out) ? 2 : 1;
    const words = isWide(out) ? halves(out) : out;
    const place = stride === 2 ? LOW : 0;
    const put = (i: number, low: number, high: number) => {
      words[stride * i + place] = low;
      if (stride === 2) words[2 * i + 1 - place] = high;
      else if (high !== 0) fail('must hold integers below 2^32', high * 2 ** 32 + low);
    };
    for (let b = 0, i = 0; b < blocks; b++) {
      const selector = selectorOf(bytes, b);
      const low = view.getUint32(data + 8 * b, true);
      const high = view.getUint32(data + 8 * b + 4, true);
      const width = WIDTHS[selector];
      const count = selector === RUN ? high >>> 4 : COUNTS[selector];
      const end = Math.min(i + count, n);
      if (selector === RUN) {
        for (; i < end; i++) put(i, low, high & 15);
      } else if (width === 64) {
        put(i++, low, high);
      } else {
        const mask = width === 32 ? -1 : (1 << width) - 1;
        for (let at = 0; i < end; at += width, i++) {
          const field = at >= 32 ? high >>> (at - 32) : at === 0 ? low : (low >>> at) | (high << (32 - at));
          put(i, (field & mask) >>> 0, 0);
        }
      }
    }
    return out;
  },
};

/** The selector that packs most integers from index i on. */
function packedSelector(i: number, n: number, lowOf: (i: number) => number, highOf: (i: number) => number): number {
  let selector = 1;
  for (let k = 0; k < COUNTS[selector] && i + k < n; k++) {
    const high = highOf(i + k);
    const bits = high === 0 ? 32 - Math.clz32(lowOf(i + k)) : 64 - Math.clz32(high);
    // stops widening once integer k no longer fits beside those before it: it goes to the next block
    while (WIDTHS[selector] < bits && k < COUNTS[selector]) selector++;
  }
  return selector;
}

function selectorBytes(blocks: number): number {
  return 8 * Math.ceil(blocks / 16);
}

function selectorOf(bytes: Uint8Array, block: number): number {
  return (bytes[HEAD + (block >> 1)] >> (block & 1 ? 4 : 0)) & 15;
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function assemble(count: number, selectors: Uint8Array, blocks: Uint32Array): Uint8Array {
  const data = HEAD + selectorBytes(selectors.length);
  const bytes = new Uint8Array(data + 8 * selectors.length);
  const view = viewOf(bytes);
  view.setUint32(0, count, true);
  view.setUint32(4, selectors.length, true);
  for (let b = 0; b < selectors.length; b++) {
    bytes[HEAD + (b >> 1)] |= selectors[b] << (b & 1 ? 4 : 0);
    view.setUint32(data + 8 * b, blocks[2 * b], true);
    view.setUint32(data + 8 * b + 4, blocks[2 * b + 1], true);
  }
  return bytes;
}

function fail(rule: string, got: number): never {
  throw new FormatError('format-wire', `simple8bRle: the bytes ${rule}, got ${got}`);
}
