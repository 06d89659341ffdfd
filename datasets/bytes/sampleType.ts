import { type G711Law, g711Level } from '../../lib/kernels/g711.js';
import { halfValue } from '../../lib/packing/half.js';

/** How one sample is stored. 24-bit integers take three bytes; `mulaw` and `alaw` are G.711 codes, their values in units of int16. */
export type SampleName =
  | 'int8'
  | 'uint8'
  | 'int16'
  | 'uint16'
  | 'int24'
  | 'uint24'
  | 'int32'
  | 'uint32'
  | 'int64'
  | 'uint64'
  | 'float16'
  | 'float32'
  | 'float64'
  | 'mulaw'
  | 'alaw';

/** Where samples lie among bytes, and what they stand for. */
export interface SampleLayout {
  /** Byte of the first sample. */
  readonly at: number;
  /** Bytes from one sample to the next. */
  readonly step: number;
  readonly count: number;
  /** real = scale * (code - zeroPoint) */
  readonly scale: number;
  readonly zeroPoint: number;
}

/** Writes samples as float32: `scale * (code - zeroPoint)` in double, rounded once. */
export type SampleDecoder = (bytes: Uint8Array, layout: SampleLayout, out: Float32Array, outAt: number) => void;

/** A way to store samples. */
export interface SampleType {
  readonly name: SampleName;
  /** Bytes a sample. */
  readonly bytes: number;
  /** Whether values may be NaN, infinite or beyond float32. */
  readonly real: boolean;
  readonly decode: SampleDecoder;
  /** The value of the real sample at a byte, as it is stored. */
  value(bytes: Uint8Array, at: number): number;
}

const BYTES: Readonly<Record<SampleName, number>> = {
  int8: 1,
  uint8: 1,
  int16: 2,
  uint16: 2,
  int24: 3,
  uint24: 3,
  int32: 4,
  uint32: 4,
  int64: 8,
  uint64: 8,
  float16: 2,
  float32: 4,
  float64: 8,
  mulaw: 1,
  alaw: 1,
};

/** Names of all types. */
export const SAMPLE_NAMES = Object.keys(BYTES) as readonly SampleName[];

/** The type of a name, in a byte order. @internal */
export function sampleType(name: SampleName, littleEndian = true): SampleType {
  const width = BYTES[name];
  return {
    name,
    bytes: width,
    real: name.startsWith('float'),
    decode: decoderOf(name, littleEndian),
    value(bytes, at) {
      const view = viewOf(bytes);
      if (width === 2) return halfValue(view.getUint16(at, littleEndian));
      return width === 4 ? view.getFloat32(at, littleEndian) : view.getFloat64(at, littleEndian);
    },
  };
}

function decoderOf(name: SampleName, little: boolean): SampleDecoder {
  switch (name) {
    case 'int8':
    case 'uint8':
      return bytesDecoder(name === 'int8' ? 24 : 0);
    case 'int16':
    case 'uint16':
      return shortDecoder(little, name === 'int16' ? 16 : 0);
    case 'int24':
    case 'uint24':
      return tripleDecoder(little, name === 'int24' ? 8 : 0);
    case 'int32':
    case 'uint32':
      return longDecoder(little, name === 'int32');
    case 'int64':
    case 'uint64':
      return hugeDecoder(little, name === 'int64');
    case 'float16':
      return (bytes, { at, step, count, scale, zeroPoint }, out, outAt) => {
        const view = viewOf(bytes);
        for (let i = 0, p = at; i < count; i++, p += step) {
          out[outAt + i] = scale * (halfValue(view.getUint16(p, little)) - zeroPoint);
        }
      };
    case 'float32':
      return (bytes, { at, step, count, scale, zeroPoint }, out, outAt) => {
        const view = viewOf(bytes);
        for (let i = 0, p = at; i < count; i++, p += step) {
          out[outAt + i] = scale * (view.getFloat32(p, little) - zeroPoint);
        }
      };
    case 'float64':
      return (bytes, { at, step, count, scale, zeroPoint }, out, outAt) => {
        const view = viewOf(bytes);
        for (let i = 0, p = at; i < count; i++, p += step) {
          out[outAt + i] = scale * (view.getFloat64(p, little) - zeroPoint);
        }
      };
    case 'mulaw':
      return tableDecoder('mu');
    case 'alaw':
      return tableDecoder('a');
  }
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function bytesDecoder(shift: number): SampleDecoder {
  return (bytes, { at, step, count, scale, zeroPoint }, out, outAt) => {
    for (let i = 0, p = at; i < count; i++, p += step) {
      out[outAt + i] = scale * (((bytes[p] << shift) >> shift) - zeroPoint);
    }
  };
}

function shortDecoder(little: boolean, shift: number): SampleDecoder {
  const [low, high] = little ? [0, 1] : [1, 0];
  return (bytes, { at, step, count, scale, zeroPoint }, out, outAt) => {
    for (let i = 0, p = at; i < count; i++, p += step) {
      const code = bytes[p + low] | (bytes[p + high] << 8);
      out[outAt + i] = scale * (((code << shift) >> shift) - zeroPoint);
    }
  };
}

function tripleDecoder(little: boolean, shift: number): SampleDecoder {
  const [low, high] = little ? [0, 2] : [2, 0];
  return (bytes, { at, step, count, scale, zeroPoint }, out, outAt) => {
    for (let i = 0, p = at; i < count; i++, p += step) {
      const code = bytes[p + low] | (bytes[p + 1] << 8) | (bytes[p + high] << 16);
      out[outAt + i] = scale * (((code << shift) >> shift) - zeroPoint);
    }
  };
}

function longDecoder(little: boolean, signed: boolean): SampleDecoder {
  return (bytes, { at, step, count, scale, zeroPoint }, out, outAt) => {
    const view = viewOf(bytes);
    for (let i = 0, p = at; i < count; i++, p += step) {
      const code = signed ? view.getInt32(p, little) : view.getUint32(p, little);
      out[outAt + i] = scale * (code - zeroPoint);
    }
  };
}

/**
 * 64-bit integers do not fit a double. Above 2^52 the low 12 bits are replaced by one that says whether any was set: what float32
 * rounds to is the same, and the double is exact.
 */
function hugeDecoder(little: boolean, signed: boolean): SampleDecoder {
  const [low, high] = little ? [0, 4] : [4, 0];
  return (bytes, { at, step, count, scale, zeroPoint }, out, outAt) => {
    const view = viewOf(bytes);
    for (let i = 0, p = at; i < count; i++, p += step) {
      const top = signed ? view.getInt32(p + high, little) : view.getUint32(p + high, little);
      let rest = view.getUint32(p + low, little);
      if (top >= 0x100000 || top < -0x100000) rest = (rest & 0xfff) !== 0 ? ((rest & ~0xfff) | 0x800) >>> 0 : rest;
      out[outAt + i] = scale * (top * 2 ** 32 + rest - zeroPoint);
    }
  };
}

function tableDecoder(law: G711Law): SampleDecoder {
  const levels = Int16Array.from({ length: 256 }, (_, code) => g711Level(law, code));
  return (bytes, { at, step, count, scale, zeroPoint }, out, outAt) => {
    for (let i = 0, p = at; i < count; i++, p += step) out[outAt + i] = scale * (levels[bytes[p]] - zeroPoint);
  };
}
