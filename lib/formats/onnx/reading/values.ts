import type { Shape } from '../../../graph/tensor.js';
import type {
  Activation as AnyActivation,
  Coding as AnyCoding,
  Constant as AnyConstant,
} from '../../reading/constant.js';
import { type ElementType, FLOAT, INT32, INT64 } from './elementTypes.js';

/** What the codes of a constant stand for. */
export type Coding = AnyCoding<ElementType>;

/** A tensor whose numbers are known at import. */
export type Constant = AnyConstant<ElementType>;

/** A tensor that a run makes. */
export type Activation = AnyActivation<ElementType>;

/** A tensor of the model. */
export type Value = Constant | Activation;

/** A constant of real numbers. */
export function reals(shape: Shape, data: Float32Array): Constant {
  return { kind: 'constant', type: FLOAT, shape, data };
}

/** A constant of one real number, without axes. */
export function scalar(x: number): Constant {
  return reals([], Float32Array.of(x));
}

/** Zeros as int32 codes of scale 1: the bias of sums of codes. */
export function zeroSums(length: number): Constant {
  const coding = { scale: [1], zeroPoint: [0], axis: 0, codes: INT32 };
  return { kind: 'constant', type: FLOAT, shape: [length], data: new Int32Array(length), coding };
}

/** A constant list of integers. */
export function integers(list: readonly number[]): Constant {
  return { kind: 'constant', type: INT64, shape: [list.length], data: Float64Array.from(list) };
}

export { decoded, lateConstant, paramsOf, retyped, weightsOf } from '../../reading/constant.js';
