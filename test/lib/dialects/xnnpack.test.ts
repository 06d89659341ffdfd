import { executor as executorOf } from '../executor.js';
import { expect } from 'chai';
import { multiplication } from '../../../lib/kernels/multiplication.js';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { xnnpack } from '../../../lib/network.js';
import type { IntegerNetwork, Layer } from '../../../lib/network.js';
import { affineParams } from '../../../lib/quantizers/index.js';
import { binary, expectExact, narrowOf, wideOf, halfEvenInteger, significant, times } from './exact.js';

/** XNNPACK: lrintf((float) acc * scale). */
function inFloats(acc: bigint, scale: number): bigint {
  return halfEvenInteger(significant(times(significant({ m: acc, e: 0 }, 24), binary(scale)), 24));
}

const wanted = {
  use: 'dense',
  layer: 'y',
  scales: [0.5],
  bounds: [2 ** 30],
  zeroPoint: 3,
  low: -128,
  high: 127,
} as const;

function codes(scales: readonly number[], acc: readonly number[], more: object = {}): number[] {
  const out = new Int8Array(acc.length);
  const bounds = scales.map(() => 2 ** 30);
  narrowOf(xnnpack, { ...wanted, scales, bounds, ...more })(Int32Array.from(acc), out, 0);
  return [...out];
}

describe('xnnpack', () => {
  it('goes by its name', () => {
    expect(xnnpack.name).to.equal('xnnpack');
  });

  it('rounds half to even, then adds the zero point and clamps', () => {
    expect(codes([0.5, 0.5, 0.5, 0.5], [-3, -1, 1, 3])).to.deep.equal([-2 + 3, 0 + 3, 0 + 3, 2 + 3]);
    expect(codes([1e6, 1e6], [2 ** 30, -(2 ** 30)])).to.deep.equal([127, -128]);
    expect(codes([1, 1], [9, -9], { low: 3, high: 8 })).to.deep.equal([8, 3]);
  });

  it('takes the scales that float32 arithmetic gives, where it is told them', () => {
    // for these, f32(f32(a * b) / c) and f32(a * b / c) are neighbours, and 101150 times them 144.5 and 144.50001525878906
    const [a, b, c] = [0.1, 0.01, 0.7].map(Math.fround);
    const [exact, stepwise] = [(a * b) / c, Math.fround(Math.fround(a * b) / c)];
    expect(stepwise).not.to.equal(Math.fround(exact));
    expect(codes([exact], [101_150], { zeroPoint: -100 })).to.deep.equal([44]);
    expect(codes([exact], [101_150], { zeroPoint: -100, floatScales: [stepwise] })).to.deep.equal([45]);
  });

  it('equals exact rational rounding on 190,000 seeded accumulators', () => {
    const scale = Math.fround;
    expectExact({ dialect: xnnpack, use: 'sum', bits: 32, count: 190_000, seed: 31, scale, exact: inFloats });
  });

  it('leaves to TensorFlow Lite what XNNPACK leaves to it: 16-bit activations, single numbers, other layers', () => {
    // a tie half away from zero; to even it would be 0
    const code = new Int16Array(1);
    wideOf(xnnpack, { ...wanted, zeroPoint: 0, high: 32767 })(Float64Array.of(1), code, 0);
    expect(code[0]).to.equal(1);
    expect(multiplication(xnnpack.multiplication(0.25))(1)).to.equal(1); // rounded twice
    expect(codes([0.25], [1], { use: 'element' })).to.deep.equal([1 + 3]);
  });

  it('equals XNNPACK on sums, products, leaky ReLU, recoding and softmax of 8-bit codes: every recorded layer', () => {
    const file = fileURLToPath(new URL('fixtures/xnnpack.json', import.meta.url));
    const { cases } = JSON.parse(readFileSync(file, 'utf8')) as { cases: readonly Recorded[] };
    let values = 0;
    for (const { codes, differ, inputs, output, ...layer } of cases) {
      const array = codes === 'int8' ? Int8Array : Uint8Array;
      const params = ({ scale, zeroPoint }: Tensor) => affineParams({ scale, zeroPoint, signed: codes === 'int8' });
      const network: IntegerNetwork = {
        name: 'one',
        arithmetic: 'integer',
        inputs: inputs.map((x, k) => ({ name: `x${k}`, shape: x.shape ?? [1, x.data.length], params: params(x) })),
        layers: [
          { ...layer, name: 'y', inputs: inputs.map((_, k) => `x${k}`), params: params(output) } as unknown as Layer,
        ],
        outputs: ['y'],
      };
      const out = new array(output.data.length);
      executorOf(network, { dialect: xnnpack }).run(
        inputs.map(x => array.from(x.data)),
        [out],
      );
      expect([...out], JSON.stringify({ ...layer, codes, differ })).to.deep.equal(output.data);
      values += out.length;
    }
    expect([cases.length, values]).to.deep.equal([22, 5861]);
  });

  it('broadcasts sums and products', () => {
    const params = affineParams({ scale: 1 });
    const network = (type: 'add' | 'mul'): IntegerNetwork => ({
      name: 'one',
      arithmetic: 'integer',
      inputs: [
        { name: 'a', shape: [2, 3], params },
        { name: 'b', shape: [3], params },
      ],
      layers: [{ type, name: 'y', inputs: ['a', 'b'], params, activation: 'relu6' }],
      outputs: ['y'],
    });
    const codes = (type: 'add' | 'mul') => {
      const out = new Int8Array(6);
      const inputs = [Int8Array.of(1, 2, 3, -1, -2, -3), Int8Array.of(1, 0, -1)];
      executorOf(network(type), { dialect: xnnpack }).run(inputs, out);
      return [...out];
    };
    expect(codes('add')).to.deep.equal([2, 2, 2, 0, 0, 0]);
    expect(codes('mul')).to.deep.equal([1, 0, 0, 0, 0, 3]);
  });

  it('leaves out the zero point of the second matrix of int8 codes, as TensorFlow Lite 2.21 with XNNPACK computes attention', () => {
    const product = (transposeA: boolean, signed = true): number => {
      const codes = (scale: number, zeroPoint: number) => affineParams({ scale, zeroPoint, signed });
      const network: IntegerNetwork = {
        name: 'one',
        arithmetic: 'integer',
        inputs: [
          { name: 'a', shape: transposeA ? [2, 1] : [1, 2], params: codes(0.5, 3) },
          { name: 'b', shape: [2, 1], params: codes(0.5, 7) },
        ],
        layers: [
          { type: 'matMul', name: 'y', inputs: ['a', 'b'], params: codes(0.25, 0), transposeA, transposeB: false },
        ],
        outputs: ['y'],
      };
      const array = signed ? Int8Array : Uint8Array;
      const out = new array(1);
      executorOf(network, { dialect: xnnpack }).run([array.of(5, 4), array.of(9, 4)], [out]);
      return out[0];
    };
    expect(product(false)).to.equal((5 - 3) * 9 + (4 - 3) * 4);
    const exact = (5 - 3) * (9 - 7) + (4 - 3) * (4 - 7);
    expect([product(true), product(false, false)]).to.deep.equal([exact, exact]);
  });
});

/** A tensor of a recorded layer. */
interface Tensor {
  readonly scale: number;
  readonly zeroPoint: number;
  readonly shape?: readonly number[];
  readonly data: readonly number[];
}

/** A layer that XNNPACK computed; see the fixture's `source`. */
interface Recorded {
  readonly codes: 'int8' | 'uint8';
  /** Values that other kernels compute otherwise. */
  readonly differ: number;
  readonly inputs: readonly Tensor[];
  readonly output: Tensor;
}
