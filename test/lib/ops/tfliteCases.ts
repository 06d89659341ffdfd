import { executor as executorOf } from '../executor.js';
import { expect } from 'chai';
import { readFileSync } from 'node:fs';
import { type Dialect, tflm } from '../../../lib/network.js';
import { allocate, elementsOf } from '../../../lib/graph/tensor.js';
import type { Layer, Network, NetworkInput, Tensor } from '../../../lib/network.js';
import type { AffineParams } from '../../../lib/qparams.js';
import { atLeastOne } from '../../atLeastOne.js';

const ranges = {
  int8: [8, -128, 127],
  uint8: [8, 0, 255],
  int16: [16, -32768, 32767],
  int32: [32, -(2 ** 31), 2 ** 31 - 1],
} as const;

/** The type of the codes of a tensor. */
export type CodeType = keyof typeof ranges;

/** Parameters of codes of a type. */
export function codes(type: CodeType, scale: number, zeroPoint = 0): AffineParams {
  const [bits, qmin, qmax] = ranges[type];
  return { kind: 'affine', bits, qmin, qmax, scale: [Math.fround(scale)], zeroPoint: [zeroPoint] };
}

/** A tensor: its type, with scale and zero point where it holds codes. */
export type Encoded = readonly [type: CodeType, scale: number, zeroPoint: number] | readonly [type: 'float32'];

/** A layer with its inputs and what TensorFlow Lite made of them. */
export interface TfliteCase {
  readonly layer: Record<string, unknown> & { readonly type: Layer['type'] };
  readonly inputs: readonly {
    readonly of: Encoded;
    readonly shape: readonly number[];
    readonly x: readonly number[];
  }[];
  readonly of: Encoded;
  readonly y: readonly number[];
}

/** The cases of fixtures/NAME.json, which says what made them. */
export function tfliteCases(name: string): readonly TfliteCase[] {
  const text = readFileSync(new URL(`./fixtures/integer/${name}.json`, import.meta.url), 'utf8');
  return atLeastOne((JSON.parse(text) as { cases: readonly TfliteCase[] }).cases, name);
}

/**
 * Expects every case of fixtures/NAME.json to come out code for code.
 *
 * @returns values compared, by type of the layer and of its first input
 */
export function expectCases(name: string, dialect: Dialect = tflm): Readonly<Record<string, number>> {
  const compared: Record<string, number> = {};
  for (const c of tfliteCases(name)) {
    const encodings = [...c.inputs.map(input => input.of), c.of].map(of => of.join(' ')).join(', ');
    const fields = { ...c.layer, slope: undefined };
    expect(runCase(c, dialect), `${JSON.stringify(fields)} on ${encodings}`).to.deep.equal([...c.y]);
    const key = `${c.layer.type} ${c.inputs[0].of[0]}`;
    compared[key] = (compared[key] ?? 0) + c.y.length;
  }
  return compared;
}

/** A layer on inputs of codes or real numbers, run in a dialect. */
export function runLayer(
  layer: TfliteCase['layer'],
  inputs: TfliteCase['inputs'],
  of: Encoded,
  dialect: Dialect = tflm,
): number[] {
  return runCase({ layer, inputs, of, y: [] }, dialect);
}

/** What ours gives for the inputs of a case. */
export function runCase({ layer, inputs, of }: TfliteCase, dialect: Dialect = tflm): number[] {
  const network = networkOf(layer, inputs, of);
  const executor = executorOf(network, { dialect });
  const { params, shape } = executor.outputs[0];
  const out = allocate(params, elementsOf(shape));
  executor.run(
    inputs.map(({ x }, k) => filled(executor.inputs[k].params, x)),
    [out],
  );
  return Array.from(out);
}

function networkOf(layer: TfliteCase['layer'], inputs: TfliteCase['inputs'], of: Encoded): Network {
  const slope = layer.slope as (TfliteCase['inputs'][number] & Tensor) | undefined;
  const own = { ...layer, ...(slope && { slope: tensorOf(slope) }) };
  const real = of[0] === 'float32' || inputs.some(input => input.of[0] === 'float32');
  return {
    name: 'one',
    arithmetic: real ? 'mixed' : 'integer',
    inputs: inputs.map((input, k): NetworkInput => ({ name: `x${k}`, shape: input.shape, ...paramsOf(input.of) })),
    layers: [{ ...own, name: 'y', inputs: inputs.map((_, k) => `x${k}`), ...paramsOf(of) } as unknown as Layer],
    outputs: ['y'],
  };
}

function paramsOf(of: Encoded): { params?: AffineParams } {
  return of[0] === 'float32' ? {} : { params: codes(...of) };
}

function tensorOf({ of, shape, x }: TfliteCase['inputs'][number]): Tensor {
  const { params } = paramsOf(of);
  return { shape, data: filled(params, x), ...(params && { params }) };
}

function filled(params: AffineParams | undefined, x: readonly number[]) {
  const data = allocate(params, x.length);
  data.set(x);
  return data;
}
