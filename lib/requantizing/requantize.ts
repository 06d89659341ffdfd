import { show } from '../check.js';
import { checkParamsFit, decodeChannel, decoder, type MemorylessParams } from '../decode.js';
import { applyGains, removeGains } from '../equalizers/index.js';
import { OptionRangeError } from '../errors.js';
import type { Frame, QFrame } from '../frame.js';
import { type CodeEncoding, requantizeCodes } from '../kernels/requantizeCodes.js';
import {
  type AffineParams,
  type Codes,
  entry,
  type FixedPointParams,
  newCodes,
  type PowerOfTwoParams,
  type QParams,
} from '../qparams.js';
import { halfAway } from '../rounding.js';
import { quantizeMultiplier } from '../kernels/fixedPoint.js';

/** The codes of one encoding in another one. */
export interface RequantizeTable {
  /** New code of each old one: entry q - qmin. */
  readonly codes: Codes;
  /** 1 where the value of the old code does not fit the new codes and was saturated. */
  readonly clipped: Uint8Array;
}

/**
 * The code in `to` of every code of `from`, for channel `c`: by integers alone where `from` has equal steps, else decoded and rounded half
 * away from zero.
 *
 * @param from parameters of at most 65,536 codes, under which a code has one value: not block-scaled, not dithered
 * @param gain factor between the value of an old code and that of its new one, > 0
 * @throws {RangeError} when there are more codes
 */
export function requantizeTable(from: MemorylessParams, to: AffineParams, c = 0, gain = 1): RequantizeTable {
  const { qmin, qmax } = from;
  if (qmax - qmin >= 65536) {
    throw new OptionRangeError(`requantizeTable: from must have at most 65536 codes, got ${qmax - qmin + 1}`);
  }
  const codes = newCodes(to, qmax - qmin + 1);
  const clipped = new Uint8Array(codes.length);
  if (isUniform(from)) {
    const all = newCodes(from, codes.length).map((_, k) => qmin + k);
    const encoding = codeEncoding(from, to, c, gain);
    for (let k = 0; k < all.length; k++) clipped[k] = requantizeCodes(all, k, k + 1, encoding, codes);
    return { codes, clipped };
  }
  const value = decoder(from, c);
  const [scale, zeroPoint] = [entry(to.scale, c), entry(to.zeroPoint, c)];
  for (let q = qmin; q <= qmax; q++) {
    clipped[q - qmin] = store(halfAway((value(q) * gain) / scale) + zeroPoint, to, codes, q - qmin);
  }
  return { codes, clipped };
}

/** Parameters of equal steps, whose codes are integers times a scale. */
type UniformParams = AffineParams | PowerOfTwoParams | FixedPointParams;

function isUniform(params: QParams): params is UniformParams {
  if (params.kind === 'affine') return params.ditherSeed === undefined && params.zeroPoint.every(onHalfStep);
  return params.kind === 'fixedPoint' || (params.kind === 'powerOfTwo' && params.zeroPoint.every(onHalfStep));
}

function onHalfStep(zeroPoint: number): boolean {
  return Number.isInteger(2 * zeroPoint) && Math.abs(zeroPoint) <= 2 ** 32;
}

/** Sensor scale, gain and new scale as one multiplier and shift. */
function codeEncoding(from: UniformParams, to: AffineParams, c: number, gain: number): CodeEncoding {
  const [scale, centre] = stepOf(from, c);
  const factor = Number.isInteger(centre) ? 1 : 2;
  // eight bits more than an int32 accumulator needs: codes less their zero point take up to 34
  const { multiplier, shift } = quantizeMultiplier(((scale * gain) / entry(to.scale, c) / factor) * 256);
  const exponent = Math.min(shift - 8, 64);
  const left = Math.max(exponent - 14, 0);
  const bits = 31 - exponent + left;
  return {
    factor,
    centre: factor * centre,
    multiplier: multiplier * 2 ** left,
    half: 2 ** (bits - 17),
    unit: 2 ** (16 - bits),
    zeroPoint: entry(to.zeroPoint, c),
    low: to.qmin,
    high: to.qmax,
  };
}

function stepOf(params: UniformParams, c: number): readonly [scale: number, zeroPoint: number] {
  switch (params.kind) {
    case 'affine':
      return [entry(params.scale, c), entry(params.zeroPoint, c)];
    case 'powerOfTwo':
      return [2 ** entry(params.exponent, c), entry(params.zeroPoint, c)];
    case 'fixedPoint':
      return [2 ** -params.fractionBits, 0];
  }
}

