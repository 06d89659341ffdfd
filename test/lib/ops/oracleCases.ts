import { executor as executorOf } from '../executor.js';
import { expect } from 'chai';
import { readFileSync } from 'node:fs';
import { type Layer, type Shape, type Tensor } from '../../../lib/network.js';
import { fieldsOf } from '../../../lib/graph/fields.js';
import { opOf } from '../../../lib/ops/index.js';
import { checkNetwork } from '../../../lib/rewrite/shapes.js';
import { elementsOf } from '../../../lib/graph/tensor.js';
import { atLeastOne } from '../../atLeastOne.js';

interface Numbers {
  readonly shape: Shape;
  readonly data: readonly number[];
}

/** A layer, its inputs, and what another program computed. */
export interface OracleCase {
  /** Which program. */
  readonly from: string;
  readonly inputs: readonly Numbers[];
  readonly layer: Readonly<Record<string, unknown>> & { readonly type: string };
  readonly output: Numbers;
}

/** The recorded cases of a kind; `fixtures/KIND.json` says which programs made them. */
export function oracleCases(kind: string): readonly OracleCase[] {
  const text = readFileSync(new URL(`./fixtures/float/${kind}.json`, import.meta.url), 'utf8');
  return atLeastOne((JSON.parse(text) as { cases: readonly OracleCase[] }).cases, kind);
}

/** A layer named `layer` from a JSON record, with inputs `input0`, `input1`, ... */
export function layerFrom(record: OracleCase['layer'], inputs: number): Layer {
  const where = `layer "layer"`;
  const kind = opOf(where, record.type);
  const fields = fieldsOf(where, record, (_where, value) => {
    const { shape, data } = value as Numbers;
    return { shape, data: Float32Array.from(data) } satisfies Tensor;
  });
  const names = Array.from({ length: inputs }, (_, k) => `input${k}`);
  return { type: kind.type, name: 'layer', inputs: names, ...kind.read(fields) } as Layer;
}

/** Runs one layer by itself in float arithmetic. */
export function runLayer(
  layer: Layer,
  inputs: readonly { readonly shape: Shape; readonly data: ArrayLike<number> }[],
): { readonly shape: Shape; readonly data: Float32Array } {
  const network = {
    name: 'n',
    arithmetic: 'float32' as const,
    inputs: inputs.map(({ shape }, k) => ({ name: `input${k}`, shape })),
    layers: [layer],
    outputs: [layer.name],
  };
  const shape = checkNetwork(network).get(layer.name) ?? [];
  const data = new Float32Array(elementsOf(shape));
  executorOf(network).run(
    inputs.map(input => Float32Array.from(input.data)),
    [data],
  );
  return { shape, data };
}

/** Shape and values equal, up to a part of the range of the expected ones; 0: exactly. */
export function expectOutput({ from, inputs, layer, output }: OracleCase, tolerance: number): void {
  const got = runLayer(layerFrom(layer, inputs.length), inputs);
  const { type, weights, bias, ...options } = layer;
  const shapes = [...inputs, ...[weights, bias].filter(t => t !== undefined)].map(t => (t as Numbers).shape);
  const what = `${type} by ${from}, ${JSON.stringify(shapes)} ${JSON.stringify(options)}`;
  expect(got.shape, what).to.deep.equal(output.shape);
  const range = Math.max(...output.data.map(Math.abs));
  const error = Math.max(...output.data.map((y, k) => Math.abs(got.data[k] - y)));
  expect(error, what).to.be.at.most(tolerance * range);
}
