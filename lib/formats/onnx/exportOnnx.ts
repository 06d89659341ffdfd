import { checkOneOf } from '../../check.js';
import type { AnyNetwork } from '../../graph/arithmetic.js';
import type { Layer, Tensor, TensorInfo, Variable } from '../../graph/network.js';
import { checkOptions, type OptionKeys } from '../../options.js';
import { problemList } from '../problems.js';
import { checkNetwork } from '../../rewrite/shapes.js';
import { isTensor, realValues, type Shape } from '../../graph/tensor.js';
import { keepInVariables } from '../../rewrite/passes/keepInVariables.js';
import { metadataOf, type StatePort } from './metadata.js';
import { codeType, opsetOf, packedType } from './writing/codes.js';
import { exportError } from './writing/exportError.js';
import { type GraphBuilder, graphBuilder } from './writing/graph.js';
import { type Held, held, inLayout, laidOut, type Layout } from './writing/layouts.js';
import { type ModelPort, writeModel } from './writing/model.js';
import { operatorOf } from './writers/index.js';
import type { Scope } from './writers/operator.js';
import { type Value, type Values, valueStore } from './writing/values.js';

/** Options of {@link exportOnnx}. */
export interface ExportOnnxOptions {
  /**
   * What goes in and comes out where the network has codes: `float`, real numbers, with a QuantizeLinear behind each input and a
   * DequantizeLinear before each output, as is usual; or `codes`, the codes themselves. Defaults to `float`.
   */
  readonly io?: 'float' | 'codes';
}

const ios = ['float', 'codes'] as const;

const OPTIONS: OptionKeys<ExportOnnxOptions> = { io: true };

/**
 * Writes a network as an ONNX model, float or quantized in the QDQ form: each layer of codes is a float operator between the
 * DequantizeLinear of its inputs, weights and bias, and the QuantizeLinear of its output. Runtimes join these into integer operators.
 *
 * The operator set is the lowest that has what is needed: 13; 14 for hardSwish, 17 for layerNormalization, 20 for gelu, 21 for codes of
 * 4 and 16 bits. Inputs and outputs have the names and the layout that they have in the network; variables become inputs `NAME_in` and
 * outputs `NAME_out`, which the caller hands on from run to run, and so do the windows of a streaming network; `bitstair.states` says which
 * belong together, and what to begin with. Convolutions and pools are channels-first within.
 *
 * ONNX Runtime on x86 processors without VNNI: its joined int8 operators saturate sums of two products at 16 bits, and make other
 * decisions than it makes with graph optimizations disabled; its session option `session.x64quantprecision` set to `1` avoids it.
 *
 * What the network says of itself, its labels, rate, unit, layout, normalization and so on, stands in the model's metadata_props under keys
 * that begin with `bitstair.`.
 *
 * What differs from the network: QuantizeLinear rounds ties to the even code; what integer networks round inside of a layer is computed
 * in float32; biases beyond int32, and weights and state of recurrent layers, are real numbers. The same network gives the same bytes.
 *
 * @throws {FormatError} when the network is malformed, one that lists all layers which ONNX has no operator for, and for constants of
 * more than 2^31 bytes
 * @see onnx.ai/onnx/operators; ONNX Runtime, Quantize ONNX models, "QDQ"
 */
export function exportOnnx(given: AnyNetwork, options: ExportOnnxOptions = {}): Uint8Array {
  const { io = 'float' } = checkOptions('exportOnnx', options, OPTIONS);
  checkOneOf('exportOnnx', 'io', io, ios);
  checkNetwork(given);
  const network = keepInVariables.run(given);
  const shapes = checkNetwork(network);
  const graph = graphBuilder(opsetFor(network));
  const values = valueStore(graph);
  const problems = problemList(list =>
    exportError('network', 'every layer must have an ONNX operator that does the same', `none for ${list}`),
  );
  const tensors = new Map<string, Held>();
  const tensorOf = (name: string): Held => {
    const tensor = tensors.get(name);
    if (!tensor) throw new Error(`no tensor ${name}`);
    return tensor;
  };

  const { inputs, variables = [], layers, outputs } = network;
  const names = new Set([...inputs.map(input => input.name), ...outputs]);
  const ports = variables.map(variable => ({
    variable,
    input: unique(`${variable.name}_in`, names),
    output: unique(`${variable.name}_out`, names),
  }));
  for (const info of inputs) {
    problems.attempt('input', info.name, () => tensors.set(info.name, entrance(graph, values, info, info.name, io)));
  }
  for (const { variable, input } of ports) {
    problems.attempt('variable', variable.name, () =>
      tensors.set(variable.name, entrance(graph, values, variable, input, io)),
    );
  }
  problems.throwIfAny();
  for (const layer of layers) {
    const shape = shapes.get(layer.name) ?? [];
    const made = problems.attempt(layer.type, layer.name, () =>
      writeLayer(graph, values, layer, layer.inputs.map(tensorOf), shape),
    );
    tensors.set(layer.name, made ?? held(shape, 'plain', { shape, raw: '', ...coded(layer) }));
  }
  problems.throwIfAny();

  const exits = [
    ...outputs.map(name => ({ name, tensor: name })),
    ...ports.map(({ variable, output }) => ({ name: output, tensor: variable.next })),
  ].map(({ name, tensor }) => exit(graph, values, tensorOf(tensor), name, io));
  const states = ports.map(({ variable, input, output }): StatePort => ({
    input,
    output,
    initial: initialOf(variable, io),
  }));
  return writeModel({ ...graph.finish(network.name, exits), properties: metadataOf(network, states) });
}

