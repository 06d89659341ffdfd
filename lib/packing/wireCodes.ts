import type { Codes, QParams } from '../qparams.js';
import { newCodes } from '../qparams.js';
import { type FieldRule, packedLength } from '../kernels/bitFields.js';
import type { CborReader } from './cborReader.js';
import { BYTES, type CborWriter, TAG } from './cborWriter.js';
import { LOW } from './halves.js';
import { readFields } from '../kernels/readFields.js';
import { codesTag } from './wireFormat.js';
import { writeFields } from '../kernels/writeFields.js';

/** Codes as bit fields q - qmin, low bits first. */
function ruleOf({ bits, qmin, qmax }: QParams): FieldRule {
  return { bits, order: 'lsbFirst', low: qmin, span: qmax - qmin, flip: 0 };
}

/** Whether words lie in memory with their low byte first. */
const LITTLE = LOW === 0;

/** Whether the codes fill signed bytes: then q - qmin is q with its top bit turned. */
function fillBytes({ bits, qmin, qmax }: QParams): boolean {
  return bits === 8 && qmin === -128 && qmax === 127;
}

/**
 * Writes codes as a byte string, tagged as a typed array where they are 8, 16 or 32 bits wide.
 *
 * @returns the index of the first code outside [qmin, qmax], or -1
 */
export function writeCodes(writer: CborWriter, codes: Codes, params: QParams): number {
  const bytes = packedLength(codes.length, params.bits);
  const tag = codesTag(params.bits);
  if (tag !== undefined) writer.head(TAG, tag);
  writer.head(BYTES, bytes);
  writer.reserve(bytes);
  const at = writer.at;
  writer.at += bytes;
  if (!(codes instanceof Int8Array && fillBytes(params))) return writeFields(codes, ruleOf(params), writer.bytes, at);
  turnTopBits(new DataView(codes.buffer, codes.byteOffset, bytes), writer.view, at);
  return -1;
}

const TOP_BITS = 0x80808080 | 0;

/** Bytes plus 128, four at a time, into `out` from `at` on. */
function turnTopBits(bytes: DataView, out: DataView, at: number): void {
  const n = bytes.byteLength;
  let i = 0;
  // four words a turn: a third less time than one
  for (; i + 16 <= n; i += 16) {
    out.setInt32(at + i, bytes.getInt32(i, true) ^ TOP_BITS, true);
    out.setInt32(at + i + 4, bytes.getInt32(i + 4, true) ^ TOP_BITS, true);
    out.setInt32(at + i + 8, bytes.getInt32(i + 8, true) ^ TOP_BITS, true);
    out.setInt32(at + i + 12, bytes.getInt32(i + 12, true) ^ TOP_BITS, true);
  }
  for (; i < n; i++) out.setUint8(at + i, bytes.getUint8(i) ^ 0x80);
}

/** Reads `count` codes; nothing is allocated before the bytes are known to be as many as the codes take. */
export function readCodes(reader: CborReader, params: QParams, count: number): Codes {
  const { bits } = params;
  const tag = codesTag(bits);
  if (tag !== undefined && reader.head(TAG) !== tag) reader.fail(`codes of ${bits} bits must have tag ${tag}`);
  const wanted = packedLength(count, bits);
  const length = reader.byteString('codes', wanted);
  if (length !== wanted) reader.fail(`codes must take ${wanted} bytes, got ${length}`);
  const at = reader.at - length;
  if (fillBytes(params) && LITTLE) return readSignedBytes(reader.view, at, count);
  const used = (count * bits) % 8;
  if (used !== 0 && reader.bytes[reader.at - 1] >> used !== 0) reader.fail('bits that no code takes must be 0');
  const codes = newCodes(params, count);
  if (!readFields(reader.bytes, ruleOf(params), codes, at)) {
    reader.fail(`codes must be in [${params.qmin}, ${params.qmax}]`);
  }
  return codes;
}

const SLAB = 8192; // words
let slab = new Int32Array(SLAB);
let used = 0; // words of the slab that belong to frames

/**
 * Bytes less 128, four at a time. Small frames share the memory of a slab, each its own part: making an ArrayBuffer for
 * every frame takes as long as reading it.
 */
function readSignedBytes(view: DataView, at: number, count: number): Int8Array {
  const words = (count + 3) >> 2;
  const small = words <= SLAB / 4;
  if (small && used + words > slab.length) {
    slab = new Int32Array(SLAB);
    used = 0;
  }
  const target = small ? slab : new Int32Array(words);
  const first = small ? used : 0;
  if (small) used += words;
  let to = first;
  let from = at;
  for (const last = first + (count >> 2) - 4; to <= last; to += 4, from += 16) {
    target[to] = view.getInt32(from, true) ^ TOP_BITS;
    target[to + 1] = view.getInt32(from + 4, true) ^ TOP_BITS;
    target[to + 2] = view.getInt32(from + 8, true) ^ TOP_BITS;
    target[to + 3] = view.getInt32(from + 12, true) ^ TOP_BITS;
  }
  const codes = new Int8Array(target.buffer, 4 * first, count);
  for (let i = from - at; i < count; i++) codes[i] = view.getUint8(at + i) ^ 0x80;
  return codes;
}
