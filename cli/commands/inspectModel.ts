import { type Model, readModel, type ReadModelOptions } from '../../datasets/index.js';
import { FormatError } from '../../lib/errors.js';
import { accumulatorProof } from '../../lib/engine/accumulatorProof.js';
import { compile } from '../../lib/network.js';
import { type AnyNetwork, type Layer, type Network, summary, summaryText, type TensorInfo } from '../../lib/network.js';
import { checkNetwork } from '../../lib/rewrite/shapes.js';
import { isTensor, showShape } from '../../lib/graph/tensor.js';
import { arrayType, storedLength, storedTypeOf } from '../../lib/formats/json/tensorBytes.js';
import { newCodes } from '../../lib/qparams.js';
import type { Output } from '../output.js';
import { short, table } from '../table.js';
import { terminalText } from '../terminalText.js';

/** Shows what a model consists of: its inputs and outputs, state, operators, layers, weights, and whether its integers fit. */
export async function inspectModel(file: string, options: ReadModelOptions, out: Output): Promise<void> {
  const model = await readModel(file, options);
  const { network } = model;
  out.settings({ file, ...describeModel(model) });
  const ports = portsOf(network);
  const figures = summary(network);
  const operators = countsOf(network.layers.map(layer => layer.type));
  const weights = weightsOf(network.layers);
  const accumulators = accumulatorsOf(network);
  out.result('model', { format: model.format, bytes: model.bytes, name: network.name, arithmetic: network.arithmetic });
  for (const [name, infos] of Object.entries(ports)) {
    const rows = infos.map(portOf);
    out.result(name, rows);
    if (rows.length > 0) out.section(name, portsText(rows));
  }
  out.result('operators', Object.fromEntries(operators));
  out.section('operators', operators.map(([type, count]) => `${type} x ${count}`).join(', '));
  out.result('summary', figures);
  const layers = figures.layers.map(layer => ({ ...layer, name: shortened(layer.name) }));
  out.section('layers', summaryText({ ...figures, name: terminalText(figures.name), layers }));
  out.result('weights', weights);
  out.section(
    'weights',
    table(
      ['type', 'numbers', 'bytes'],
      weights.map(w => [w.type, `${w.numbers}`, `${w.bytes}`]),
    ),
  );
  out.result('accumulators', accumulators);
  out.section('accumulators', accumulatorsText(accumulators));
}

/** Names that converters join of many, cut to one column. */
function shortened(given: string): string {
  const name = terminalText(given);
  return name.length > 48 ? `${name.slice(0, 30)}...${name.slice(-15)}` : name;
}

/** A model in the echo of settings. */
export function describeModel({ format, bytes, network, carried }: Model): Record<string, unknown> {
  const pairs = carried && Object.entries(carried).map(([input, output]) => `${input}=${output}`);
  return {
    format: `${format}, ${bytes} bytes`,
    network: network.name,
    arithmetic: network.arithmetic,
    ...(pairs && { carry: pairs.join(', ') }),
  };
}

function portsOf(network: Network): Readonly<Record<'inputs' | 'outputs' | 'state', readonly TensorInfo[]>> {
  const shapes = checkNetwork(network);
  const { inputs, variables = [], layers, outputs } = network;
  const outputOf = (name: string): TensorInfo => {
    const params = layers.find(layer => layer.name === name)?.params;
    return { name, shape: shapes.get(name) ?? [], ...(params && { params }) };
  };
  return { inputs, outputs: outputs.map(outputOf), state: variables };
}

interface Port {
  readonly name: string;
  readonly shape: readonly number[];
  readonly type: string;
  readonly scale?: number;
  readonly zeroPoint?: number;
}

function portOf({ name, shape, params }: TensorInfo): Port {
  if (!params) return { name, shape, type: 'float32' };
  const type = arrayType(newCodes(params, 0)).name;
  return { name, shape, type, scale: params.scale[0], zeroPoint: params.zeroPoint[0] };
}

function portsText(ports: readonly Port[]): string {
  return table(
    ['name', 'shape', 'type', 'scale', 'zero point'],
    ports.map(({ name, shape, type, scale, zeroPoint }) => [
      name,
      showShape(shape),
      type,
      scale === undefined ? '-' : short(scale, 9),
      zeroPoint === undefined ? '-' : `${zeroPoint}`,
    ]),
  );
}

/** Words with how often they come, the most frequent first. */
function countsOf(words: readonly string[]): [string, number][] {
  const counts = new Map<string, number>();
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1]);
}

/** Constants of the layers by the type in which they would be stored. */
function weightsOf(layers: readonly Layer[]) {
  const rows = new Map<string, { type: string; numbers: number; bytes: number }>();
  for (const tensor of layers.flatMap(layer => (Object.values(layer) as unknown[]).flat()).filter(isTensor)) {
    const type = storedTypeOf(tensor);
    const row = rows.get(type.name) ?? { type: type.name, numbers: 0, bytes: 0 };
    row.numbers += tensor.data.length;
    row.bytes += storedLength(type, tensor.data.length);
    rows.set(type.name, row);
  }
  return [...rows.values()].sort((a, b) => b.bytes - a.bytes);
}

/** How wide the accumulators must be, whatever the input, and whether they fit those of the executor. */
interface Accumulators {
  readonly fit: boolean;
  /** Bits that each layer needs; a layer with several sums has an entry for each. */
  readonly layers: readonly { readonly name: string; readonly bits: number }[];
  /** Why it cannot be said that they fit. */
  readonly reason?: string;
}

function accumulatorsOf(network: AnyNetwork): Accumulators {
  try {
    const layers = [...accumulatorProof(network)].map(([name, { bits }]) => ({ name, bits }));
    if (network.arithmetic !== 'float32') compile(network); // refuses accumulators that can leave their width
    return { fit: true, layers };
  } catch (error) {
    if (!(error instanceof FormatError)) throw error;
    return { fit: false, layers: [], reason: error.message };
  }
}

function accumulatorsText({ fit, layers, reason }: Accumulators): string {
  if (!fit) return `not proven to fit: ${terminalText(reason ?? '')}`;
  if (layers.length === 0) return 'none: no layer sums products of codes';
  const widest = layers.reduce((a, b) => (b.bits > a.bits ? b : a));
  const counts = countsOf(layers.map(layer => `${layer.bits} bits`)).map(([bits, count]) => `${bits} x ${count}`);
  return [
    `proven to fit, whatever the input; the widest needs ${widest.bits} bits: ${shortened(widest.name)}`,
    `sums by the bits that they need: ${counts.join(', ')}`,
  ].join('\n');
}