/** What a variable holds at first, as its input takes it: one number where all are the same. */
function initialOf({ initial, params }: Variable, io: 'float' | 'codes'): number | readonly number[] {
  const codes = params && io === 'codes';
  if (!initial) return codes ? params.zeroPoint[0] : 0;
  const values = Array.from(codes ? initial.data : realValues(initial));
  return values.every(value => value === values[0]) ? values[0] : values;
}

/** The operator set that knows all layers and codes. */
function opsetFor({ inputs, variables = [], layers }: AnyNetwork): number {
  const codes = [...inputs, ...variables, ...layers].flatMap(({ params }) => (params ? [codeType(params)] : []));
  const packed = layers.flatMap(constantsOf).flatMap(({ params }) => (params ? [packedType(params)] : []));
  const known = new Map<Layer['type'], number>([
    ['hardSwish', 14],
    ['layerNormalization', 17],
    ['gelu', 20],
  ]);
  return Math.max(
    13,
    ...new Set([...codes, ...packed].map(opsetOf)),
    ...layers.map(layer => known.get(layer.type) ?? 0),
  );
}

function constantsOf(layer: Layer): Tensor[] {
  return Object.values(layer).filter(isTensor);
}

function coded({ params }: Pick<TensorInfo, 'params'>): Pick<TensorInfo, 'params'> {
  return params ? { params } : {};
}

/** A model input. */
function entrance(
  graph: GraphBuilder,
  values: Values,
  { name, shape, params }: TensorInfo,
  port: string,
  io: 'float' | 'codes',
): Held {
  graph.label = name;
  const codes = params && io === 'codes' ? params : undefined;
  const tensor = graph.input({ name: port, type: codes ? codeType(codes) : 'float', shape });
  const value: Value = codes ? values.ofCodes(tensor, shape, codes) : { shape, raw: tensor, ...(params && { params }) };
  return held(shape, 'plain', value);
}

/** A model output. */
function exit(graph: GraphBuilder, values: Values, tensor: Held, name: string, io: 'float' | 'codes') {
  graph.label = name;
  const value = inLayout(values, tensor, 'plain');
  const codes = value.params && io === 'codes' ? value.params : undefined;
  const port: ModelPort = { name, type: codes ? codeType(codes) : 'float', shape: tensor.shape };
  return { port, tensor: codes ? values.codes(value) : values.real(value) };
}

function writeLayer(graph: GraphBuilder, values: Values, layer: Layer, inputs: readonly Held[], shape: Shape): Held {
  const write = operatorOf(layer.type);
  graph.label = layer.name;
  const { params } = layer;
  const input = (k: number, layout: Layout = 'plain'): Value => inLayout(values, inputs[k], layout);
  const scope: Scope = {
    graph,
    values,
    inputs,
    shape,
    input,
    real: (k, layout) => values.real(input(k, layout)),
    computed: (real, layout = 'plain') => ({ value: values.computed(real, laidOut(shape, layout), params), layout }),
    moved(value, layout = 'plain') {
      const same = (value.params === undefined) === (params === undefined);
      return same ? { value, layout } : scope.computed(values.real(value), layout);
    },
  };
  const { value, layout } = write(layer, scope);
  const made = held(shape, layout, value);
  graph.title(params ? values.codes(value) : values.real(value), layer.name);
  return made;
}

/** A name that is not yet in use, which it then is. */
function unique(name: string, names: Set<string>): string {
  let free = name;
  for (let count = 2; names.has(free); count++) free = `${name}:${count}`;
  names.add(free);
  return free;
}
