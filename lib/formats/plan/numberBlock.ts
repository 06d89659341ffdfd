import { show } from '../../check.js';
import { planError } from './planError.js';

/** A typed array of constants. */
export type Numbers =
  Int8Array | Uint8Array | Int16Array | Uint16Array | Int32Array | Uint32Array | Float32Array | Float64Array;

/** Every array begins at a multiple of so many bytes, so that it can be a view. */
const ALIGNMENT = 16;

const arrays = {
  int8: Int8Array,
  uint8: Uint8Array,
  int16: Int16Array,
  uint16: Uint16Array,
  int32: Int32Array,
  uint32: Uint32Array,
  float32: Float32Array,
  float64: Float64Array,
} as const;

/** Name of the type of an array. */
export type NumberType = keyof typeof arrays;

/** Whether the machine's arrays are little-endian, as the bytes are. */
const littleEndian = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;

/** Where an array lies, in text: `int8[12]`; arrays follow each other in the order of the text, at multiples of 16. */
export function numberBlockWriter() {
  const parts: { readonly at: number; readonly data: Numbers }[] = [];
  let end = 0;
  return {
    /** Puts an array behind the others; gives its type and length as text. */
    add: (data: Numbers): string => {
      const at = aligned(end);
      parts.push({ at, data });
      end = at + data.byteLength;
      return `${typeOf(data)}[${data.length}]`;
    },
    /** All arrays. */
    bytes(): Uint8Array {
      const block = new Uint8Array(end);
      for (const { at, data } of parts) {
        const place = block.subarray(at, at + data.byteLength);
        place.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
        if (!littleEndian) swap(place, data.BYTES_PER_ELEMENT);
      }
      return block;
    },
  };
}

/**
 * Reads what {@link numberBlockWriter} wrote, in the same order. Arrays are views wherever that is possible; none is longer than the block.
 *
 * @throws {FormatError} at an array beyond the end, or when there are bytes left
 */
export function numberBlockReader(block: Uint8Array) {
  let end = 0;
  return {
    take: (where: string, text: unknown): Numbers => {
      const [, name, count] = (typeof text === 'string' && /^([a-z]+\d+)\[(0|[1-9]\d{0,9})\]$/.exec(text)) || [];
      if (name === undefined || !Object.hasOwn(arrays, name)) {
        throw planError(where, `must be an array, ${Object.keys(arrays).join('[], ')}[]`, show(text));
      }
      const Type = arrays[name as NumberType];
      const [at, size] = [aligned(end), Type.BYTES_PER_ELEMENT];
      const length = Number(count);
      end = at + length * size;
      if (end > block.length)
        throw planError(where, `must lie within ${block.length} bytes`, `${at} + ${length * size}`);
      const bytes = block.subarray(at, end);
      const own = littleEndian && bytes.byteOffset % size === 0 ? bytes : new Uint8Array(bytes);
      if (!littleEndian) swap(own, size);
      return new Type(own.buffer as ArrayBuffer, own.byteOffset, length);
    },
    finish(): void {
      if (end !== block.length) throw planError('data', `must be ${end} bytes`, `${block.length}`);
    },
  };
}

/** The type of an array. */
function typeOf(data: Numbers): NumberType {
  const name = data.constructor.name.replace('Array', '').toLowerCase();
  if (!Object.hasOwn(arrays, name)) throw planError('constants', 'must be arrays of numbers', data.constructor.name);
  return name as NumberType;
}

/** Turns the bytes of each number around. */
function swap(bytes: Uint8Array, size: number): void {
  for (let i = 0; i < bytes.length; i += size) bytes.subarray(i, i + size).reverse();
}

function aligned(offset: number): number {
  return Math.ceil(offset / ALIGNMENT) * ALIGNMENT;
}
