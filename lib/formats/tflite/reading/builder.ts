import { type AffineParams, sameParams } from '../../../qparams.js';
import { opOf } from '../../../ops/index.js';
import type { Layer, NetworkInput } from '../../../graph/network.js';
import { Unsupported } from '../../problems.js';
import { isTensor } from '../../../graph/tensor.js';
import { outputShape } from '../../../rewrite/graphWriter.js';
import type { WorkMeter } from '../../../rewrite/workLimits.js';
import { computeConstant } from '../../reading/computeConstant.js';
import { movedCodes } from '../../reading/constant.js';
import type { ElementType } from './elementTypes.js';
import { tfliteError } from './modelError.js';
import { type Activation, type Constant, decoded, holdsCodes, paramsOf, type Value } from './values.js';

type Without<L> = L extends Layer ? Omit<L, 'name' | 'inputs' | 'params'> : never;

/** A layer but for what the builder adds: its name, its inputs and its params. */
export type LayerFields = Without<Layer>;

/** What a layer is to make. */
export interface Target {
  /** What the layer is called, before names are made unique. */
  readonly label: string;
  /** Whether it is none of the model's tensors, but a step on the way to one. */
  readonly helper?: boolean;
  readonly type: ElementType;
  readonly params?: AffineParams | undefined;
}

/** What a layer is to be called. */
export type Label = Pick<Target, 'label' | 'helper'>;

/** Builds the layers of a network; what depends on constants only is computed at once. */
export interface Builder {
  /** Adds a layer, or computes it where all inputs are constants. */
  emit(fields: LayerFields, inputs: readonly Value[], target: Target): Value;
  /** A value as a tensor that runs make. */
  activation(value: Value): Activation;
  /** A tensor that comes from elsewhere: a network input or a variable. */
  source(input: Omit<NetworkInput, 'name'>, type: ElementType): Activation;
  /**
   * Counts numbers that are computed, copied or unpacked.
   *
   * @throws {FormatError} where they are more than the file accounts for
   */
  spend(count: number): void;
  /** An empty builder that counts with this one. */
  scratch(): Builder;
  /** Layers in their order; names are those of the activations. */
  readonly layers: readonly Layer[];
  /** What layers are to be called, by their names. */
  readonly labels: ReadonlyMap<string, Label>;
}

/** The most layers: a small file may ask for many, e.g. by splits. */
const MAX_LAYERS = 2 ** 17;

/**
 * A builder of an empty network.
 *
 * @param budget the most numbers that constants computed here may have, a quarter of the multiplications that they may take, and a
 *   64th of the numbers in all constants of all layers, which may share them
 * @param meter counts what the layers ask for
 */
export function makeBuilder(budget: number, meter: WorkMeter): Builder {
  return builderWithin(budget, meter, { numbers: budget, work: 4 * budget, uses: 64 * budget });
}

/** What is left to several builders. */
interface Left {
  numbers: number;
  work: number;
  uses: number;
}

