import { executor as executorOf } from '../../executor.js';
import { expect } from 'chai';

import type { Dense } from '../../../../lib/network.js';
import { affineParams } from '../../../../lib/quantizers/index.js';
import { random } from '../../../../lib/random.js';
import { codesIn, draws, exactCode, INT16, INT2, INT4, INT8, TERNARY, UINT8 } from '../exactLayer.js';
import { biasParams, exactMultiply, oneLayer } from '../network.js';

const SEED = 55;

function layer(units: number, weights: Int8Array, bias: Int32Array, scale: readonly number[], output: object = {}) {
  const params = { ...affineParams({ scale: 1 }), ...output };
  return {
    type: 'dense',
    params,
    weights: {
      shape: [units, weights.length / units],
      data: weights,
      params: { ...affineParams({ scale }), qmin: -128, zeroPoint: scale.map(() => 0) },
    },
    bias: { shape: [units], data: bias, params: biasParams(0.5, scale) },
    activation: 'none',
  } satisfies Omit<Dense, 'name' | 'inputs'>;
}

const input = affineParams({ scale: 0.5, zeroPoint: 3 });

function run(network: Parameters<typeof executorOf>[0], x: Int8Array, outputs: number): Int8Array {
  const out = new Int8Array(outputs);
  executorOf(network).run(x, out);
  return out;
}

