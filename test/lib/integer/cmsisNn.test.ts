import { expect } from 'chai';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Dialect, fixedPointRequantizer, integerExecutor, tflm } from '../../../lib/integer/index.js';
import type { Layer } from '../../../lib/network/index.js';
import { affineParams } from '../../../lib/quantizers/index.js';
import { sharedData } from '../../sharedData.js';
import { biasParams, oneLayer } from './ops/network.js';

/** A test case of CMSIS-NN: its #defines and arrays, names without the prefix. */
interface Case {
  readonly name: string;
  /** A #define, which must be there. */
  d(name: string): number;
  /** An array by the first of these names that is there. */
  a(...names: string[]): number[] | undefined;
}

function cases(folder: string): Case[] {
  const file = JSON.parse(readFileSync(join(folder, 'conformance', 'cmsis_nn.json'), 'utf8')) as Record<
    string,
    { defines: Record<string, number | string>; arrays: Record<string, { data: number[] }> }
  >;
  return Object.entries(file).map(([name, { defines, arrays }]) => ({
    name,
    d(field) {
      const value = defines[`${name.toUpperCase()}_${field}`];
      if (typeof value !== 'number') throw new Error(`${name} has no ${field}`);
      return value;
    },
    a: (...names) => names.map(n => arrays[`${name}_${n}`]?.data).find(x => x !== undefined),
  }));
}

/** The multipliers and the clamp of a case instead of those that follow from scales. */
function givenBy(multiplier: readonly number[], shift: readonly number[], low: number, high: number): Dialect {
  return {
    ...tflm,
    name: 'given',
    requantizer: ({ zeroPoint }) =>
      fixedPointRequantizer({
        multiplier: Int32Array.from(multiplier),
        shift: Int32Array.from(shift),
        zeroPoint,
        low,
        high,
      }),
  };
}

/** Two 4-bit codes a byte, the lower one first. */
function unpack4(bytes: readonly number[], count: number): number[] {
  return Array.from({ length: count }, (_, i) => ((bytes[i >> 1] << (i % 2 ? 24 : 28)) >> 28) | 0);
}

/** Runs one layer on each of several inputs that lie one after another. */
function runAll(
  shape: readonly number[],
  [inZero, outZero]: readonly [number, number],
  layer: object & { readonly type: Layer['type'] },
  input: readonly number[],
  dialect?: Dialect,
): number[] {
  const x = affineParams({ scale: 1, zeroPoint: inZero });
  const y = affineParams({ scale: 1, zeroPoint: outZero });
  const executor = integerExecutor(oneLayer(shape, x, { ...layer, params: y }), dialect ? { dialect } : {});
  const out = new Int8Array(executor.outputs[0].shape.reduce((a, b) => a * b, 1));
  const size = shape.reduce((a, b) => a * b, 1);
  const all: number[] = [];
  for (let at = 0; at < input.length; at += size) {
    executor.run(Int8Array.from(input.slice(at, at + size)), out);
    all.push(...out);
  }
  return all;
}

function constants(weights: readonly number[], shape: readonly number[], bias: readonly number[] | undefined) {
  return {
    weights: { shape, data: Int8Array.from(weights), params: affineParams({ scale: 1 }) },
    bias: {
      shape: [shape[0]],
      data: bias ? Int32Array.from(bias) : new Int32Array(shape[0]),
      params: biasParams(1, [1]),
    },
  };
}

/** The int8 fully connected layers: what ours gives and what CMSIS-NN's reference gave. */
function fullyConnected(c: Case): { ours: number[]; theirs: number[] } {
  const [out, depth] = [c.d('OUT_CH'), c.d('ACCUMULATION_DEPTH')];
  const weights = c.a('weights', 'input_weights') ?? [];
  const codes = c.name.includes('int4') ? unpack4(weights, out * depth) : weights;
  const fill = <T>(x: T) => new Array<T>(out).fill(x);
  const dialect = givenBy(
    fill(c.d('OUTPUT_MULTIPLIER')),
    fill(c.d('OUTPUT_SHIFT')),
    c.d('OUT_ACTIVATION_MIN'),
    c.d('OUT_ACTIVATION_MAX'),
  );
  const layer = {
    type: 'dense',
    ...constants(codes, [out, depth], c.a('biases', 'input_bias')),
    activation: 'none',
  } as const;
  const zeros = [0 - c.d('INPUT_OFFSET'), c.d('OUTPUT_OFFSET')] as const;
  return {
    ours: runAll([depth], zeros, layer, c.a('input') ?? [], dialect),
    theirs: c.a('output_ref', 'output') ?? [],
  };
}

