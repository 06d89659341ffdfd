import { expect } from 'chai';
import { type Conv1d, foldNormalization } from '../../../../lib/network.js';
import { graph, normal, outputOf, types } from './graphs.js';

const vector = (...data: number[]) => ({ shape: [data.length], data: Float32Array.from(data) });

function convolution(out: number, channels: number, rest: object = {}) {
  return {
    type: 'conv1d',
    name: 'conv',
    inputs: ['x'],
    weights: normal([out, 3, channels], 1),
    bias: normal([out], 2),
    stride: 1,
    dilation: 1,
    groups: 1,
    padding: 'same',
    activation: 'none',
    ...rest,
  };
}

describe('foldNormalization', () => {
  it('makes w scale / sqrt(variance + epsilon) and (b - mean) scale / sqrt(variance + epsilon) + shift of weights and biases', () => {
    const network = graph(
      [4, 1],
      [
        convolution(2, 1, {
          weights: { shape: [2, 1, 1], data: Float32Array.of(3, 5) },
          bias: vector(1, 7),
        }),
        {
          type: 'batchNormalization',
          name: 'norm',
          inputs: ['conv'],
          scale: vector(8, 1),
          bias: vector(10, 20),
          mean: vector(2, -1),
          variance: vector(15, 0.75),
          epsilon: 1,
        },
      ],
    );
    const folded = foldNormalization.run(network);
    expect(types(folded)).to.deep.equal(['conv1d']);
    const { name, weights, bias } = folded.layers[0] as Conv1d;
    expect(name).to.equal('norm');
    expect([...weights.data]).to.deep.equal([6, Math.fround(5 / Math.sqrt(1.75))]); // 8 / sqrt(16) = 2
    expect([...bias.data]).to.deep.equal([2 * (1 - 2) + 10, Math.fround(8 / Math.sqrt(1.75) + 20)]);
  });

  it('folds products and sums with one constant a channel, and keeps their activation', () => {
    const network = graph(
      [6, 2],
      [
        convolution(4, 2),
        { type: 'constant', name: 'gain', inputs: [], value: normal([4], 3) },
        { type: 'mul', name: 'scaled', inputs: ['gain', 'conv'], activation: 'none' },
        { type: 'constant', name: 'offset', inputs: [], value: normal([1, 4], 4) },
        { type: 'sub', name: 'shifted', inputs: ['scaled', 'offset'], activation: 'relu' },
      ],
    );
    const folded = foldNormalization.run(network);
    expect(types(folded)).to.deep.equal(['constant', 'constant', 'conv1d']);
    const [wanted, got] = [outputOf(network, 5), outputOf(folded, 5)];
    const largest = Math.max(...wanted);
    // each of 7 terms is rounded a few times: 2^-24 of the largest each
    wanted.forEach((y, i) => expect(got[i]).to.be.closeTo(y, 32 * 2 ** -24 * largest));
  });

  it('leaves what others take, what has an activation, and constants along other axes', () => {
    const constant = (shape: number[]) => ({ type: 'constant', name: 'c', inputs: [], value: normal(shape, 3) });
    const scaled = { type: 'mul', name: 'y', inputs: ['conv', 'c'], activation: 'none' };
    const cases = [
      [convolution(4, 2, { activation: 'relu' }), constant([4]), scaled],
      [convolution(4, 2), constant([6, 1]), scaled],
      [convolution(4, 2), constant([4]), scaled, { type: 'add', name: 'z', inputs: ['conv', 'y'], activation: 'none' }],
    ];
    for (const layers of cases) {
      const network = graph([6, 2], layers);
      expect(foldNormalization.run(network)).to.equal(network);
    }
  });
});
