import type { AffineParams } from '../../../qparams.js';
import type { Activation as FusedActivation, Tensor } from '../../../graph/network.js';
import { quoted, Unsupported } from '../../problems.js';
import type { Shape } from '../../../graph/tensor.js';
import type { Builder, LayerFields, Target } from './builder.js';
import { FLOAT32 } from './elementTypes.js';
import type { FlatTable } from './flatTable.js';
import type { ModelOperator, ModelTensor } from './model.js';
import { tfliteError } from './modelError.js';
import {
  type Activation,
  activationParams,
  type Constant,
  holdsCodes,
  paramsOf,
  typeOf,
  type Value,
  weightsOf,
} from './values.js';

/** Options of an operator; where the file has none, all have their defaults. */
export type Options = Pick<FlatTable, 'number' | 'boolean' | 'numbers' | 'text'>;

/** A tensor that an operator is to make. */
export interface Output extends Target {
  /** As the file has it; no promise where the tensor is dynamic. */
  readonly shape: Shape;
  readonly dynamic: boolean;
}

/** One operator of the model, as its handler sees it. Inputs are counted as in the TFLite operator, absent ones included. */
export interface Op {
  readonly name: string;
  has(k: number): boolean;
  /** An input. */
  value(k: number): Value;
  /** All inputs. */
  readonly values: readonly Value[];
  /** An input that must be known at import. */
  constant(k: number): Constant;
  /** The integers that an input holds, which must be known at import. */
  integers(k: number): readonly number[];
  /** The one integer that an input holds. */
  integer(k: number): number;
  /** An input as a tensor that runs make. */
  activation(k: number): Activation;
  /** An input as weights; axis k of them is axis permutation[k] of the input. */
  weights(k: number, permutation: readonly number[]): Tensor;
  /** Params of an input that the operator keeps from run to run. */
  stateParams(k: number): AffineParams | undefined;
  /** An output of the operator. */
  output(k?: number): Output;
  /** Number of outputs. */
  readonly outputs: number;
  /** Options of this type in the union BuiltinOptions. */
  options(type: number): Options;
  /** Adds the layer that makes output k. */
  emit(fields: LayerFields, inputs: readonly Value[], k?: number): Value;
  /** Adds a layer on the way there; its output is as that of the whole operator, but where `target` says otherwise. */
  step(fields: LayerFields, inputs: readonly Value[], target?: Partial<Target>): Value;
  /** Counts numbers that are computed at import. */
  spend(count: number): void;
}

/** Makes the layers of an operator and returns its outputs. */
export type Handler = (op: Op) => Value | readonly Value[];

/** Handlers by the name of the operator in schema.fbs. */
export type Handlers = Readonly<Record<string, Handler>>;

const noOptions: Options = {
  number: (_kind, _field, missing = 0) => missing,
  boolean: (_field, missing = false) => missing,
  numbers: () => [],
  text: () => '',
};

/**
 * An operator for its handler.
 *
 * @param value the value of a tensor by its index in the subgraph
 */