/** Stores a code, saturated; 1 when it had to be. */
function store(q: number, { qmin, qmax }: AffineParams, out: Codes, at: number): number {
  out[at] = q < qmin ? qmin : q > qmax ? qmax : q;
  return q < qmin || q > qmax ? 1 : 0;
}

/**
 * Brings frames of codes, of whatever encoding, to one affine encoding: that of a network's input, say.
 *
 * Where the old codes have equal steps (affine without dither, power of two, fixed point; int8 to int32), their scale, the gains and the
 * new scale become one integer multiplier and one shift a channel, and no sample meets a real number. The new code is within
 * 1/2 + 2^-30 |new code - zero point| steps of the exact value, ties away from zero, before it is clamped: the code that the quantizer of
 * the input would have given. Other codes go through a table of at most 65,536 entries; those whose value depends on where they stand
 * (blocks, dither, coders with memory) are decoded.
 *
 * Constants are made anew when the parameters or the gains of the frames change.
 *
 * @param gains gains that the new codes shall have, one for all channels or one a channel; those that ride on a frame are divided out. By
 *   default codes stay as they are equalized, and the gains ride on. With gains of 1 the new codes stand for sensor values and none ride.
 * @throws {RangeError} when a zero point of `to` is no integer, or a gain is not finite and above 0
 */
export function requantizer(to: AffineParams, gains?: readonly number[]): (f: QFrame) => QFrame {
  if (!to.zeroPoint.every(Number.isInteger)) {
    throw new OptionRangeError(`requantize: params.zeroPoint must be integers, got ${to.zeroPoint.join(', ')}`);
  }
  const bad = gains?.find(gain => !(gain > 0 && gain < Infinity));
  if (bad !== undefined || gains?.length === 0) {
    throw new OptionRangeError(`requantize: gains must be finite numbers above 0, got ${show(bad ?? gains)}`);
  }
  let last: Pick<QFrame, 'params' | 'gains'> | undefined;
  let encodings: CodeEncoding[] = [];
  let tables: RequantizeTable[] = [];

  return f => {
    const data = newCodes(to, f.data.length);
    if (!last || f.params !== last.params || f.gains !== last.gains) {
      last = f;
      checkParamsFit('requantize', f, f.params);
      encodings = [];
      tables = [];
    }
    let clipped = f.clipped;
    for (let c = 0; c < f.channels; c++) {
      const gain = gains ? entry(gains, c) / (f.gains?.[c] ?? 1) : 1;
      if (isUniform(f.params)) {
        encodings[c] ??= codeEncoding(f.params, to, c, gain);
        clipped += requantizeCodes(f.data, c * f.length, (c + 1) * f.length, encodings[c], data);
      } else if (isTabular(f.params)) {
        clipped += byTable(f, c, (tables[c] ??= requantizeTable(f.params, to, c, gain)), data);
      } else {
        clipped += byValue(f, c, to, gain, data);
      }
    }
    return { ...(gains ? regained(f, gains) : f), data, params: to, clipped };
  };
}

/**
 * One frame of codes in another affine encoding. `clipped` counts the samples clipped before and those clipped now; the
 * reference and the gains stay.
 */
export function requantizeFrame(f: QFrame, to: AffineParams): QFrame {
  return requantizer(to)(f);
}

/** A frame under other gains, and the samples that it stands for too. */
function regained({ gains: before, reference, ...f }: QFrame, gains: readonly number[]): QFrame {
  const wanted = Array.from({ length: f.channels }, (_, c) => entry(gains, c));
  const ride = wanted.some(gain => gain !== 1);
  const again = (sensor: Frame) => (ride ? applyGains(sensor, wanted) : sensor);
  return {
    ...f,
    ...(ride && { gains: wanted }),
    ...(reference && { reference: again(before ? removeGains({ ...reference, gains: before }) : reference) }),
  };
}

/** Whether a code means the same wherever it stands, so that a table serves. */
function isTabular(params: QParams): params is MemorylessParams {
  return (params.kind === 'companded' || params.kind === 'codebook') && params.qmax - params.qmin < 65536;
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
function byValue(f: QFrame, c: number, to: AffineParams, gain: number, out: Codes): number {
  const [scale, zeroPoint] = [entry(to.scale, c), entry(to.zeroPoint, c)];
  const values = new Float32Array(f.length);
  decodeChannel(f, c, values);
  let clipped = 0;
  for (let i = 0; i < f.length; i++) {
    clipped += store(halfAway((values[i] * gain) / scale) + zeroPoint, to, out, c * f.length + i);
  }
  return clipped;
}