function builderWithin(budget: number, meter: WorkMeter, left: Left): Builder {
  const layers: Layer[] = [];
  const labels = new Map<string, Label>();
  const constants = new Map<Constant, Activation>();
  let count = 0;

  function spend(numbers: number): void {
    left.numbers -= numbers;
    if (left.numbers < 0) throw tfliteError('model', `constants computed at import may have ${budget} numbers`, 'more');
  }

  function compute(fields: LayerFields, given: readonly Constant[], { label, type }: Target): Constant {
    const inputs = given.map((_, k) => `${k}`);
    const made = computeConstant(layerOf(fields, label || 'constant', inputs), given, type, {
      numbers: spend,
      work(count) {
        left.work -= count;
        if (left.work < 0) throw new Unsupported('constants that take so much computation');
      },
    });
    return { ...made, name: label };
  }

  /** The real numbers of a constant; those of codes are counted. */
  function real(constant: Constant): Float32Array {
    if (!(constant.data instanceof Float32Array)) spend(constant.data.length);
    return decoded(constant);
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
    const { coding, shape, data, name: label, type } = value;
    if (!coding || !holdsCodes(value)) {
      return add({ type: 'constant', value: { shape, data: real(value) } }, [], { label, type });
    }
    if (coding.scale.length > 1) throw new Unsupported('activations with a scale per channel');
    const params = paramsOf(coding.codes, coding.scale, coding.zeroPoint);
    return add({ type: 'constant', value: { shape, data, params } }, [], { label, type, params });
  }

  function add(
    fields: LayerFields,
    from: readonly Activation[],
    { label, helper = false, type, params }: Target,
  ): Activation {
    if (layers.length >= MAX_LAYERS) throw tfliteError('model', `layers may be ${MAX_LAYERS}`, 'more');
    const id = `${count++}`;
    const layer = {
      ...layerOf(
        fields,
        id,
        from.map(a => a.id),
      ),
      ...(params && { params }),
    };
    const shape = outputShape(
      layer,
      from.map(a => a.shape),
    );
    meter.add(
      { ...layer, name: label || id },
      from.map(a => a.shape),
      shape,
    );
    for (const field of Object.values(fields).flat()) if (isTensor(field)) left.uses -= field.data.length;
    if (left.uses < 0) throw tfliteError('model', `constants of all layers may have ${64 * budget} numbers`, 'more');
    layers.push(layer);
    labels.set(id, { label, helper });
    return { kind: 'activation', id, type, shape, ...(params && { params }) };
  }

  return {
    layers,
    labels,
    spend,
    scratch: () => builderWithin(budget, meter, left),
    activation,
    source({ shape, params }, type) {
      const id = `${count++}`;
      meter.source(id, shape);
      return { kind: 'activation', id, type, shape, ...(params && { params }) };
    },
    emit(fields, given, target) {
      const known = given.filter(v => v.kind === 'constant');
      if (known.length > 0 && known.length === given.length) {
        if (fields.type === 'transpose' && known[0].coding) spend(known[0].data.length);
        const moved = moveCodes(fields, known[0], target);
        if (moved) return moved;
        if (!target.params && !known.some(holdsCodes)) return compute(fields, known, target);
      }
      const from = given.map(activation);
      return add(fields, from, { ...target, params: outputParams(fields.type, from, target) });
    },
  };
}

/** The builder's fields are those of the layer's type. */
function layerOf(fields: LayerFields, name: string, inputs: readonly string[]): Layer {
  return { ...fields, name, inputs };
}

/** Layers between codes and numbers. */
const converters = new Set<Layer['type']>(['quantize', 'dequantize', 'constant']);

/** Scales of pools may differ by this much, and codes are handed on all the same. @see TensorFlow Lite, kernels/pooling.cc */
const NEAR = 1e-6;

/**
 * The params that a layer's output has, where the model gives its tensor some.
 *
 * @throws {Unsupported} when such a layer cannot make them
 */
function outputParams(
  type: Layer['type'],
  from: readonly Activation[],
  { params, type: { name } }: Target,
): AffineParams | undefined {
  if (converters.has(type)) return params;
  const { codes: output } = opOf(type, type).traits;
  if (typeof output !== 'string' && output.length === 0) {
    if (params) throw new Unsupported(`codes of ${name} as output`);
    return undefined;
  }
  const coded = from.flatMap(a => a.params ?? []);
  if (!params && coded.length === 0) return undefined;
  if (!params) throw new Unsupported(`output of ${name} without a scale where the input has one`);
  if (coded.length === 0) throw new Unsupported(`codes of ${name} from numbers`);
  if (output === 'own') return params;
  if (output !== 'input') {
    if (output.some(fixed => sameParams(fixed, params))) return params;
    throw new Unsupported(`output of ${name} with scale ${params.scale[0]} and zero point ${params.zeroPoint[0]}`);
  }
  const other = coded.find(given => !sameParams(given, params));
  if (!other) return params;
  const near = Math.abs(other.scale[0] - params.scale[0]) <= NEAR && other.zeroPoint[0] === params.zeroPoint[0];
  if (from.length === 1 && near && other.qmin === params.qmin) return other;
  throw new Unsupported(`output of ${name} with another scale or zero point than its input`);
}

/** Transposed, reshaped or decoded codes, whose numbers stay as they are. */
function moveCodes(fields: LayerFields, value: Constant, { label, type }: Target): Constant | undefined {
  if (!value.coding) return undefined;
  const named = { ...value, name: label, type };
  return fields.type === 'dequantize' ? named : movedCodes(fields, named);
}
