import type { AffineParams } from '../../../qparams.js';
import { elementType } from './elementTypes.js';
import type { OnnxGraph, OnnxNode, OnnxTensor, OnnxValue } from './model.js';
import { tensorData } from './tensorData.js';
import { paramsOf, type Value } from './values.js';

/** Where a node has the scale and the zero point of the codes at an input; -1 for a scale of 1. */
type Places = Readonly<Record<number, readonly [scale: number, zeroPoint: number]>>;

const readers = new Map<string, Places>([
  ['DequantizeLinear', { 0: [1, 2] }],
  ['com.microsoft:DequantizeLinear', { 0: [1, 2] }],
  ['QLinearConv', { 0: [1, 2] }],
  ['QLinearMatMul', { 0: [1, 2], 3: [4, 5] }],
  ['ConvInteger', { 0: [-1, 2] }],
  ['MatMulInteger', { 0: [-1, 2] }],
  ['com.microsoft:QGemm', { 0: [1, 2] }],
  ['com.microsoft:QLinearAdd', { 0: [1, 2], 3: [4, 5] }],
  ['com.microsoft:QLinearMul', { 0: [1, 2], 3: [4, 5] }],
  ['com.microsoft:QLinearSigmoid', { 0: [1, 2] }],
  ['com.microsoft:QLinearLeakyRelu', { 0: [1, 2] }],
  ['com.microsoft:QLinearSoftmax', { 0: [1, 2] }],
  ['com.microsoft:QLinearAveragePool', { 0: [1, 2] }],
  ['com.microsoft:QLinearGlobalAveragePool', { 0: [1, 2] }],
]);

/** Nodes that hand codes on. */
const movers = new Set([
  'Reshape',
  'Transpose',
  'Flatten',
  'Squeeze',
  'Unsqueeze',
  'Slice',
  'MaxPool',
  'Identity',
  'Expand',
]);

/**
 * What the codes of graph inputs stand for: ONNX says it where they are read. Inputs that no node reads as codes are not in it.
 *
 * @internal
 *
 * @param values the constants of the graph, those of nodes aside
 */
export function inputCodings(graph: OnnxGraph, values: ReadonlyMap<string, Value>): ReadonlyMap<string, AffineParams> {
  const found = new Map<string, AffineParams>();
  const made = new Map<string, OnnxTensor>();
  const numberOf = (name = ''): number | undefined => {
    const value = values.get(name) ?? constantOf(made.get(name));
    return value?.kind === 'constant' && value.data.length === 1 ? value.data[0] : undefined;
  };
  // tensors of the codes of an input, and the input
  const sources = new Map<string, OnnxValue>();
  for (const input of graph.inputs) if (elementType(input.type)?.float === false) sources.set(input.name, input);
  for (const node of graph.nodes) {
    const value = node.op === 'Constant' ? node.attributes.get('value')?.tensor : undefined;
    if (value) made.set(node.outputs[0] ?? '', value);
    const key = node.domain === '' ? node.op : `${node.domain}:${node.op}`;
    for (const [index, name] of node.inputs.entries()) {
      const source = sources.get(name);
      if (!source || found.has(source.name)) continue;
      const places = key === 'com.microsoft:QLinearConcat' ? partPlaces(index) : readers.get(key)?.[index];
      const params = places && coding(source, node, places, numberOf);
      if (params) found.set(source.name, params);
      if (movers.has(key) && index === 0) sources.set(node.outputs[0] ?? '', source);
    }
  }
  return found;
}

/** As {@link Places}, for an input of QLinearConcat: scale and zero point of the output come first, then three inputs a part. */
function partPlaces(index: number): readonly [scale: number, zeroPoint: number] | undefined {
  return index >= 2 && index % 3 === 2 ? [index + 1, index + 2] : undefined;
}

/** The params that a node reads codes with; undefined where they are not constant, or no params. */
function coding(
  { type }: OnnxValue,
  node: OnnxNode,
  [scaleAt, zeroAt]: readonly [number, number],
  numberOf: (name: string | undefined) => number | undefined,
): AffineParams | undefined {
  const codes = elementType(type);
  const scale = scaleAt < 0 ? 1 : numberOf(node.inputs[scaleAt]);
  if (!codes || codes.bits > 32 || scale === undefined || !(scale > 0)) return undefined;
  return paramsOf(codes, [scale], [numberOf(node.inputs[zeroAt]) ?? 0]);
}

/** The value of a Constant node, where its scalar lies in the file. */
function constantOf(tensor: OnnxTensor | undefined): Value | undefined {
  if (!tensor || tensor.external || !elementType(tensor.type)) return undefined;
  return tensorData(tensor, undefined);
}
