import { halfValue } from '../../../packing/half.js';
import type { Cast } from '../../../graph/network.js';
import type { Numbers, NumberType } from '../../reading/constant.js';

/** A type of elements. */
export interface ElementType extends NumberType {
  /** What a cast layer to it is called. */
  readonly cast?: Cast['to'];
  /** The numbers of little-endian bytes, as many as there are room for: a view on them, or one copy. */
  readonly read: (raw: Uint8Array, count: number) => Numbers;
}

const f32 = (length: number) => new Float32Array(length);
const f64 = (length: number) => new Float64Array(length);
const i8 = (length: number) => new Int8Array(length);

function float(name: string, bits: number, cast: Cast['to'], read: ElementType['read']): ElementType {
  return { name, bits, float: true, qmin: 0, qmax: 0, cast, array: f32, read };
}

function integer(
  name: string,
  bits: number,
  array: ElementType['array'],
  read: ElementType['read'],
  cast?: Cast['to'],
): ElementType {
  const [qmin, qmax] = name.startsWith('int') ? [-(2 ** (bits - 1)), 2 ** (bits - 1) - 1] : [0, 2 ** bits - 1];
  return { name, bits, float: false, qmin, qmax, array, read, ...(cast && { cast }) };
}

const wholeBytes = (raw: Uint8Array) => raw;
const ofInt64 = (view: DataView, i: number) => Number(view.getBigInt64(8 * i, true));
const ofHalf = (view: DataView, i: number) => halfValue(view.getUint16(2 * i, true));

/** The types by their number in the file; others are unsupported. @see TensorFlow 2.21, lite/schema/schema.fbs, TensorType */
const types: ReadonlyMap<number, ElementType> = new Map([
  [0, float('float32', 32, 'float32', (raw, n) => new Float32Array(aligned(raw, 4), offset(raw, 4), n))],
  [1, float('float16', 16, 'float16', (raw, n) => each(raw, f32(n), ofHalf))],
  [
    2,
    integer(
      'int32',
      32,
      n => new Int32Array(n),
      (raw, n) => new Int32Array(aligned(raw, 4), offset(raw, 4), n),
      'int32',
    ),
  ],
  [3, integer('uint8', 8, n => new Uint8Array(n), wholeBytes, 'uint8')],
  [4, integer('int64', 64, f64, (raw, n) => each(raw, f64(n), ofInt64), 'int64')],
  [6, integer('bool', 8, n => new Uint8Array(n), wholeBytes, 'bool')],
  [
    7,
    integer(
      'int16',
      16,
      n => new Int16Array(n),
      (raw, n) => new Int16Array(aligned(raw, 2), offset(raw, 2), n),
      'int16',
    ),
  ],
  [9, integer('int8', 8, i8, (raw, n) => new Int8Array(raw.buffer, raw.byteOffset, n), 'int8')],
  [17, integer('int4', 4, i8, (raw, n) => unpacked(raw, i8(n), 4))],
  [19, integer('int2', 2, i8, (raw, n) => unpacked(raw, i8(n), 2))],
]);

/** Names of the types that are not supported, for messages. */
const others: ReadonlyMap<number, string> = new Map([
  [5, 'string'],
  [8, 'complex64'],
  [10, 'float64'],
  [11, 'complex128'],
  [12, 'uint64'],
  [13, 'resource'],
  [14, 'variant'],
  [15, 'uint32'],
  [16, 'uint16'],
  [18, 'bfloat16'],
  [20, 'uint4'],
]);

/** The type of a number in the file, or undefined for one that is not supported. */
export function elementType(code: number): ElementType | undefined {
  return types.get(code);
}

/** What messages call a type. */
export function typeName(code: number): string {
  return types.get(code)?.name ?? others.get(code) ?? `type ${code}`;
}

function typeNamed(name: string): ElementType {
  for (const type of types.values()) if (type.name === name) return type;
  throw new Error(`no element type ${name}`);
}

export const FLOAT32 = typeNamed('float32');
export const INT32 = typeNamed('int32');

/** Bytes of a number of elements. */
export function bytesOf({ bits }: ElementType, count: number): number {
  return Math.ceil((count * bits) / 8);
}

/** The memory of bytes if they lie on a multiple of `size` there, else a copy that does. */
function aligned(raw: Uint8Array, size: number): ArrayBufferLike {
  return raw.byteOffset % size === 0 ? raw.buffer : raw.slice().buffer;
}

function offset(raw: Uint8Array, size: number): number {
  return raw.byteOffset % size === 0 ? raw.byteOffset : 0;
}

function each<T extends Float32Array | Float64Array>(
  raw: Uint8Array,
  out: T,
  read: (view: DataView, i: number) => number,
): T {
  const view = new DataView(raw.buffer, raw.byteOffset, raw.length);
  for (let i = 0; i < out.length; i++) out[i] = read(view, i);
  return out;
}

/** Signed codes of less than 8 bits, the first in the low bits of a byte. */
function unpacked(raw: Uint8Array, out: Int8Array, bits: number): Int8Array {
  const count = 8 / bits;
  const sign = 2 ** (bits - 1);
  for (let i = 0; i < out.length; i++) {
    const code = (raw[Math.floor(i / count)] >> (bits * (i % count))) & (2 * sign - 1);
    out[i] = (code ^ sign) - sign;
  }
  return out;
}