export function openOp(
  operator: ModelOperator,
  tensors: readonly ModelTensor[],
  value: (index: number) => Value,
  builder: Builder,
): Op {
  const { name, inputs, outputs } = operator;
  const where = `operator ${name}`;
  const indexOf = (k: number): number => {
    const index = inputs[k] ?? -1;
    if (index < 0) throw tfliteError(where, `input ${k} must be there`, `${inputs.length} inputs`);
    return index;
  };
  const op: Op = {
    name,
    outputs: outputs.length,
    has: k => (inputs[k] ?? -1) >= 0,
    value: k => value(indexOf(k)),
    get values() {
      return inputs.map((_, k) => op.value(k));
    },
    constant(k) {
      const given = op.value(k);
      if (given.kind !== 'constant') throw new Unsupported(`input ${k} that is no constant`);
      return given;
    },
    integers(k) {
      const { type, data } = op.constant(k);
      if (type.float) throw tfliteError(where, `input ${k} must hold integers`, type.name);
      if (data.length > 2 ** 16) throw tfliteError(where, `input ${k} must be a short list`, `${data.length}`);
      return Array.from(data);
    },
    integer(k) {
      const list = op.integers(k);
      if (list.length !== 1) throw tfliteError(where, `input ${k} must hold one integer`, `${list.length}`);
      return list[0];
    },
    activation: k => builder.activation(op.value(k)),
    weights(k, permutation) {
      const given = op.constant(k);
      if (given.shape.length !== permutation.length) {
        throw tfliteError(where, `input ${k} must have ${permutation.length} axes`, `${given.shape.length}`);
      }
      const { data, coding, type } = given;
      if (!type.float && !coding) throw new Unsupported(`weights of ${type.name} without a scale`);
      if (data.length === 0) throw tfliteError(where, `input ${k} must hold numbers`, 'none');
      const made = weightsOf(given, permutation);
      if (made.data !== data) builder.spend(made.data.length);
      return made;
    },
    stateParams(k) {
      const tensor = tensors[indexOf(k)];
      return activationParams(tensor, typeOf(tensor));
    },
    output(k = 0) {
      const tensor = tensors[outputs[k] ?? -1];
      if (!tensor) throw tfliteError(where, `output ${k} must be there`, `${outputs.length} outputs`);
      const type = typeOf(tensor);
      const { name: label, shape, dynamic } = tensor;
      return { label, shape, dynamic, type: type.float ? FLOAT32 : type, params: activationParams(tensor, type) };
    },
    options(type) {
      if (operator.optionsType !== 0 && operator.optionsType !== type) {
        throw tfliteError(
          `${where} of ${quoted(op.output().label)}`,
          `options must be of type ${type}`,
          `${operator.optionsType}`,
        );
      }
      return operator.options ?? noOptions;
    },
    emit(fields, from, k = 0) {
      const output = op.output(k);
      const made = typeMade(fields, from, output);
      if (made !== undefined && made !== output.type.name) {
        const rule = `type must be ${made}, as its operator makes it`;
        throw tfliteError(`tensor ${quoted(output.label)}`, rule, output.type.name);
      }
      return builder.emit(fields, from, output);
    },
    step(fields, from, target) {
      const output = op.output();
      return builder.emit(fields, from, {
        ...output,
        label: `${output.label}/${fields.type}`,
        helper: true,
        ...target,
      });
    },
    spend: count => builder.spend(count),
  };
  return op;
}

/** The name of the type that a layer of numbers makes; undefined where several are right, and for codes. */
function typeMade(
  { type }: LayerFields,
  from: readonly Value[],
  { params, type: declared }: Output,
): string | undefined {
  if (params || from.length === 0 || from.some(value => sameAs(value).params)) return undefined;
  if (comparisons.has(type)) return 'bool';
  if (type === 'argMax' || type === 'argMin') return declared.float || declared.name === 'bool' ? 'int32' : undefined;
  if (type === 'cast' || type === 'quantize' || type === 'dequantize') return undefined;
  return from[type === 'where' ? 1 : 0].type.name;
}

const comparisons = new Set<string>([
  'equal',
  'notEqual',
  'less',
  'lessOrEqual',
  'greater',
  'greaterOrEqual',
  'and',
  'or',
  'xor',
  'not',
]);

const fused: readonly (FusedActivation | undefined)[] = ['none', 'relu', 'relu1', 'relu6'];

/** The activation that is fused with an operator. */
export function fusedActivation(options: Options, field: number): FusedActivation {
  const code = options.number('int8', field);
  const activation = fused[code];
  if (!activation) throw new Unsupported(`fused activation ${code === 4 ? 'TANH' : code === 5 ? 'SIGN_BIT' : code}`);
  return activation;
}

/** Windows of padding mode `same` or `valid`. */
export function paddingOf(options: Options, field: number): 'same' | 'valid' {
  const code = options.number('int8', field);
  if (code !== 0 && code !== 1) throw new Unsupported(`padding ${code}`);
  return code === 0 ? 'same' : 'valid';
}

/** An axis counted from the front. */
export function axisOf(op: Op, axis: number, rank: number): number {
  const counted = axis < 0 ? axis + rank : axis;
  if (!(counted >= 0 && counted < rank))
    throw tfliteError(`operator ${op.name}`, `axis must be one of ${rank}`, `${axis}`);
  return counted;
}

/** Type and params of a value, for a layer that hands its elements on. */
export function sameAs(value: Value): Pick<Target, 'type' | 'params'> {
  const { type } = value;
  if (value.kind === 'activation') return { type, params: value.params };
  const { coding } = value;
  if (!coding || !holdsCodes(value)) return { type, params: undefined };
  return { type, params: paramsOf(coding.codes, coding.scale, coding.zeroPoint) };
}
