import type { Activation, Pair } from '../../../lib/network.js';
import type { AffineParams, Codes } from '../../../lib/qparams.js';
import { newCodes } from '../../../lib/qparams.js';
import type { Random } from '../../../lib/random.js';
import { halfUpShift, quantized } from '../dialects/exact.js';
import { exactMultiply } from './network.js';

/** Params of codes [qmin, qmax]. */
export function codesIn(
  [qmin, qmax]: readonly [number, number],
  scale: readonly number[],
  zeroPoint: readonly number[],
): AffineParams {
  return { kind: 'affine', bits: Math.ceil(Math.log2(qmax - qmin + 1)), qmin, qmax, scale, zeroPoint };
}

export const INT8 = [-128, 127] as const;
export const UINT8 = [0, 255] as const;
export const INT16 = [-32768, 32767] as const;
export const INT4 = [-8, 7] as const;
export const INT2 = [-2, 1] as const;
export const TERNARY = [-1, 1] as const;

/** Seeded draws. */
export function draws(generator: Random) {
  const between = (low: number, high: number) => low + (generator.bits() % (high - low + 1));
  return {
    between,
    of: <T>(...choices: readonly T[]): T => choices[between(0, choices.length - 1)],
    scale: (from: number, to: number) => Math.fround(from + (to - from) * generator.uniform()),
    codes(params: AffineParams, length: number): Codes {
      return newCodes(params, length).map(() => between(params.qmin, params.qmax));
    },
    bias: (length: number, peak: number) => Int32Array.from({ length }, () => between(-peak, peak)),
  };
}

/** The smallest and the largest code behind an activation, the limits rounded half away from zero. */
function limits(activation: Activation, { qmin, qmax, scale: [scale], zeroPoint: [z] }: AffineParams) {
  const code = (limit: number) => {
    const magnitude = Math.floor(Math.abs(limit) / scale + 0.5);
    return Math.min(Math.max((limit < 0 ? -magnitude : magnitude) + z, qmin), qmax);
  };
  const low = { none: qmin, relu: code(0), relu6: code(0), relu1: code(-1) }[activation];
  return [low, { none: qmax, relu: qmax, relu6: code(6), relu1: code(1) }[activation]];
}

/**
 * The code of an accumulator in the dialect tflm: double rounding, or a multiplier of 15 bits and one rounding for wide ones.
 *
 * @see TensorFlow Lite, `MultiplyByQuantizedMultiplier` for int32 and for int64
 */
export function exactCode(
  acc: bigint,
  real: number,
  wide: boolean,
  activation: Activation,
  output: AffineParams,
): number {
  const [low, high] = limits(activation, output);
  const q = Number(wide ? exactWide(acc, real) : exactMultiply(acc, real)) + output.zeroPoint[0];
  return Math.min(Math.max(q, low), high);
}

function exactWide(acc: bigint, real: number): bigint {
  const { multiplier, shift } = quantized(real);
  const reduced = multiplier < 0x7fff0000n ? (multiplier + 0x8000n) >> 16n : 0x7fffn;
  return halfUpShift(acc * reduced, 15 - shift);
}

/** A convolution or its transpose, in numbers. */
export interface ExactConvolution {
  /** (batch, height, width, channels) and (batch, height', width', filters). */
  readonly shapes: readonly [readonly number[], readonly number[]];
  readonly x: Codes;
  readonly zeroPoint: number;
  /** (filters, kernel height, kernel width, channels / groups), less their zero points. */
  readonly weights: readonly number[];
  readonly kernel: Pair;
  readonly bias: ArrayLike<number>;
  readonly groups: number;
  readonly stride: Pair;
  readonly dilation: Pair;
  /** Padding, or crop of a transpose, before the first entry. */
  readonly before: Pair;
  readonly transposed?: boolean;
}

/** Its accumulators, from the definition, in output order. */
export function exactAccumulators(c: ExactConvolution): bigint[] {
  const [[batch, height, width, channels], [, outHeight, outWidth, filters]] = c.shapes;
  const depth = channels / c.groups;
  const out: bigint[] = [];
  for (let n = 0; n < batch; n++) {
    for (let i = 0; i < outHeight; i++) {
      for (let j = 0; j < outWidth; j++) {
        for (let o = 0; o < filters; o++) {
          let acc = BigInt(c.bias[o]);
          const first = Math.floor(o / (filters / c.groups)) * depth;
          for (let ky = 0; ky < c.kernel[0]; ky++) {
            for (let kx = 0; kx < c.kernel[1]; kx++) {
              const y = c.transposed
                ? (i + c.before[0] - ky * c.dilation[0]) / c.stride[0]
                : i * c.stride[0] - c.before[0] + ky * c.dilation[0];
              const x = c.transposed
                ? (j + c.before[1] - kx * c.dilation[1]) / c.stride[1]
                : j * c.stride[1] - c.before[1] + kx * c.dilation[1];
              if (!Number.isInteger(y) || !Number.isInteger(x) || y < 0 || x < 0 || y >= height || x >= width) continue;
              for (let d = 0; d < depth; d++) {
                const w = c.weights[((o * c.kernel[0] + ky) * c.kernel[1] + kx) * depth + d];
                const sample = c.x[((n * height + y) * width + x) * channels + first + d] - c.zeroPoint;
                acc += BigInt(w) * BigInt(sample);
              }
            }
          }
          out.push(acc);
        }
      }
    }
  }
  return out;
}
