import type { AffineParams } from '../../../qparams.js';
import { opOf } from '../../../ops/index.js';
import type { Layer, NetworkInput, Tensor } from '../../../graph/network.js';
import { Unsupported } from '../../problems.js';
import { computeConstant } from '../../reading/computeConstant.js';
import { movedCodes } from '../../reading/constant.js';
import { type ElementType, FLOAT } from './elementTypes.js';
import { graphWriter, sameCoding } from '../../../rewrite/graphWriter.js';
import { type Activation, type Constant, decoded, paramsOf, type Value } from './values.js';

type Without<L> = L extends Layer ? Omit<L, 'name' | 'inputs' | 'params'> : never;

/** A layer but for what the builder adds: its name, its inputs and its params. */
export type LayerFields = Without<Layer>;

/** What a new tensor is, where that does not follow from the inputs. */
export interface Made {
  /** Type of its elements; by default that of the first input. */
  readonly type?: ElementType;
  /** Params of its codes; by default those of the inputs where the layer hands codes on. */
  readonly params?: AffineParams;
}

/** Builds the layers of a network node by node; what depends on constants only is computed at once. */
export interface Builder {
  /** Adds a layer, or computes it where all inputs are constants. */
  emit(fields: LayerFields, inputs: readonly Value[], made?: Made): Value;
  /** A value as a tensor that runs make. */
  activation(value: Value): Activation;
  /** Adds a network input. */
  input(input: NetworkInput, type: ElementType): Activation;
  readonly inputs: readonly NetworkInput[];
  readonly layers: readonly Layer[];
  /** What inner layers are called after: a node's first output. */
  label: string;
  /** Labels of layers by name. */
  readonly labels: ReadonlyMap<string, string>;
}

/**
 * A builder of an empty network.
 *
 * @param budget the most elements that constants computed here may have, and the most multiplications that they may take / 16
 */
export function makeBuilder(budget: number): Builder {
  const inputs: NetworkInput[] = [];
  const writer = graphWriter();
  const labels = new Map<string, string>();
  const constants = new Map<Constant, Activation>();
  let left = budget;
  let work = 16 * budget;

  const allowance = {
    numbers(count: number): void {
      left -= count;
      if (left < 0) throw tooMuch();
    },
    work(count: number): void {
      work -= count;
      if (work < 0) throw tooMuch();
    },
  };

  function compute(fields: LayerFields, given: readonly Constant[], type: ElementType): Constant {
    const kept = movedCodes(fields, given[0]);
    if (kept) return kept;
    const inputs = given.map((_, k) => `${k}`);
    // the builder's fields are those of the layer's type
    return computeConstant({ ...fields, name: builder.label || 'constant', inputs }, given, type, allowance);
  }

  function activation(value: Value): Activation {
    if (value.kind === 'activation') return value;
    const known = constants.get(value);
    if (known) return known;
    const made = addConstant(value);
    constants.set(value, made);
    return made;
  }

  function addConstant(value: Constant): Activation {
    const { coding, shape, data } = value;
    if (coding?.scale.length === 1 && !(data instanceof Float64Array) && !(data instanceof Float32Array)) {
      const params = paramsOf(coding.codes, coding.scale, coding.zeroPoint);
      const codes = add({ type: 'constant', value: { shape, data, params } }, [], { type: coding.codes, params });
      return add({ type: 'dequantize' }, [codes], { type: FLOAT });
    }
    const constant: Tensor = { shape, data: decoded(value) };
    return add({ type: 'constant', value: constant }, [], { type: value.type });
  }

  function add(fields: LayerFields, from: readonly Activation[], { type, params }: Made): Activation {
    const name = `${labels.size}`;
    // the builder's fields are those of the layer's type
    const layer = { ...fields, name, inputs: from.map(a => a.id), ...(params && { params }) } as Layer;
    writer.add(layer);
    labels.set(name, `${builder.label}/${layer.type}`);
    return {
      kind: 'activation',
      id: name,
      type: type ?? from[0].type,
      shape: writer.shape(name),
      ...(params && { params }),
    };
  }

  const builder: Builder = {
    label: '',
    inputs,
    labels,
    get layers() {
      return writer.layers;
    },
    input(input, type) {
      const name = `${labels.size}`;
      inputs.push({ ...input, name });
      writer.addSource({ ...input, name });
      labels.set(name, input.name);
      const { shape, params } = input;
      return { kind: 'activation', id: name, type, shape, ...(params && { params }) };
    },
    activation,
    emit(fields, given, made = {}) {
      const known = given.filter(v => v.kind === 'constant');
      const type = made.type ?? given[0].type;
      if (known.length === given.length && !made.params && fields.type !== 'dequantize')
        return compute(fields, known, type);
      const from = given.map(activation);
      return add(fields, from, { type, ...codesHandedOn(fields.type, from, made) });
    },
  };
  return builder;
}

/** Params of a layer's output that follow from its inputs. */
function codesHandedOn(type: Layer['type'], from: readonly Activation[], { params }: Made): { params?: AffineParams } {
  if (params) return { params };
  const coded = from.filter(a => a.params);
  const [first] = coded;
  if (!first?.params || type === 'dequantize') return {};
  const same = coded.length === from.length && coded.every(a => sameCoding(a.params, first.params));
  if (opOf(type, type).traits.codes !== 'input' || !same)
    throw new Unsupported(`arithmetic on ${first.type.name} codes`);
  return { params: first.params };
}

function tooMuch(): Unsupported {
  return new Unsupported('constants of such size that are computed in the model');
}
