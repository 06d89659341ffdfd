import type { ElementName } from './model.js';

type Write = (view: DataView, at: number, value: number) => void;

/** Bytes of an element, and how it is written. */
const elements: Readonly<Record<Exclude<ElementName, 'float16' | 'uint4' | 'int4'>, readonly [number, Write]>> = {
  float: [4, (view, at, x) => view.setFloat32(at, x, true)],
  uint8: [1, (view, at, x) => view.setUint8(at, x)],
  int8: [1, (view, at, x) => view.setInt8(at, x)],
  uint16: [2, (view, at, x) => view.setUint16(at, x, true)],
  int16: [2, (view, at, x) => view.setInt16(at, x, true)],
  int32: [4, (view, at, x) => view.setInt32(at, x, true)],
  int64: [8, (view, at, x) => view.setBigInt64(at, BigInt(x), true)],
  bool: [1, (view, at, x) => view.setUint8(at, x)],
};

/** Numbers as the bytes of a type: little-endian, two to a byte where they have 4 bits, the first in the low half. */
export function elementBytes(type: Exclude<ElementName, 'float16'>, data: ArrayLike<number>): Uint8Array {
  if (type === 'int4' || type === 'uint4') {
    const bytes = new Uint8Array(Math.ceil(data.length / 2));
    for (let i = 0; i < data.length; i++) bytes[i >> 1] |= (data[i] & 15) << (4 * (i & 1));
    return bytes;
  }
  const [size, write] = elements[type];
  const bytes = new Uint8Array(size * data.length);
  const view = new DataView(bytes.buffer);
  for (let i = 0; i < data.length; i++) write(view, size * i, data[i]);
  return bytes;
}
