import { executor as executorOf } from '../executor.js';
import { expect } from 'chai';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { accumulatorProof, importTflite } from '../../../lib/network.js';
import type { Network } from '../../../lib/network.js';
import { random } from '../../../lib/random.js';
import { sharedData } from '../../sharedData.js';
import { codesIn, draws, INT16, INT8, UINT8 } from '../ops/exactLayer.js';
import { oneLayer } from '../ops/network.js';

const raw = codesIn([-(2 ** 31), 2 ** 31 - 1], [0.25], [0]);

function denseLayer(weights: readonly number[], bias: ArrayLike<number>, units = bias.length) {
  return {
    type: 'dense',
    params: codesIn(INT8, [1], [0]),
    weights: {
      shape: [units, weights.length / units],
      data: Int8Array.from(weights),
      params: codesIn(INT8, [0.5], [0]),
    },
    bias: { shape: [units], data: Float64Array.from(bias) },
    activation: 'none',
  } as const;
}

describe('accumulatorProof', () => {
  it('gives the interval of each channel from weights, bias and the range of the input', () => {
    // samples less the zero point lie in [-131, 124]
    const network = oneLayer([2], codesIn(INT8, [0.5], [3]), denseLayer([2, -3, 1, 1], [10, -20]));
    expect(accumulatorProof(network).get('y')).to.deep.equal({
      least: [10 - 2 * 131 - 3 * 124, -20 - 2 * 131],
      most: [10 + 2 * 124 + 3 * 131, -20 + 2 * 124],
      bits: 11,
    });
  });

  it('counts bits in two complements: -128 needs 8, 128 needs 9', () => {
    const bits = (b: number) =>
      accumulatorProof(oneLayer([1], codesIn(UINT8, [0.5], [0]), denseLayer([0], [b]))).get('y')?.bits;
    expect([0, -1, 1, 127, -128, 128, -129, 2 ** 31 - 1, 2 ** 31].map(bits)).to.deep.equal([
      1, 1, 2, 8, 8, 9, 9, 32, 33,
    ]);
  });

  it('is attained: the worst inputs reach both ends, on 100 seeded convolutions with padding', () => {
    const { between, codes, bias } = draws(random(91));
    for (let k = 0; k < 100; k++) {
      const [taps, depth, filters] = [between(1, 4), between(1, 3), between(1, 4)];
      const input = codesIn(UINT8, [0.5], [between(0, 255)]);
      const weightParams = codesIn(UINT8, [0.5], [between(0, 255)]);
      const data = codes(weightParams, filters * taps * depth);
      const network = oneLayer([taps, depth], input, {
        type: 'conv1d',
        params: raw,
        weights: { shape: [filters, taps, depth], data, params: weightParams },
        bias: { shape: [filters], data: bias(filters, 1000) },
        stride: 1,
        dilation: 1,
        padding: 'same',
        groups: 1,
        activation: 'none',
      });
      const proof = accumulatorProof(network).get('y');
      const executor = executorOf(network);
      const out = new Int32Array(taps * filters);
      const middle = Math.floor((taps - 1) / 2); // this window holds all samples
      for (let f = 0; f < filters; f++) {
        for (const sign of [1, -1]) {
          const x = new Uint8Array(taps * depth).map((_, i) =>
            sign * (data[f * taps * depth + i] - weightParams.zeroPoint[0]) > 0 ? 255 : 0,
          );
          executor.run(x, out);
          const end = sign > 0 ? proof?.most : proof?.least;
          expect(out[middle * filters + f], `seed 91, layer ${k}`).to.equal(end?.[f]);
        }
      }
    }
  });

  it('takes only the taps that meet in a phase of a transposed convolution', () => {
    // stride 2: even outputs see the first tap, odd ones the second, never both
    const network = oneLayer([1, 4, 1], codesIn(UINT8, [0.5], [0]), {
      type: 'convTranspose2d',
      params: codesIn(INT8, [1], [0]),
      weights: { shape: [1, 1, 2, 1], data: Int8Array.of(3, -5), params: codesIn(INT8, [0.5], [0]) },
      bias: { shape: [1], data: Int32Array.of(0) },
      stride: [1, 2],
      dilation: [1, 1],
      crop: [
        [0, 0],
        [0, 0],
      ],
      groups: 1,
      activation: 'none',
    });
    expect(accumulatorProof(network).get('y')).to.deep.equal({ least: [-5 * 255], most: [3 * 255], bits: 12 });
  });

  it('covers products of matrices, and leaves out layers that sum nothing or compute on real numbers', () => {
    const int8 = codesIn(INT8, [0.5], [0]);
    const network: Network = {
      name: 'two',
      arithmetic: 'integer',
      inputs: [
        { name: 'a', shape: [2, 3], params: int8 },
        { name: 'b', shape: [3, 2], params: int8 },
      ],
      layers: [
        { type: 'matMul', name: 'ab', inputs: ['a', 'b'], params: int8, transposeA: false, transposeB: false },
        { type: 'flatten', name: 'y', inputs: ['ab'], params: int8 },
      ],
      outputs: ['y'],
    };
    expect([...accumulatorProof(network)]).to.deep.equal([
      ['ab', { least: [-3 * 128 * 127], most: [3 * 128 * 128], bits: 17 }],
    ]);
  });

  it('has an entry for each sum of an lstm: with the input, and with the hidden state', () => {
    const int8 = codesIn(INT8, [0.5], [0]);
    const matrix = (...codes: number[]) => ({ shape: [1, codes.length], data: Int8Array.from(codes), params: int8 });
    const bias = (b: number) => ({ shape: [1], data: Int32Array.of(b) });
    const network = oneLayer([3, 2], codesIn(INT8, [0.5], [3]), {
      type: 'lstm',
      params: codesIn(INT8, [1 / 128], [-1]),
      weights: [matrix(2, -3), matrix(1, 1), matrix(0, -1), matrix(127, 0)],
      recurrent: [matrix(5), matrix(-5), matrix(0), matrix(-128)],
      bias: [bias(10), bias(0), bias(-1), bias(0)],
      cellClip: 0,
      cellParams: codesIn(INT16, [2 ** -12], [0]),
      output: 'hidden',
      reverse: false,
      carry: true,
    });
    // samples less the zero point lie in [-131, 124], hidden states in [-127, 128]
    expect([...accumulatorProof(network)]).to.deep.equal([
      [
        'y/weights',
        {
          least: [10 - 2 * 131 - 3 * 124, -2 * 131, -1 - 124, -127 * 131],
          most: [10 + 2 * 124 + 3 * 131, 2 * 124, -1 + 131, 127 * 124],
          bits: 16,
        },
      ],
      ['y/recurrent', { least: [-5 * 127, -5 * 128, 0, -128 * 128], most: [5 * 128, 5 * 127, 0, 128 * 127], bits: 15 }],
    ]);
  });

  it('has an entry for each sum of an svdf, and says what a sum over time that saturates would need', () => {
    const int8 = codesIn(INT8, [0.5], [0]);
    const network = oneLayer([2], codesIn(INT8, [0.5], [3]), {
      type: 'svdf',
      params: codesIn(INT8, [1], [0]),
      features: { shape: [2, 2], data: Int8Array.of(2, -3, 1, 1), params: int8 },
      time: { shape: [2, 3], data: Int16Array.of(-32768, 0, 0, 0, 32767, 32767), params: codesIn(INT16, [0.5], [0]) },
      bias: { shape: [1], data: Int32Array.of(7) },
      rank: 2,
      activation: 'none',
      stateParams: codesIn(INT16, [1], [0]),
    });
    expect([...accumulatorProof(network)]).to.deep.equal([
      ['y/features', { least: [-2 * 131 - 3 * 124, -2 * 131], most: [2 * 124 + 3 * 131, 2 * 124], bits: 11 }],
      [
        'y/time',
        {
          least: [7 - 32768 * 32767 - 2 * 32767 * 32768],
          most: [7 + 32768 * 32768 + 2 * 32767 * 32767],
          bits: 33,
        },
      ],
    ]);
  });

  it('finds 22 bits in a recorded model, in the gates of an lstm', function () {
    const folder = sharedData();
    if (!folder) return this.skip();
    const file = readFileSync(join(folder, 'models', 'dtln_noise_suppression.tflite'));
    const network = importTflite(new Uint8Array(file));
    const widest = [...accumulatorProof(network)].sort((a, b) => b[1].bits - a[1].bits)[0];
    expect(widest[1].bits).to.equal(22);
    expect(widest[0]).to.match(/weights$/);
    // the sums themselves, in BigInt, from the definition
    const layer = network.layers.find(({ name }) => `${name}/weights` === widest[0]);
    if (layer?.type !== 'lstm') throw new Error('the widest sum is not of an lstm');
    const params = [...network.inputs, ...network.layers].find(({ name }) => name === layer.inputs[0])?.params;
    const [low, high] = [params?.qmin ?? NaN, params?.qmax ?? NaN].map(q => q - (params?.zeroPoint[0] ?? NaN));
    let peak = 0n;
    layer.weights.forEach(({ data, shape: [units, size] }, gate) => {
      for (let u = 0; u < units; u++) {
        for (const [down, up] of [
          [low, high],
          [high, low],
        ]) {
          let sum = BigInt(layer.bias[gate].data[u]);
          for (const w of data.slice(u * size, (u + 1) * size)) sum += BigInt(w) * BigInt(w > 0 ? up : down);
          if (sum < 0n ? ~sum > peak : sum > peak) peak = sum < 0n ? ~sum : sum;
        }
      }
    });
    expect(peak.toString(2)).to.have.length(21); // and the sign
  });

  it('is what the executor goes by: 48 bits for int16 activations', () => {
    const int16 = codesIn(INT16, [0.5], [0]);
    const build = (b: number) => () => executorOf(oneLayer([1], int16, denseLayer([-1], [b])));
    // the worst case adds 32768
    expect(build(2 ** 47 - 1 - 32768)).not.to.throw();
    expect(build(2 ** 47 - 32768)).to.throw(Error, 'layer "y": the accumulator of output channel 0 must fit 48 bits');
  });
});
