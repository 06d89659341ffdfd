import { executor as executorOf } from '../executor.js';
import { expect } from 'chai';
import { accumulatorProof } from '../../../lib/network.js';
import type { Network } from '../../../lib/network.js';
import { random } from '../../../lib/random.js';
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

  it('is what the executor goes by: 48 bits for int16 activations', () => {
    const int16 = codesIn(INT16, [0.5], [0]);
    const build = (b: number) => () => executorOf(oneLayer([1], int16, denseLayer([-1], [b])));
    // the worst case adds 32768
    expect(build(2 ** 47 - 1 - 32768)).not.to.throw();
    expect(build(2 ** 47 - 32768)).to.throw(Error, 'layer "y": the accumulator of output channel 0 must fit 48 bits');
  });
});