/** The int8 convolutions whose kernel meets one row of the input at a time: each such row is a signal over time. */
function convolution(c: Case): { ours: number[]; theirs: number[] } {
  const [inC, out, width, height] = [c.d('IN_CH'), c.d('OUT_CH'), c.d('INPUT_W'), c.d('INPUT_H')];
  const [kernelX, kernelY, stride] = [c.d('FILTER_X'), c.d('FILTER_Y'), c.d('STRIDE_X')];
  const all = c.a('weights') ?? [];
  // of a kernel of several rows over an input of one row, only the row behind the padding meets it
  const row = kernelY === 1 ? 0 : c.d('PAD_Y');
  const weights = Array.from({ length: out }, (_, o) =>
    all.slice((o * kernelY + row) * kernelX * inC, (o * kernelY + row + 1) * kernelX * inC),
  ).flat();
  const padded = (c.d('OUTPUT_W') - 1) * stride + c.d('DILATION_X') * (kernelX - 1) + 1 > width;
  const dialect = givenBy(
    c.a('output_mult') ?? [],
    c.a('output_shift') ?? [],
    c.d('OUT_ACTIVATION_MIN'),
    c.d('OUT_ACTIVATION_MAX'),
  );
  const layer = {
    type: 'conv1d',
    ...constants(weights, [out, kernelX, inC], c.a('biases')),
    stride,
    dilation: c.d('DILATION_X'),
    padding: padded ? 'same' : 'valid',
    activation: 'none',
  } as const;
  const line = width * inC;
  const input = c.a('input') ?? [];
  const rows = Array.from({ length: input.length / line }, (_, y) => y)
    .filter(y => (y % height) % c.d('STRIDE_Y') === 0)
    .flatMap(y => input.slice(y * line, (y + 1) * line));
  const zeros = [0 - c.d('INPUT_OFFSET'), c.d('OUTPUT_OFFSET')] as const;
  return { ours: runAll([width, inC], zeros, layer, rows, dialect), theirs: c.a('output_ref') ?? [] };
}

/** The int8 pools along one axis, or over the whole input; CMSIS-NN clamps behind the pool. */
function pool(c: Case, type: 'averagePool1d' | 'maxPool1d'): { ours: number[]; theirs: number[] } | undefined {
  const [w, h, channels] = [c.d('INPUT_W'), c.d('INPUT_H'), c.d('INPUT_C')];
  const [fw, fh] = [c.d('FILTER_W'), c.d('FILTER_H')];
  let shape: [time: number, channels: number];
  let window: { size: number; stride: number; outputs: number };
  if (h === 1 && fh === 1) {
    [shape, window] = [[w, channels], { size: fw, stride: c.d('STRIDE_W'), outputs: c.d('OUTPUT_W') }];
  } else if (fw === 1 && c.d('STRIDE_W') === 1) {
    [shape, window] = [[h, w * channels], { size: fh, stride: c.d('STRIDE_H'), outputs: c.d('OUTPUT_H') }];
  } else if (fw === w && fh === h && c.d('OUTPUT_W') * c.d('OUTPUT_H') === 1) {
    [shape, window] = [[w * h, channels], { size: w * h, stride: 1, outputs: 1 }];
  } else {
    return undefined;
  }
  const { size, stride, outputs } = window;
  const padding = (outputs - 1) * stride + size > shape[0] ? 'same' : 'valid';
  const ours = runAll(shape, [0, 0], { type, size, stride, padding } as never, c.a('input_tensor') ?? []);
  const clamp = (q: number) => Math.min(Math.max(q, c.d('ACTIVATION_MIN')), c.d('ACTIVATION_MAX'));
  return { ours: ours.map(clamp), theirs: c.a('output') ?? [] };
}

describe('the integer ops', () => {
  it('equal every int8 case of CMSIS-NN that they can express', function () {
    const data = sharedData();
    if (!data) this.skip();
    const compared: string[] = [];
    let values = 0;
    for (const c of cases(data)) {
      if (/int16|_s16|svdf|depthwise|grouped|transpose|dw_/.test(c.name)) continue;
      // of these the file holds the arrays of two generators under the same names, and no telling which belong together
      if (c.a('weights') && c.a('input_weights')) continue;
      let result: { ours: number[]; theirs: number[] } | undefined;
      if (c.name.startsWith('fully_connected')) result = fullyConnected(c);
      else if (c.name.startsWith('avgpooling')) result = pool(c, 'averagePool1d');
      else if (c.name.startsWith('maxpooling')) result = pool(c, 'maxPool1d');
      else if (/^(conv|kernel|basic|stride|in_ch)/.test(c.name)) {
        if (c.d('FILTER_Y') === 1 || c.d('INPUT_H') === 1) result = convolution(c);
      }
      if (!result) continue;
      expect(result.ours, c.name).to.deep.equal(result.theirs);
      compared.push(c.name);
      values += result.ours.length;
    }
    console.log(`      ${values} values in ${compared.length} cases: ${compared.join(', ')}`);
    expect([compared.length, values]).to.deep.equal([18, 4846]);
  });
});
