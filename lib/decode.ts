import { curveOf } from './companding.js';
import { DataError } from './errors.js';
import { type AnyFrame, type Frame, type QFrame, when } from './frame.js';
import { decodeAdaptive } from './kernels/adaptive.js';
import { counterUniform } from './kernels/counterRandom.js';
import { marksOf } from './marks.js';
import { sensorMap } from './sensorDomain.js';
import { type AdaptiveParams, blocksTouched, entry, type QParams } from './qparams.js';

/** Parameters under which a code means the same wherever it stands, up to the scale of its block. */
export type MemorylessParams = Exclude<QParams, AdaptiveParams>;

/**
 * The real value of every code, qmin to qmax, of channel `c`. Not for block-scaled parameters, whose scale
 * depends on where a sample stands.
 *
 * @returns levels, shape (qmax - qmin + 1)
 */
export function levelsOf(params: MemorylessParams, c = 0): Float64Array {
  const { qmin, qmax } = params;
  const levels = new Float64Array(qmax - qmin + 1);
  const value = decoder(params, c);
  for (let q = qmin; q <= qmax; q++) levels[q - qmin] = value(q);
  return levels;
}

/** The function from code to real value for channel `c`: the reconstruction rule of each kind. */
export function decoder(params: MemorylessParams, c = 0): (q: number) => number {
  switch (params.kind) {
    case 'affine': {
      const [scale, zeroPoint] = [entry(params.scale, c), entry(params.zeroPoint, c)];
      return q => scale * (q - zeroPoint);
    }
    case 'powerOfTwo': {
      const [scale, zeroPoint] = [2 ** entry(params.exponent, c), entry(params.zeroPoint, c)];
      return q => scale * (q - zeroPoint);
    }
    case 'fixedPoint': {
      const scale = 2 ** -params.fractionBits;
      return q => q * scale;
    }
    case 'companded': {
      const [curve, peak, qmax] = [curveOf(params.law, params.constant), entry(params.peak, c), params.qmax];
      return q => peak * curve.expand(q / qmax);
    }
    case 'codebook': {
      const { levels, qmin } = params;
      const scale = entry(params.scale, c);
      return q => scale * levels[q - qmin];
    }
    case 'blockScaled': {
      const { levels, qmin } = params;
      return levels ? q => levels[q - qmin] : q => q;
    }
  }
}

/**
 * Decodes channel `c` of a frame of codes.
 *
 * @param out real values, shape (length); written from `at` on
 */
export function decodeChannel(f: QFrame, c: number, out: Float32Array, at = 0): void {
  const { data, length, params } = f;
  const from = c * length;
  if (params.kind === 'adaptive') {
    decodeAdaptive(params, f, c, out, at);
    return;
  }
  const value = decoder(params, c);
  if (params.kind === 'affine') {
    const [scale, zeroPoint] = [entry(params.scale, c), entry(params.zeroPoint, c)];
    const seed = params.ditherSeed;
    if (seed !== undefined) {
      // -1/2 <= d < 1/2, the same numbers that the encoder added
      const centre = zeroPoint - 0.5;
      for (let i = 0; i < length; i++) {
        out[at + i] = scale * (data[from + i] - centre - counterUniform(seed, c, f.start + i));
      }
      return;
    }
    for (let i = 0; i < length; i++) out[at + i] = scale * (data[from + i] - zeroPoint);
  } else if (params.kind === 'blockScaled') {
    const { blockSize, scale } = params;
    const row = c * blocksTouched(f.start, length, blockSize) - Math.floor(f.start / blockSize);
    for (let i = 0; i < length; i++) {
      out[at + i] = scale[row + Math.floor((f.start + i) / blockSize)] * value(data[from + i]);
    }
  } else if (length > params.qmax - params.qmin) {
    const [levels, qmin] = [levelsOf(params, c), params.qmin];
    for (let i = 0; i < length; i++) out[at + i] = levels[data[from + i] - qmin];
  } else {
    for (let i = 0; i < length; i++) out[at + i] = value(data[from + i]);
  }
}

/**
 * The real values that a frame of codes stands for.
 *
 * @throws {DataError} when the parameters are for another number of channels
 */
export function decodeFrame(f: QFrame): Frame {
  checkParamsFit('dequantize', f, f.params);
  const data = new Float32Array(f.data.length);
  for (let c = 0; c < f.channels; c++) decodeChannel(f, c, data, c * f.length);
  const { channels, length, start, info } = f;
  return {
    data,
    channels,
    length,
    start,
    info,
    ...sensorMap(f),
    ...marksOf(f),
    ...(f.reference && { reference: f.reference }),
  };
}

/** Checks that the lists of parameters fit a frame. */
export function checkParamsFit(who: string, f: AnyFrame, params: QParams): void {
  const { channels } = f;
  const entries = entriesOf(params);
  const wanted =
    params.kind === 'blockScaled' ? channels * blocksTouched(f.start, f.length, params.blockSize) : channels;
  const shared = entries === 1 && params.kind !== 'blockScaled';
  if (shared || entries === wanted || (params.kind === 'adaptive' && entries > 0 && entries % channels === 0)) return;
  throw new DataError(
    'data-params',
    `${who}: frame at ${when(f.info, f.start)} has ${channels} channels, its ${params.kind} params are for ${entries}`,
  );
}

/** Length of the list that goes by channel. */
function entriesOf(params: QParams): number {
  switch (params.kind) {
    case 'affine':
    case 'codebook':
    case 'blockScaled':
      return params.scale.length;
    case 'powerOfTwo':
      return params.exponent.length;
    case 'companded':
      return params.peak.length;
    case 'adaptive':
      return params.state.length;
    case 'fixedPoint':
      return 1;
  }
}

/**
 * The smallest and largest real input that the codes of channel `c` represent with granular error only: half a step
 * beyond the outermost levels, or up to them where subtractive dither takes the half step. What lies outside is overload.
 * Block scales and adaptive steps follow the data, so there is no bound.
 */
export function granularInterval(params: QParams, c = 0): readonly [low: number, high: number] {
  if (params.kind === 'blockScaled' || params.kind === 'adaptive') return [-Infinity, Infinity];
  const value = decoder(params, c);
  const { qmin, qmax } = params;
  if (params.kind === 'affine' || params.kind === 'powerOfTwo' || params.kind === 'fixedPoint') {
    const half = params.kind === 'affine' && params.ditherSeed !== undefined ? 0 : 0.5;
    return [value(qmin - half), value(qmax + half)];
  }
  if (params.kind === 'companded') return [-entry(params.peak, c), entry(params.peak, c)];
  const levels = [...new Set(levelsOf(params, c))].sort((a, b) => a - b); // codes may share a level
  const n = levels.length;
  const half = (outer: number, inner: number) => (n > 1 ? outer + (outer - inner) / 2 : outer);
  return [half(levels[0], levels[1]), half(levels[n - 1], levels[n - 2])];
}
