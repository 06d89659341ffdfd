import { packedLength } from '../../kernels/bitFields.js';
import { packBits } from '../../packing/packBits.js';
import { unpackBits } from '../../packing/unpackBits.js';
import type { Tensor } from '../../graph/network.js';

type Data = Tensor['data'];

/** How numbers of a constant lie in bytes: little-endian, row-major, fields of less than 8 bits from the low bits of a byte on. */
export interface StoredType {
  readonly name: string;
  /** Bits of a number. */
  readonly bits: number;
  write(data: Data, into: Uint8Array): void;
  /** As many numbers as there are bytes for: a view on them where the machine allows it, one copy otherwise. */
  read(bytes: Uint8Array, count: number): Data;
}

/** Bytes that so many numbers of a type take. */
export function storedLength({ bits }: StoredType, count: number): number {
  return packedLength(count, bits);
}

/** Whether the machine's arrays are little-endian, as the bytes are. */
const littleEndian = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;

/** Numbers whose bytes are an array as they lie. */
function whole<D extends Data>(
  name: string,
  array: { new (buffer: ArrayBufferLike, offset: number, length: number): D; readonly BYTES_PER_ELEMENT: number },
): StoredType {
  const size = array.BYTES_PER_ELEMENT;
  return {
    name,
    bits: 8 * size,
    write({ buffer, byteOffset, byteLength }, into) {
      into.set(new Uint8Array(buffer, byteOffset, byteLength));
      if (!littleEndian) swap(into, size);
    },
    read(bytes, count) {
      const usable = littleEndian && bytes.byteOffset % size === 0;
      const own = usable ? bytes : new Uint8Array(bytes);
      if (!littleEndian) swap(own, size);
      return new array(own.buffer, own.byteOffset, count);
    },
  };
}

/** Turns the bytes of each number around. */
function swap(bytes: Uint8Array, size: number): void {
  for (let i = 0; i < bytes.length; i += size) bytes.subarray(i, i + size).reverse();
}

/** Codes of 2 or 4 bits, held in bytes. */
function packed(name: string, bits: number, signed: boolean): StoredType {
  return {
    name,
    bits,
    write: (data, into) => void packBits(data as Int8Array, { bits, signed }, into),
    read: (bytes, count) => unpackBits(bytes, { bits, signed }, new Int8Array(count)),
  };
}

/** Integers up to 2^53, held in doubles. */
const int64: StoredType = {
  name: 'int64',
  bits: 64,
  write(data, into) {
    const view = new DataView(into.buffer, into.byteOffset, into.length);
    for (let i = 0; i < data.length; i++) view.setBigInt64(8 * i, BigInt(data[i]), true);
  },
  read(bytes, count) {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    return Float64Array.from({ length: count }, (_, i) => Number(view.getBigInt64(8 * i, true)));
  },
};

/** Packed types with the codes that they hold, narrowest first. */
const packedTypes = [
  { type: packed('int2', 2, true), qmin: -2, qmax: 1 },
  { type: packed('uint2', 2, false), qmin: 0, qmax: 3 },
  { type: packed('int4', 4, true), qmin: -8, qmax: 7 },
  { type: packed('uint4', 4, false), qmin: 0, qmax: 15 },
];

const wholeTypes = [
  whole('float32', Float32Array),
  whole('int8', Int8Array),
  whole('uint8', Uint8Array),
  whole('int16', Int16Array),
  whole('uint16', Uint16Array),
  whole('int32', Int32Array),
];

const types = new Map([...wholeTypes, ...packedTypes.map(({ type }) => type), int64].map(type => [type.name, type]));

/** Names of all types. */
export const storedTypes: readonly string[] = [...types.keys()];

/** The type of a name, if there is one. */
export function storedType(name: string): StoredType | undefined {
  return types.get(name);
}

/** The type of an array's own numbers. */
export function arrayType(data: Data): StoredType {
  if (data instanceof Float64Array) return int64;
  const name = data.constructor.name.replace('Array', '').toLowerCase();
  const type = types.get(name);
  if (!type) throw new Error(`no type for ${name}`);
  return type;
}

/** The narrowest type that gives a constant back as it is. */
export function storedTypeOf({ data, params }: Tensor): StoredType {
  if (!params || !(data instanceof Int8Array)) return arrayType(data);
  const narrow = packedTypes.find(({ qmin, qmax }) => params.qmin >= qmin && params.qmax <= qmax);
  return narrow ? narrow.type : arrayType(data);
}
