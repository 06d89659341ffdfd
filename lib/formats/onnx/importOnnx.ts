import type { AnyNetwork } from '../../graph/arithmetic.js';
import { OptionRangeError } from '../../errors.js';
import { checkOptions, type OptionKeys } from '../../options.js';
import { problemList, quoted, Unsupported } from '../problems.js';
import { bytesOf } from '../bytesOf.js';
import { checkWork, WORK_LIMITS, workMeter } from '../../rewrite/workLimits.js';
import { type Builder, makeBuilder } from './reading/builder.js';
import { elementType } from './reading/elementTypes.js';
import { finish, type Port } from './reading/finish.js';
import { describedBy, type StatePort, statesOf } from './metadata.js';
import { carryState } from '../../rewrite/carryState.js';
import { halfEven } from '../../rounding.js';
import type { Tensor } from '../../graph/network.js';
import { allocate, elementsOf } from '../../graph/tensor.js';
import { findTimeAxes } from '../../rewrite/passes/findTimeAxes.js';
import { foldQuantization } from '../../rewrite/passes/foldQuantization.js';
import { fuseActivations } from '../../rewrite/passes/fuseActivations.js';
import { fuseBias } from '../../rewrite/passes/fuseBias.js';
import type { Graph } from '../../graph/graph.js';
import { moveTransposes } from '../../rewrite/passes/moveTransposes.js';
import { type OnnxGraph, type OnnxNode, type OnnxValue, readModel } from './reading/model.js';
import { onnxError } from './reading/modelError.js';
import { addInputs, type ImportOnnxOptions } from './reading/modelInputs.js';
import { nodeReader } from './reading/nodeReader.js';
import { handlerOf } from './readers/index.js';
import type { ExternalData } from './reading/tensorData.js';
import type { Value } from './reading/values.js';

/** What makes layers of nodes: channels last, biases and activations in their layers, arithmetic on codes. */
const PASSES = [moveTransposes, fuseBias, fuseActivations, foldQuantization] as const;

/**
 * Versions of the ONNX operators that are known. Version 26 brought BitCast and CumProd, 27 CausalConvWithState, LinearAttention and more
 * types of Range, 28 a new version of Cast: what has no layer is refused by its name, a type or an attribute that is new likewise.
 */
const OPSETS = { from: 7, to: 28 } as const;
/** Versions of the file format that are known. */
const IR_VERSIONS = { from: 3, to: 14 } as const;

const OPTIONS: OptionKeys<ImportOnnxOptions> = {
  ...WORK_LIMITS,
  dimensions: true,
  externalData: true,
  constants: true,
};

/**
 * Reads an ONNX model: float ones become float networks; quantized ones, with QuantizeLinear and DequantizeLinear around their nodes or with
 * nodes on codes (QLinearConv, MatMulInteger, ...), integer networks where they can, else mixed ones.
 *
 * Inputs and outputs keep names and layout of the model; which axis of an input is time, `findTimeAxes` finds out. Within, channels come last: transpositions are moved and dropped where the layers
 * allow it. What depends on constants only is computed at once, with it all arithmetic on shapes.
 *
 * What `exportOnnx` wrote into metadata_props, labels, rate, unit, normalization and so on, the network says of itself again; the
 * states that it hands on, the network carries.
 *
 * Limits: 2^16 nodes, constants and entries of a list; 2^10 inputs; 8 axes; `maxElements` of all activations and `maxMacs` of a run; constants
 * computed from others have as many elements as the file has bytes, and 2^22 more. Constants are read where they lie in the file, and copied
 * once into the layout of their layer: together with the file, memory stays at twice its size. Types that the machine has no arrays for take
 * more: float16, bfloat16 and float8 become float32, int64 doubles; of float16 weights the peak is three times the file. Subgraphs (If, Loop, Scan), functions, texts and
 * sequences are not supported.
 *
 * @param bytes the file; the network's constants may lie in its memory
 * @throws {FormatError} when it is no ONNX model, and one that lists all operators, types and attributes that no layer stands for
 * @see onnx.ai/onnx/repo-docs/IR.html, onnx.ai/onnx/operators
 */
export function importOnnx(given: Uint8Array | ArrayBuffer, options: ImportOnnxOptions = {}): AnyNetwork {
  const { maxMacs, maxElements } = checkOptions('importOnnx', options, OPTIONS);
  const limits = { ...(maxMacs !== undefined && { maxMacs }), ...(maxElements !== undefined && { maxElements }) };
  workMeter('importOnnx', limits); // refuses wrong limits before the work
  const bytes = bytesOf('importOnnx', given);
  const { irVersion, opsets, graph, properties } = readModel(plainBytes(bytes));
  const opset = opsets.get('') ?? 1;
  if (!(irVersion >= IR_VERSIONS.from && irVersion <= IR_VERSIONS.to)) {
    throw onnxError('file', `ir_version must be in [${IR_VERSIONS.from}, ${IR_VERSIONS.to}]`, `${irVersion}`);
  }
  if (opset < OPSETS.from || opset > OPSETS.to) {
    throw onnxError('file', `the ONNX operator set must be in [${OPSETS.from}, ${OPSETS.to}]`, listed(opsets));
  }
  const external = options.externalData;
  const externalData = external && ((location: string) => plainBytes(external(location)));
  const builder = makeBuilder(bytes.length + 2 ** 22);
  const values = new Map<string, Value>();
  const inputs = addInputs(builder, values, graph, { ...options, ...(externalData && { externalData }) });
  addNodes(builder, values, graph, opset, externalData);
  const outputs = graph.outputs.map((output): Port => ({
    name: output.name,
    tensor: outputTensor(builder, values, output),
  }));

  const draft: Graph = { inputs: builder.inputs, layers: builder.layers, outputs: outputs.map(port => port.tensor) };
  const made = PASSES.reduce((graph, pass) => pass.run(graph), draft);
  const labels = new Map(builder.labels);
  for (const [name, value] of values) if (value.kind === 'activation') labels.set(value.id, name);
  const ends = outputs.map(({ name }, k): Port => ({ name, tensor: made.outputs[k] }));
  const plain = findTimeAxes.run(finish(graph.name || 'onnx', made, inputs, ends, labels));
  const coded = plain.arithmetic === 'float32' ? plain : { ...plain, dialect: 'onnxruntime' };
  const carrying = withStates(coded as AnyNetwork, statesOf(properties), graph);
  const network = describedBy(carrying, properties);
  checkWork('importOnnx', network, limits);
  return network as AnyNetwork; // one of which it is, now that it is checked
}

