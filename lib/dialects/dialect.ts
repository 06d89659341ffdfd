import type { QuantizedMultiplier } from '../kernels/fixedPoint.js';
import type { Multiplication } from '../kernels/multiplication.js';
import type { Requantization } from '../kernels/requantization.js';

/**
 * What accumulators are sums of, as runtimes round them differently: products with the weights of a dense layer, of a convolution or of
 * matrices (`sum`); one product of two tensors; anything else (`element`).
 */
export type AccumulatorUse = 'dense' | 'sum' | 'product' | 'element';

/** What a layer asks of a dialect: the constants that turn its accumulators into codes. */
export interface WantedRequantization {
  readonly use: AccumulatorUse;
  /** Name of the layer, for messages. */
  readonly layer: string;
  /** Steps of the output that one step of the accumulator is worth, > 0; one an output channel, or one for all. */
  readonly scales: readonly number[];
  /**
   * The same as runtimes with float32 scales compute them, f32(f32(input scale * weight scale) / output scale); by default `scales`
   * rounded to float32.
   */
  readonly floatScales?: readonly number[];
  /** Largest magnitude that the accumulator can take; one for each scale. */
  readonly bounds: readonly number[];
  /** Code of zero in the output. */
  readonly zeroPoint: number;
  /** Smallest code of the output, after the activation. */
  readonly low: number;
  /** Largest code of the output. */
  readonly high: number;
}

/**
 * Arithmetic that runtimes do not share: which one a dialect computes by. `real` stands for real numbers in float32: codes are dequantized,
 * the result is divided by the output's scale and rounded half to even.
 */
export interface Rules {
  /** Sums and differences of two tensors: at a common scale, or of 8-bit codes by two multipliers and one shift. */
  readonly sum: 'common' | 'xnnpack' | 'real';
  /** Multipliers of the inputs of differences at a common scale: quotients of doubles, or of float32 numbers. */
  readonly difference: 'float64' | 'float32';
  /** 8-bit codes under other params: by a multiplier, or by one of 8 fraction bits. */
  readonly recode: 'multiplier' | 'xnnpack' | 'real';
  /** Leaky ReLU of 8-bit codes: by multipliers, or by two of 8 fraction bits. */
  readonly slope: 'multiplier' | 'xnnpack' | 'real';
  /**
   * Softmax: TensorFlow Lite Micro's or TensorFlow Lite's tables for int16, fixed point for 8-bit codes; or float32 for 8-bit codes.
   */
  readonly softmax: 'micro' | 'lite' | 'float32' | 'onnx';
  /** Long short-term memory: TensorFlow Lite Micro's tables, or TensorFlow Lite's fixed point. */
  readonly lstm: 'micro' | 'lite';
  /** The code of a real number: half away from zero of the product with 1 / scale, or half to even of the quotient by the scale. */
  readonly nearest: 'lite' | 'onnx';
  /** Average pools of codes: the mean of the codes, ties away from zero; or that of the real numbers. */
  readonly pool: 'codes' | 'real';
  /**
   * Means and sums over axes of 8-bit codes: by a multiplier; the sum of code - zero point as float32 times a float32 scale, rounded half to
   * even (XNNPACK); or of real numbers, but for the mean over all places, which goes as XNNPACK's (QLinearGlobalAveragePool).
   */
  readonly mean: 'multiplier' | 'float32' | 'real';
  /**
   * Products of two matrices of int8 codes: each less its zero point; or the first one alone less its own, the second one's left out, where
   * the first one does not come transposed (XNNPACK).
   */
  readonly matrices: 'both' | 'first';
  /** Weights of linear resizing: of 10 bits, ties away from zero; or of 8-bit codes 11 bits, ties towards +infinity (XNNPACK). */
  readonly resize: 'lite' | 'xnnpack';
}

/** How a runtime rounds: which integers stand for the real multipliers, where fractions are dropped. It knows no layer. */
export interface Dialect {
  readonly name: string;
  /**
   * The constants of int32 accumulators.
   *
   * @throws {FormatError} when they cannot be had in this dialect
   */
  requantization(wanted: WantedRequantization): Requantization;
  /** As `requantization`, for layers with int16 activations, whose accumulators are 64 bits wide in the runtimes. */
  wideRequantization(wanted: WantedRequantization): Requantization;
  /**
   * The product of an int32 and a real number >= 0, as an int32: for layers that scale single numbers.
   *
   * @param given its integers, for layers whose runtimes make them by a rule of their own
   */
  multiplication(real: number, given?: QuantizedMultiplier): Multiplication;
  readonly rules: Rules;
}