describe('dense on int8', () => {
  it('is sum of w (x - zero point) + bias, scaled and moved to the output zero point', () => {
    // scale 0.5 * 2 / 1 = 1: (10 - 3) * 1 + (-5 - 3) * 2 + 4 = -5, and the output zero point 10
    const one = layer(1, Int8Array.of(1, 2), Int32Array.of(4), [2], { zeroPoint: [10] });
    expect([...run(oneLayer([2], input, one), Int8Array.of(10, -5), 1)]).to.deep.equal([5]);
  });

  it('clamps to the codes of its output, and to its zero point under relu', () => {
    const one = layer(2, Int8Array.of(100, -100), Int32Array.of(0, 0), [2, 2], { zeroPoint: [10] });
    expect([...run(oneLayer([1], input, one), Int8Array.of(127), 2)]).to.deep.equal([127, -128]);
    expect([...run(oneLayer([1], input, { ...one, activation: 'relu' }), Int8Array.of(127), 2)]).to.deep.equal([
      127, 10,
    ]);
  });

  it('equals exact arithmetic with double rounding, bit for bit, on 300 seeded layers', () => {
    const generator = random(SEED);
    const code = () => (generator.bits() % 256) - 128;
    for (let k = 0; k < 300; k++) {
      const [units, size] = [1 + (generator.bits() % 9), 1 + (generator.bits() % 70)];
      const weights = new Int8Array(units * size).map(code);
      const bias = new Int32Array(units).map(() => (generator.bits() | 0) >> 14);
      const scale = Array.from({ length: units }, () => Math.fround(0.002 + 0.05 * generator.uniform()));
      const zeroPoint = code();
      const outScale = Math.fround(0.5 + generator.uniform());
      const one = layer(units, weights, bias, scale, { scale: [outScale], zeroPoint: [zeroPoint] });
      const x = new Int8Array(size).map(code);
      const wanted = scale.map((s, c) => {
        let acc = BigInt(bias[c]);
        for (let i = 0; i < size; i++) acc += BigInt(weights[c * size + i]) * BigInt(x[i] - 3);
        const q = Number(exactMultiply(acc, (0.5 * s) / outScale)) + zeroPoint;
        return Math.min(Math.max(q, -128), 127);
      });
      expect([...run(oneLayer([size], input, one), x, units)], `seed ${SEED}, layer ${k}`).to.deep.equal(wanted);
    }
  });

  it('equals BigInt sums whatever the widths, from 1 to 2,000 inputs, in 120 seeded layers', () => {
    const { between, of, scale, codes, bias } = draws(random(SEED + 1));
    for (let k = 0; k < 120; k++) {
      const [batch, units, size] = [between(1, 3), between(1, 20), of(between(1, 60), between(200, 2000))];
      const one = of(
        codesIn(INT8, [0.5], [between(-128, 127)]),
        codesIn(UINT8, [0.5], [between(0, 255)]),
        codesIn(INT16, [2 ** -10], [0]),
        codesIn([0, 1], [1], [of(0, 1)]),
        codesIn([-1, 1], [1], [0]),
        codesIn(INT4, [1], [between(-8, 7)]),
      );
      const weightParams = of(
        codesIn(INT8, [0.0078125], [0]),
        codesIn(UINT8, [0.0078125], [between(0, 255)]),
        codesIn(INT4, [0.125], [0]),
        codesIn(INT2, [0.5], [0]),
        codesIn(TERNARY, [1], [0]),
      );
      const output = codesIn(INT16, [scale(0.05, 0.2)], [between(-100, 100)]);
      const [data, b] = [codes(weightParams, units * size), bias(units, 500)];
      const network = oneLayer([batch, size], one, {
        type: 'dense',
        params: output,
        weights: { shape: [units, size], data, params: weightParams },
        bias: { shape: [units], data: b },
        activation: 'none',
      } satisfies Omit<Dense, 'name' | 'inputs'>);
      const [x, out] = [codes(one, batch * size), new Int16Array(batch * units)];
      executorOf(network).run(x, out);
      const wanted = Array.from(out, (_, i) => {
        const [n, u] = [Math.floor(i / units), i % units];
        let acc = BigInt(b[u]);
        for (let t = 0; t < size; t++) {
          acc += BigInt(data[u * size + t] - weightParams.zeroPoint[0]) * BigInt(x[n * size + t] - one.zeroPoint[0]);
        }
        return exactCode(acc, (one.scale[0] * weightParams.scale[0]) / output.scale[0], one.qmax > 255, 'none', output);
      });
      const what = JSON.stringify({ batch, units, size, one, weightParams });
      expect([...out], `seed ${SEED + 1}, layer ${k}: ${what}`).to.deep.equal(wanted);
    }
  });

  it('takes an input whose zero point lies outside its codes', () => {
    const far = affineParams({ scale: 0.5, zeroPoint: -1000 });
    const one = layer(1, Int8Array.of(1), Int32Array.of(-1000), [2]);
    expect([...run(oneLayer([1], far, one), Int8Array.of(7), 1)]).to.deep.equal([7]);
    const beyond = affineParams({ scale: 0.5, zeroPoint: -40000 });
    expect(() => executorOf(oneLayer([1], beyond, one))).to.throw(
      Error,
      "the input's zero point must lie within int16 of its codes [-128, 127], got -40000",
    );
  });

  it('proves that no accumulator leaves int32: the last code that fits passes, the next is refused', () => {
    // worst case: 127 * (127 - 3) + bias
    const most = 2 ** 31 - 1 - 127 * 124;
    const build = (b: number) =>
      oneLayer([1], input, layer(1, Int8Array.of(127), Int32Array.of(b), [2e-9].map(Math.fround)));
    expect(() => executorOf(build(most))).not.to.throw();
    expect(() => executorOf(build(most + 1))).to.throw(
      Error,
      `network: layer "y": the accumulator of output channel 0 must fit int32, got a worst case of [${most + 1 - 127 * 131}, ${2 ** 31}]`,
    );
  });

  it('refuses weights, biases and scales that are not what integer arithmetic takes', () => {
    const one = layer(1, Int8Array.of(1), Int32Array.of(0), [2]);
    const broken = (fields: object) => () => executorOf(oneLayer([1], input, { ...one, ...fields }));
    const w = one.weights;
    expect(broken({ weights: { shape: w.shape, data: Float32Array.of(1) } })).to.throw(
      Error,
      'layer "y": weights must be codes',
    );
    expect(broken({ bias: { ...one.bias, data: new Int16Array(1) } })).to.throw(Error, 'bias must be int32, or wider');
    expect(broken({ bias: { ...one.bias, params: biasParams(1, [2]) } })).to.throw(
      Error,
      'bias scale of channel 0 must be input scale * weight scale = 1, got 2',
    );
  });
});
