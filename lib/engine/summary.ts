import { opOf } from '../ops/index.js';
import type { Network } from '../graph/network.js';
import { layerNamed } from '../graph/networkError.js';
import { checkNetwork } from '../rewrite/shapes.js';
import { isTensor, type Shape, showShape } from '../graph/tensor.js';

/** One layer of a {@link NetworkSummary}. */
export interface LayerSummary {
  readonly name: string;
  readonly type: string;
  /** Shape of the output. */
  readonly shape: Shape;
  /** Weights and biases. */
  readonly parameters: number;
  /** Multiply-accumulates of one run. */
  readonly macs: number;
  /** Bytes of the parameters, as stored. */
  readonly bytes: number;
}

/** What a network consists of. */
export interface NetworkSummary {
  readonly name: string;
  readonly layers: readonly LayerSummary[];
  readonly parameters: number;
  readonly macs: number;
  readonly bytes: number;
}

/**
 * Layers, shapes, parameters, multiply-accumulates and bytes of a network.
 *
 * @throws {FormatError} when the network is malformed
 */
export function summary(network: Network): NetworkSummary {
  const shapes = checkNetwork(network);
  const shapeOf = (name: string): Shape => shapes.get(name) ?? [];
  const layers = network.layers.map((layer): LayerSummary => {
    const tensors = Object.values(layer).flat().filter(isTensor);
    const shape = shapeOf(layer.name);
    return {
      name: layer.name,
      type: layer.type,
      shape,
      parameters: tensors.reduce((sum, t) => sum + t.data.length, 0),
      macs: opOf(layerNamed(layer), layer.type).macs(layer, layer.inputs.map(shapeOf), shape),
      bytes: tensors.reduce((sum, t) => sum + t.data.byteLength, 0),
    };
  });
  const total = (field: 'parameters' | 'macs' | 'bytes') => layers.reduce((sum, layer) => sum + layer[field], 0);
  return { name: network.name, layers, parameters: total('parameters'), macs: total('macs'), bytes: total('bytes') };
}

/** A summary as lines of text, one a layer and the total. */
export function summaryText({ name, layers, parameters, macs, bytes }: NetworkSummary): string {
  const rows = [
    ['layer', 'type', 'output', 'parameters', 'MAC', 'bytes'],
    ...layers.map(l => [l.name, l.type, showShape(l.shape), `${l.parameters}`, `${l.macs}`, `${l.bytes}`]),
    [name, 'total', '', `${parameters}`, `${macs}`, `${bytes}`],
  ];
  const widths = rows[0].map((_, column) => Math.max(...rows.map(row => row[column].length)));
  const line = (row: string[]) =>
    row.map((cell, k) => (k < 3 ? cell.padEnd(widths[k]) : cell.padStart(widths[k]))).join('  ');
  return rows.map(row => line(row).trimEnd()).join('\n');
}
