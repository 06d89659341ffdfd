/** Storage of codes; the narrowest that holds [qmin, qmax]. */
export type Codes = Int8Array | Uint8Array | Int16Array | Uint16Array | Int32Array;

/** What every kind of parameters has. */
interface Coded {
  /** Bits that a code takes on the wire. */
  readonly bits: number;
  /** Smallest code. */
  readonly qmin: number;
  /** Largest code. */
  readonly qmax: number;
}

/**
 * `real = scale * (q - zeroPoint)`. Lists hold one entry for all channels, or one a channel.
 * Scales are float32 values, as model files store them. A zero point of k + 0.5 makes a mid-rise quantizer.
 */
export interface AffineParams extends Coded {
  readonly kind: 'affine';
  readonly scale: readonly number[];
  readonly zeroPoint: readonly number[];
  /**
   * Subtractive dither: `real = scale * (q - zeroPoint - d)`, d uniform in [-1/2, 1/2), made anew from this seed, the channel
   * and the absolute sample index. An integer in [0, 2^32).
   */
  readonly ditherSeed?: number;
}

/** `real = 2^exponent * (q - zeroPoint)`: decoding is a shift. */
export interface PowerOfTwoParams extends Coded {
  readonly kind: 'powerOfTwo';
  readonly exponent: readonly number[];
  readonly zeroPoint: readonly number[];
}

/** Q format: `real = q * 2^-fractionBits`, the same for every channel. */
export interface FixedPointParams extends Coded {
  readonly kind: 'fixedPoint';
  readonly fractionBits: number;
}

/** `real = peak * expand(q / qmax)`, the inverse of a logarithmic curve; codes are symmetric around 0. */
export interface CompandedParams extends Coded {
  readonly kind: 'companded';
  readonly law: 'mu' | 'a';
  /** mu of the mu-law, A of the A-law. */
  readonly constant: number;
  /** Full-scale amplitude, one entry for all channels or one a channel. */
  readonly peak: readonly number[];
}

/** `real = scale * levels[q - qmin]`. */
export interface CodebookParams extends Coded {
  readonly kind: 'codebook';
  /** Reconstruction levels, qmax - qmin + 1 of them. */
  readonly levels: readonly number[];
  readonly scale: readonly number[];
}

/**
 * `real = scale[c, block] * element(q)`; the element is `levels[q - qmin]`, or q itself where there are no levels.
 * Blocks are aligned to absolute sample indices: sample `start + i` lies in block floor((start + i) / blockSize).
 */
export interface BlockScaledParams extends Coded {
  readonly kind: 'blockScaled';
  readonly blockSize: number;
  /** Scales of the blocks that the frame touches, shape (channels, blocks). */
  readonly scale: readonly number[];
  readonly levels?: readonly number[];
}

/** The coders whose codes depend on those before them. */
export type AdaptiveCoder = 'jayant' | 'dpcm' | 'imaAdpcm' | 'delta';

/**
 * Codes of a coder with memory. The state at the frame's first sample is in the parameters, so that every frame decodes
 * alone. Both lists are doubles, laid out by coder:
 *
 * | coder | codes | constants | state of a channel |
 * |---|---|---|---|
 * | `jayant` | mid-rise, 2 to 8 bits | smallest step, largest step, 2^(bits-1) multipliers | step |
 * | `dpcm` | 2 to 8 bits | predictor (0 fixed, 1 sign-sign, 2 normalized), taps, stepSize, leak, midpoint, smallest step, largest step, 2^(bits-1) multipliers, coefficients of a fixed predictor | step, the last `taps` samples (newest first), coefficients of an adapted predictor |
 * | `imaAdpcm` | 0 to 15 | scale | int16 sample, index of the step |
 * | `delta` | 0, 1 | smallest step, largest step, rise, decay, fall, run, leak | last sample, step, signed run of equal bits |
 *
 * @see kernels/jayantKernel.ts, dpcmKernel.ts, imaAdpcmKernel.ts, deltaKernel.ts for the arithmetic
 */
export interface AdaptiveParams extends Coded {
  readonly kind: 'adaptive';
  readonly coder: AdaptiveCoder;
  /** Multipliers, coefficients and bounds of the coder, the same for all channels. */
  readonly constants: readonly number[];
  /** State before the first sample, shape (channels, state size). */
  readonly state: readonly number[];
}

/**
 * The one description of a quantization: all that is needed to decode, for sensor samples, weights and activations.
 * It travels with the codes.
 */
export type QParams =
  | AffineParams
  | PowerOfTwoParams
  | FixedPointParams
  | CompandedParams
  | CodebookParams
  | BlockScaledParams
  | AdaptiveParams;

/** A new array for `length` codes of these parameters. */
export function newCodes({ qmin, qmax }: Pick<Coded, 'qmin' | 'qmax'>, length: number): Codes {
  if (qmin >= -128 && qmax <= 127) return new Int8Array(length);
  if (qmin >= 0 && qmax <= 255) return new Uint8Array(length);
  if (qmin >= -32768 && qmax <= 32767) return new Int16Array(length);
  if (qmin >= 0 && qmax <= 65535) return new Uint16Array(length);
  return new Int32Array(length);
}

/** The entry for channel `c` of a list that holds one for all channels, or one a channel. */
export function entry(list: readonly number[], c: number): number {
  return list.length === 1 ? list[0] : list[c];
}

/** Blocks that `length` samples from absolute index `start` touch. */
export function blocksTouched(start: number, length: number, blockSize: number): number {
  return length === 0 ? 0 : Math.floor((start + length - 1) / blockSize) - Math.floor(start / blockSize) + 1;
}

/** Whether two descriptions decode every code to the same value. */
export function sameParams(a: QParams, b: QParams): boolean {
  if (a === b) return true;
  const keys = Object.keys(a) as (keyof QParams)[];
  return keys.length === Object.keys(b).length && keys.every(key => sameField(a[key], b[key]));
}

function sameField(a: unknown, b: unknown): boolean {
  if (!Array.isArray(a) || !Array.isArray(b)) return a === b;
  return a.length === b.length && a.every((x, i) => x === b[i]);
}

/** Frozen parameters, lists and all. */
export function freezeParams<P extends QParams>(params: P): P {
  for (const value of Object.values(params)) if (Array.isArray(value)) Object.freeze(value);
  return Object.freeze(params);
}
