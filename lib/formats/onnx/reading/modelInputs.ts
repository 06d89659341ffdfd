import type { WorkLimits } from '../../../rewrite/workLimits.js';
import { OptionRangeError } from '../../../errors.js';
import { problemList, quoted, Unsupported } from '../../problems.js';
import { checkShape, elementsOf, MAX_ELEMENTS, MAX_RANK } from '../../../graph/tensor.js';
import type { AffineParams } from '../../../qparams.js';
import type { Builder } from './builder.js';
import { elementType } from './elementTypes.js';
import type { Port } from './finish.js';
import { inputCodings } from './inputCodings.js';
import type { OnnxGraph, OnnxValue } from './model.js';
import { onnxError } from './modelError.js';
import { type ExternalData, tensorData } from './tensorData.js';
import { paramsOf, type Value } from './values.js';

/** Options of importOnnx. */
export interface ImportOnnxOptions extends WorkLimits {
  /** Lengths of axes that the model has only names for, by these names. A first axis without a length is the batch, 1 by default. */
  readonly dimensions?: Readonly<Record<string, number>>;
  /**
   * Reads a file that lies beside the model and holds its weights; without it such a model is an error. The location has been checked: it is
   * relative, and leads nowhere but into the model's folder and those below.
   */
  readonly externalData?: ExternalData;
  /** Values of model inputs that are to be constants, by name; the network then has no such input. None by default. */
  readonly constants?: ReadonlyMap<string, OnnxConstant>;
}

/** A value for a model input. */
export interface OnnxConstant {
  readonly shape: readonly number[];
  /** Row-major. */
  readonly data: ArrayLike<number>;
}

/** The most inputs of a network. */
const MAX_INPUTS = 2 ** 10;

/** Adds constants and inputs; a constant may come under the name of an input. */
export function addInputs(
  builder: Builder,
  values: Map<string, Value>,
  graph: OnnxGraph,
  { dimensions = {}, externalData, constants = new Map<string, OnnxConstant>() }: ImportOnnxOptions,
): Port[] {
  const ports: Port[] = [];
  for (const [name, given] of constants) {
    const input = graph.inputs.find(value => value.name === name);
    if (!input) throw new OptionRangeError(`importOnnx: constants must name inputs of the model, got ${quoted(name)}`);
    values.set(name, constantInput(input, given));
  }
  const problems = problemList(list =>
    onnxError('model', 'every node must have a layer that does the same', `no layer for ${list}`),
  );
  for (const [name, tensor] of graph.initializers) {
    if (values.has(name)) continue;
    const value = problems.attempt('constant', name, () => tensorData(tensor, externalData));
    if (value) values.set(name, value);
  }
  const codings = inputCodings(graph, values);
  for (const input of graph.inputs) {
    if (graph.initializers.has(input.name) || constants.has(input.name)) continue;
    if (values.has(input.name))
      throw onnxError('graph', 'names of tensors must be unique', `${quoted(input.name)} twice`);
    if (ports.length === MAX_INPUTS) throw onnxError('graph', `there may be ${MAX_INPUTS} inputs`, 'more');
    const value = problems.attempt('input', input.name, () =>
      addInput(builder, input, dimensions, codings.get(input.name)),
    );
    if (!value) continue;
    values.set(input.name, value);
    ports.push({ name: input.name, tensor: value.id });
  }
  problems.throwIfAny();
  return ports;
}

function constantInput({ name, type }: OnnxValue, { shape, data }: OnnxConstant): Value {
  const known = elementType(type);
  const fits = shape.length <= MAX_RANK && elementsOf(shape) === data.length && data.length <= MAX_ELEMENTS;
  if (!known || !fits) {
    throw new OptionRangeError(
      `importOnnx: constants must hold as many numbers as their shape says, got ${data.length} for ${quoted(name)}`,
    );
  }
  const numbers = known.array(data.length);
  numbers.set(data);
  return { kind: 'constant', type: known, shape: [...shape], data: numbers };
}

function addInput(
  builder: Builder,
  { name, type, dims }: OnnxValue,
  dimensions: Readonly<Record<string, number>>,
  coding: AffineParams | undefined,
) {
  const where = `input ${quoted(name)}`;
  const known = elementType(type);
  if (!known) throw new Unsupported(`element type ${type}`);
  if (!dims) throw onnxError(where, 'must have a shape', 'none');
  const shape = checkShape(
    where,
    dims.map((dim, axis) => lengthOf(where, dim, axis, dimensions)),
  );
  // short integers are codes, of scale 1 where no node says more; longer ones are numbers, unless a node says that they are codes
  const short = !known.float && known.name !== 'bool' && known.bits <= 16;
  const params = coding ?? (short ? paramsOf(known, [1], [0]) : undefined);
  return builder.input({ name, shape, ...(params && { params }) }, known);
}

/** The length of an axis, which may have but a name. */
function lengthOf(
  where: string,
  dim: number | string,
  axis: number,
  dimensions: Readonly<Record<string, number>>,
): number {
  if (typeof dim === 'number' && dim > 0) return dim;
  const named = typeof dim === 'string' && Object.hasOwn(dimensions, dim) ? dimensions[dim] : undefined;
  if (named !== undefined) {
    if (Number.isSafeInteger(named) && named > 0) return named;
    throw new OptionRangeError(
      `importOnnx: dimensions must be positive integers, got ${named} for ${quoted(`${dim}`)}`,
    );
  }
  if (axis === 0) return 1;
  throw onnxError(
    where,
    'axes must have a length, or a name to be given one in the option dimensions',
    quoted(`${dim}`),
  );
}
