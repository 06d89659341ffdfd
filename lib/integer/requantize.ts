import { decodeChannel, decoder, type MemorylessParams } from '../decode.js';
import type { QFrame } from '../frame.js';
import { type AffineParams, type Codes, entry, newCodes, type QParams } from '../qparams.js';
import { halfAway } from '../rounding.js';
import { multiplyByQuantizedMultiplier, quantizeMultiplier } from './fixedPoint.js';

/** The codes of one encoding in another one. */
export interface RequantizeTable {
  /** New code of each old one: entry q - qmin. */
  readonly codes: Codes;
  /** 1 where the value of the old code does not fit the new codes and was saturated. */
  readonly clipped: Uint8Array;
}

/**
 * The code in `to` of every code of `from`, for channel `c`. Affine to affine with integer zero points goes through an
 * integer multiplier with double rounding; every other kind is decoded and rounded half away from zero.
 *
 * @param from parameters under which a code has one value: not block-scaled, not dithered
 * @see TensorFlow Lite, QUANTIZE from int8 to int8 (`reference_ops::Requantize`)
 */
export function requantizeTable(from: MemorylessParams, to: AffineParams, c = 0): RequantizeTable {
  const { qmin, qmax } = from;
  const codes = newCodes(to, qmax - qmin + 1);
  const clipped = new Uint8Array(codes.length);
  const convert = converter(from, to, c);
  for (let q = qmin; q <= qmax; q++) clipped[q - qmin] = store(convert(q), to, codes, q - qmin);
  return { codes, clipped };
}

/** The function from old code to new code, before saturation. */
function converter(from: MemorylessParams, to: AffineParams, c: number): (q: number) => number {
  const [scale, zeroPoint] = [entry(to.scale, c), entry(to.zeroPoint, c)];
  if (from.kind === 'affine') {
    const fromZero = entry(from.zeroPoint, c);
    const multiplier = quantizeMultiplier(entry(from.scale, c) / scale);
    const left = Math.max(multiplier.shift, 0);
    const most = Math.max(Math.abs(from.qmin - fromZero), Math.abs(from.qmax - fromZero));
    // beyond int32 the fixed-point rule is undefined; decoding then says the same but for saturation
    if (Number.isInteger(fromZero) && left < 32 && most * 2 ** left < 2 ** 31) {
      return q => multiplyByQuantizedMultiplier(q - fromZero, multiplier) + zeroPoint;
    }
  }
  const value = decoder(from, c);
  return q => halfAway(value(q) / scale) + zeroPoint;
}

/** Stores a code, saturated; 1 when it had to be. */
function store(q: number, { qmin, qmax }: AffineParams, out: Codes, at: number): number {
  out[at] = q < qmin ? qmin : q > qmax ? qmax : q;
  return q < qmin || q > qmax ? 1 : 0;
}

/**
 * Brings frames of codes, of whatever encoding, to one affine encoding: that of a network's input, say. Tables are kept as
 * long as the parameters of the frames stay the same object.
 */
export function requantizer(to: AffineParams): (f: QFrame) => QFrame {
  let params: QParams | undefined;
  let tables: (RequantizeTable | undefined)[] = [];

  return f => {
    const data = newCodes(to, f.data.length);
    if (f.params !== params) {
      params = f.params;
      tables = [];
    }
    let clipped = f.clipped;
    for (let c = 0; c < f.channels; c++) {
      clipped += isTabular(f.params)
        ? byTable(f, c, (tables[c] ??= requantizeTable(f.params, to, c)), data)
        : byValue(f, c, to, data);
    }
    return { ...f, data, params: to, clipped };
  };
}

/**
 * One frame of codes in another affine encoding. `clipped` counts the samples clipped before and those clipped now; the
 * reference and the gains stay.
 */
export function requantizeFrame(f: QFrame, to: AffineParams): QFrame {
  return requantizer(to)(f);
}

/** Whether a code means the same wherever it stands, so that a table serves. */
function isTabular(params: QParams): params is MemorylessParams {
  if (params.kind === 'affine') return params.ditherSeed === undefined;
  return params.kind !== 'blockScaled' && params.kind !== 'adaptive';
}

function byTable(f: QFrame, c: number, table: RequantizeTable, out: Codes): number {
  const { data, length } = f;
  const { qmin } = f.params;
  let clipped = 0;
  for (let i = c * length; i < (c + 1) * length; i++) {
    const k = data[i] - qmin;
    out[i] = table.codes[k];
    clipped += table.clipped[k];
  }
  return clipped;
}

/** Each sample by its decoded value. */
function byValue(f: QFrame, c: number, to: AffineParams, out: Codes): number {
  const [scale, zeroPoint] = [entry(to.scale, c), entry(to.zeroPoint, c)];
  const values = new Float32Array(f.length);
  decodeChannel(f, c, values);
  let clipped = 0;
  for (let i = 0; i < f.length; i++) {
    clipped += store(halfAway(values[i] / scale) + zeroPoint, to, out, c * f.length + i);
  }
  return clipped;
}