/** The network that carries the states which the model hands on. */
function withStates(network: AnyNetwork, states: readonly StatePort[], graph: OnnxGraph): AnyNetwork {
  const initial = states.flatMap(({ input, initial: first }): [string, Tensor][] => {
    const info = network.inputs.find(({ name }) => name === input);
    const type = graph.inputs.find(({ name }) => name === input)?.type;
    if (!info || type === undefined) return [];
    const { shape, params } = info;
    const data = allocate(params, elementsOf(shape));
    const given = typeof first === 'number' ? new Array<number>(data.length).fill(first) : first;
    if (given.length !== data.length) {
      const rule = `initial values must be one, or as many as the input has, ${data.length}`;
      throw onnxError(`state ${quoted(input)}`, rule, `${given.length}`);
    }
    const coded = params && elementType(type)?.float;
    const zero = params?.zeroPoint[0] ?? 0;
    data.set(coded ? given.map(x => halfEven(x / params.scale[0]) + zero) : given);
    // zeros are what states begin with
    return data.every(x => x === zero) ? [] : [[input, { shape, data, ...(params && { params }) }]];
  });
  const pairs = Object.fromEntries(states.map(({ input, output }) => [input, output]));
  try {
    return carryState(network, pairs, new Map(initial));
  } catch (cause) {
    if (!(cause instanceof OptionRangeError)) throw cause;
    throw onnxError('metadata', 'bitstair.states must pair inputs and outputs that fit each other', cause.message);
  }
}

/** The same memory without the ways of a Buffer, whose `slice` makes no copy. */
function plainBytes({ buffer, byteOffset, length }: Uint8Array): Uint8Array {
  return new Uint8Array(buffer, byteOffset, length);
}

function listed(opsets: ReadonlyMap<string, number>): string {
  return [...opsets].map(([domain, version]) => `${domain === '' ? 'ai.onnx' : quoted(domain)} ${version}`).join(', ');
}

/** Imports the nodes in their order, and lists all that no layer stands for. */
function addNodes(
  builder: Builder,
  values: Map<string, Value>,
  graph: OnnxGraph,
  opset: number,
  externalData: ExternalData | undefined,
): void {
  const problems = problemList(list =>
    onnxError('model', 'every node must have a layer that does the same', `no layer for ${list}`),
  );
  const missing = new Set<string>();
  for (const node of graph.nodes) {
    const handler = handlerOf(node.domain, node.op);
    const name = node.domain === '' ? node.op : `${node.domain}:${node.op}`;
    if (!handler) problems.add(name, node.name);
    // what depends on a missing tensor cannot be judged but by its name
    const lost = node.inputs.some(input => missing.has(input));
    if (!handler || lost) {
      for (const output of node.outputs) missing.add(output);
      continue;
    }
    builder.label = node.name || node.op;
    const outputs = problems.attempt(name, node.name, () => {
      const reader = nodeReader(node, inputsOf(node, values), opset, builder, externalData);
      const made = handler(reader);
      const unread = reader.unread();
      if (unread.length > 0) throw new Unsupported(`attribute ${unread.join(', ')}`);
      return Array.isArray(made) ? (made as readonly (Value | undefined)[]) : [made as Value];
    });
    node.outputs.forEach((output, k) => {
      const value = outputs?.[k];
      if (output === '') return;
      if (values.has(output) || missing.has(output)) {
        throw onnxError('graph', 'names of tensors must be unique', `${quoted(output)} twice`);
      }
      if (value) values.set(output, value);
      else missing.add(output);
    });
  }
  problems.throwIfAny();
}

function inputsOf(node: OnnxNode, values: ReadonlyMap<string, Value>): (Value | undefined)[] {
  return node.inputs.map(input => {
    if (input === '') return undefined;
    const value = values.get(input);
    if (!value) {
      const where = `${node.op} ${quoted(node.name)}`;
      throw onnxError(where, 'inputs must name constants, graph inputs or outputs of earlier nodes', quoted(input));
    }
    return value;
  });
}

function outputTensor(builder: Builder, values: ReadonlyMap<string, Value>, { name, type }: OnnxValue): string {
  const value = values.get(name);
  if (!value) throw onnxError('graph', 'outputs must name tensors that nodes make', quoted(name));
  const declared = elementType(type);
  if (declared && declared.float !== value.type.float) {
    throw onnxError(`output ${quoted(name)}`, `type must be ${value.type.name}, as its node makes it`, declared.name);
  }
  builder.label = name;
  return builder.activation(value).id;
}
