import type {
  Activation as AnyActivation,
  Coding as AnyCoding,
  Constant as AnyConstant,
} from '../../reading/constant.js';
import { paramsOf } from '../../reading/constant.js';
import type { AffineParams } from '../../../qparams.js';
import { quoted, Unsupported } from '../../problems.js';
import { elementsOf, MAX_ELEMENTS, MAX_RANK } from '../../../graph/tensor.js';
import { bytesOf, type ElementType, elementType, FLOAT32, typeName } from './elementTypes.js';
import type { ModelTensor } from './model.js';
import { tfliteError } from './modelError.js';

/** What the codes of a constant stand for. */
export type Coding = AnyCoding<ElementType>;

/** A tensor whose numbers are known at import; its type is float where codes were dequantized. */
export interface Constant extends AnyConstant<ElementType> {
  readonly name: string;
}

/** A tensor that a run makes. */
export type Activation = AnyActivation<ElementType>;

/** A tensor of numbers. */
export type Value = Constant | Activation;

/** A tensor that names a variable. */
export interface Handle {
  readonly kind: 'handle';
  readonly variable: string;
}

/** A constant list of integers. */
export function integers(name: string, type: ElementType, list: readonly number[]): Constant {
  const data = type.array(list.length);
  data.set(list);
  return { kind: 'constant', name, type, shape: [list.length], data };
}

/** Whether a value is known and holds codes, which its type says too. */
export function holdsCodes(value: Value): boolean {
  return value.kind === 'activation' ? value.params !== undefined : value.coding !== undefined && !value.type.float;
}

/**
 * What the codes of a tensor stand for; undefined where it holds numbers as they are.
 *
 * @throws {Unsupported} when they are not affine
 */
function codingOf({ quantization, shape, name }: ModelTensor, type: ElementType): Coding | undefined {
  const { scale, zeroPoint, custom } = quantization;
  // a list has one axis, whatever the file says: biases of public models name another, and TensorFlow Lite Micro never looks
  const axis = shape.length === 1 ? 0 : quantization.axis;
  if (custom) throw new Unsupported('custom quantization');
  if (type.float || type.name === 'bool' || scale.length === 0) return undefined;
  const where = `tensor ${quoted(name)}`;
  if (scale.length > 1 && scale.length !== shape[axis]) {
    throw tfliteError(where, 'scales must be one for all or one per entry of an axis', `${scale.length}`);
  }
  if (zeroPoint.length > 1 && zeroPoint.length !== scale.length) {
    throw tfliteError(where, 'zero points must be as many as scales', `${zeroPoint.length}`);
  }
  return { scale, zeroPoint: zeroPoint.length === 0 ? [0] : zeroPoint, axis, codes: type };
}

/** The type of a tensor. */
export function typeOf(tensor: ModelTensor): ElementType {
  const type = elementType(tensor.type);
  if (!type) throw new Unsupported(`type ${typeName(tensor.type)}`);
  return type;
}

/** The parameters of a tensor of codes that a run makes. */
export function activationParams(tensor: ModelTensor, type: ElementType): AffineParams | undefined {
  const coding = codingOf(tensor, type);
  if (!coding) return undefined;
  if (coding.scale.length > 1) throw new Unsupported('activations with a scale per channel');
  return paramsOf(type, coding.scale, coding.zeroPoint);
}

/**
 * The constant that a tensor of the model is.
 *
 * @throws {FormatError} when it has more or fewer bytes than its shape says
 */
export function constantOf(tensor: ModelTensor): Constant {
  const { name, shape, data: raw = new Uint8Array(0), sparse } = tensor;
  const type = typeOf(tensor);
  if (sparse) throw new Unsupported('sparse tensors');
  const where = `tensor ${quoted(name)}`;
  const axes = shape.every(axis => axis >= 0) && shape.length <= MAX_RANK;
  const count = axes ? elementsOf(shape) : Infinity;
  if (count > MAX_ELEMENTS) {
    throw tfliteError(where, 'a shape is at most 8 axes and 2^28 elements', `(${shape.slice(0, 10).join(', ')})`);
  }
  if (raw.length !== bytesOf(type, count)) {
    throw tfliteError(where, `data must be ${bytesOf(type, count)} bytes, as its shape says`, `${raw.length}`);
  }
  const coding = codingOf(tensor, type);
  const data = type.read(raw, count);
  return { kind: 'constant', name, type: type.float ? FLOAT32 : type, shape, data, ...(coding && { coding }) };
}

export { decoded, paramsOf, weightsOf } from '../../reading/constant.js';
