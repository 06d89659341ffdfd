import { show } from '../check.js';
import { checkParamsFit, decodeChannel, decoder, type MemorylessParams } from '../decode.js';
import { OptionRangeError } from '../errors.js';
import type { Frame, QFrame, SensorMap } from '../frame.js';
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
import { halfAway, halfEven } from '../rounding.js';
import { centreOf, gainOf } from '../sensorDomain.js';
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
 * @param offset added to the value of an old code, before the gain
 * @throws {RangeError} when there are more codes
 */
export function requantizeTable(
  from: MemorylessParams,
  to: AffineParams,
  c = 0,
  gain = 1,
  offset = 0,
): RequantizeTable {
  const { qmin, qmax } = from;
  if (qmax - qmin >= 65536) {
    throw new OptionRangeError(`requantizeTable: from must have at most 65536 codes, got ${qmax - qmin + 1}`);
  }
  const codes = newCodes(to, qmax - qmin + 1);
  const clipped = new Uint8Array(codes.length);
  if (isUniform(from)) {
    const all = newCodes(from, codes.length).map((_, k) => qmin + k);
    const encoding = codeEncoding(from, to, c, { gain, offset });
    for (let k = 0; k < all.length; k++) clipped[k] = requantizeCodes(all, k, k + 1, encoding, codes);
    return { codes, clipped };
  }
  const value = decoder(from, c);
  const [scale, zeroPoint] = [entry(to.scale, c), entry(to.zeroPoint, c)];
  for (let q = qmin; q <= qmax; q++) {
    clipped[q - qmin] = store(halfAway(((value(q) + offset) * gain) / scale) + zeroPoint, to, codes, q - qmin);
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

/** What lies between the value of an old code and that of its new one: new = (old + offset) * gain. */
interface Change {
  readonly gain: number;
  readonly offset: number;
}

/** Sensor scale, gain and new scale as one multiplier and shift; the offset moves the zero point of the old codes. */
function codeEncoding(from: UniformParams, to: AffineParams, c: number, { gain, offset }: Change): CodeEncoding {
  const [scale, zeroPoint] = stepOf(from, c);
  const moved = zeroPoint - offset / scale;
  const factor = factorOf(from, moved);
  // eight bits more than an int32 accumulator needs: codes less their zero point take up to 34
  const { multiplier, shift } = quantizeMultiplier(((scale * gain) / entry(to.scale, c) / factor) * 256);
  const exponent = Math.min(shift - 8, 64);
  const left = Math.max(exponent - 14, 0);
  const bits = 31 - exponent + left;
  return {
    factor,
    centre: halfEven(factor * moved),
    multiplier: multiplier * 2 ** left,
    half: 2 ** (bits - 17),
    unit: 2 ** (16 - bits),
    zeroPoint: entry(to.zeroPoint, c),
    low: to.qmin,
    high: to.qmax,
  };
}

/** The power of two that makes a zero point an integer, as far as codes less it, times the factor, keep to 34 bits. */
function factorOf({ qmin, qmax }: UniformParams, zeroPoint: number): number {
  const reach = Math.max(Math.abs(qmin - zeroPoint), Math.abs(qmax - zeroPoint), 1);
  let factor = 1;
  while (!Number.isInteger(factor * zeroPoint) && 2 * factor * reach < 2 ** 33) factor *= 2;
  return factor;
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
 * new scale become one integer multiplier and one shift per channel, centres move the zero point of the old codes, and no sample
 * meets a real number. A zero point moved so is rounded to 2^-k of an old step, the finest at which no code is 2^33 2^-k or more
 * away from it: 8-bit codes whose offset is a thousand times their range keep 2^-15. But for that, the new code is within
 * 1/2 + 2^-30 |new code - zero point| steps of the exact value, ties away from zero, before it is clamped: the code that the quantizer of
 * the input would have given. Other codes go through a table of at most 65,536 entries; those whose value depends on where they stand
 * (blocks, dither, coders with memory) are decoded.
 *
 * Constants are made anew when the parameters, the gains or the centres of the frames change.
 *
 * @param wanted gains and centres that the new codes shall have, each one for all channels or one per channel; what rides on a frame
 *   is taken back. What is left out stays as it is and rides on. With gains of 1 and centres of 0 the new codes stand for sensor
 *   values and none ride.
 * @throws {RangeError} when a zero point of `to` is no integer, a gain is not finite and above 0, or a centre is not finite
 */
export function requantizer(to: AffineParams, wanted: SensorMap = {}): (f: QFrame) => QFrame {
  const { gains, centres } = wanted;
  if (!to.zeroPoint.every(Number.isInteger)) {
    throw new OptionRangeError(`requantize: params.zeroPoint must be integers, got ${to.zeroPoint.join(', ')}`);
  }
  const bad = gains?.find(gain => !(gain > 0 && gain < Infinity));
  if (bad !== undefined || gains?.length === 0) {
    throw new OptionRangeError(`requantize: gains must be finite numbers above 0, got ${show(bad ?? gains)}`);
  }
  const off = centres?.find(centre => !Number.isFinite(centre));
  if (off !== undefined || centres?.length === 0) {
    throw new OptionRangeError(`requantize: centres must be finite numbers, got ${show(off ?? centres)}`);
  }
  let last: Pick<QFrame, 'params' | 'gains' | 'centres'> | undefined;
  let encodings: CodeEncoding[] = [];
  let tables: RequantizeTable[] = [];

  return f => {
    const data = newCodes(to, f.data.length);
    if (!last || f.params !== last.params || f.gains !== last.gains || f.centres !== last.centres) {
      last = f;
      checkParamsFit('requantize', f, f.params);
      encodings = [];
      tables = [];
    }
    let clipped = f.clipped;
    for (let c = 0; c < f.channels; c++) {
      const gain = gains ? entry(gains, c) / gainOf(f, c) : 1;
      const offset = centres ? (centreOf(f, c) - entry(centres, c)) * gainOf(f, c) : 0;
      if (isUniform(f.params)) {
        encodings[c] ??= codeEncoding(f.params, to, c, { gain, offset });
        clipped += requantizeCodes(f.data, c * f.length, (c + 1) * f.length, encodings[c], data);
      } else if (isTabular(f.params)) {
        clipped += byTable(f, c, (tables[c] ??= requantizeTable(f.params, to, c, gain, offset)), data);
      } else {
        clipped += byValue(f, c, to, { gain, offset }, data);
      }
    }
    return { ...moved(f, wanted), data, params: to, clipped };
  };
}

/**
 * One frame of codes in another affine encoding. `clipped` counts the samples clipped before and those clipped now; the
 * reference, the gains and the centres stay.
 */
export function requantizeFrame(f: QFrame, to: AffineParams): QFrame {
  return requantizer(to)(f);
}

/** A frame under other gains and centres, and the samples that it stands for too. */
function moved(f: QFrame, { gains, centres }: SensorMap): QFrame {
  if (!gains && !centres) return f;
  const list = (wanted: readonly number[] | undefined, now: readonly number[] | undefined, neutral: number) => {
    if (!wanted) return now;
    const all = Array.from({ length: f.channels }, (_, c) => entry(wanted, c));
    return all.some(x => x !== neutral) ? Object.freeze(all) : undefined;
  };
  const [newGains, newCentres] = [list(gains, f.gains, 1), list(centres, f.centres, 0)];
  const map = { ...(newGains && { gains: newGains }), ...(newCentres && { centres: newCentres }) };
  const { data, channels, length, start, info, params, clipped, reference } = f;
  const from = { data, channels, length, start, info, params, clipped };
  return { ...from, ...map, ...(reference && { reference: remapped(reference, map) }) };
}

/** A frame of samples under other gains and centres. */
function remapped(f: Frame, map: SensorMap): Frame {
  const data = new Float32Array(f.data.length);
  for (let c = 0; c < f.channels; c++) {
    const [gain, offset] = [gainOf(map, c) / gainOf(f, c), (centreOf(f, c) - centreOf(map, c)) * gainOf(f, c)];
    for (let i = c * f.length; i < (c + 1) * f.length; i++) data[i] = (f.data[i] + offset) * gain;
  }
  const { channels, length, start, info } = f;
  return { data, channels, length, start, info, ...map };
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
function byValue(f: QFrame, c: number, to: AffineParams, { gain, offset }: Change, out: Codes): number {
  const [scale, zeroPoint] = [entry(to.scale, c), entry(to.zeroPoint, c)];
  const values = new Float32Array(f.length);
  decodeChannel(f, c, values);
  let clipped = 0;
  for (let i = 0; i < f.length; i++) {
    clipped += store(halfAway(((values[i] + offset) * gain) / scale) + zeroPoint, to, out, c * f.length + i);
  }
  return clipped;
}
