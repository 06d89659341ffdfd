import { arrayType } from '../lib/formats/json/tensorBytes.js';
import { showShape } from '../lib/graph/tensor.js';
import type { Network, TensorInfo } from '../lib/network.js';
import { newCodes } from '../lib/qparams.js';
import { checkNetwork } from '../lib/rewrite/shapes.js';
import { short, table } from './table.js';

/** What goes in, what comes out, and what is carried from run to run. */
export function portsOf(network: Network): Readonly<Record<'inputs' | 'outputs' | 'state', readonly TensorInfo[]>> {
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

/** A tensor in JSON. */
export function portOf({ name, shape, params }: TensorInfo): Port {
  if (!params) return { name, shape, type: 'float32' };
  const type = arrayType(newCodes(params, 0)).name;
  return { name, shape, type, scale: params.scale[0], zeroPoint: params.zeroPoint[0] };
}

/** Tensors as a table. */
export function portsText(ports: readonly Port[]): string {
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
