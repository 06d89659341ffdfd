import { packedLength } from '../bitFields.js';
import { readFields } from '../readFields.js';
import { writeFields } from '../writeFields.js';

/**
 * Integer weights less their zero point, row-major, as narrow as they go: of 8, 16 and 32 bits in an array of that type; of 2 and 4 bits
 * in two's complement without gaps, the first one in the lowest bits of a byte, as TensorFlow Lite and ONNX files hold them.
 */
export interface Weights {
  /** How many. */
  readonly length: number;
  readonly bits: 2 | 4 | 8 | 16 | 32;
  readonly data: Uint8Array | Int8Array | Int16Array | Int32Array;
}

/** The narrowest form of some weights. */
export function packWeights(values: Int32Array): Weights {
  const { length } = values;
  const bits = widthOf(values);
  if (bits === 32) return { length, bits, data: values };
  if (bits === 16) return { length, bits, data: new Int16Array(values) };
  if (bits === 8) return { length, bits, data: new Int8Array(values) };
  const data = new Uint8Array(packedLength(length, bits));
  writeFields(values, fieldsOf(bits), data);
  return { length, bits, data };
}

/** The weights one by one, in a new array. */
export function unpackWeights({ length, bits, data }: Weights): Int32Array {
  const out = new Int32Array(length);
  if (data instanceof Uint8Array) readFields(data, fieldsOf(bits), out);
  else out.set(data);
  return out;
}

function widthOf(values: Int32Array): Weights['bits'] {
  let used = 0; // bits that differ from the sign
  for (let i = 0; i < values.length; i++) used |= values[i] ^ (values[i] >> 31);
  const needed = 33 - Math.clz32(used);
  return ([2, 4, 8, 16] as const).find(bits => needed <= bits) ?? 32;
}

/** Two's complement, the first one lowest. */
function fieldsOf(bits: number) {
  const half = 2 ** (bits - 1);
  return { bits, order: 'lsbFirst', low: -half, span: 2 ** bits - 1, flip: half } as const;
}
