import { expect } from 'chai';
import { batchNormalization, conv1d, dense, flatten, gru, relu, sequential, tanh } from '../../../lib/network.js';
import { prepareNetwork, quantizeNetwork } from '../../../lib/ptq/index.js';
import { range } from '../../../lib/range.js';

describe('prepareNetwork', () => {
  it('leaves no normalization, activation or gated unit by itself, and keeps the names of what stays', () => {
    const layers = [
      conv1d({ filters: 2, kernel: 1, name: 'c' }),
      batchNormalization({ name: 'b' }),
      relu({ name: 'r' }),
      tanh({ name: 't' }),
      batchNormalization({ name: 'again' }),
      gru({ units: 2, name: 'g' }),
      flatten({ name: 'f' }),
      dense({ units: 1, name: 'd' }),
    ];
    const network = prepareNetwork(sequential({ name: 'n', input: [2, 2], layers }));
    const types = new Set(network.layers.map(({ type }) => type));
    for (const type of ['batchNormalization', 'relu', 'gru'] as const) expect(types).to.not.include(type);
    const names = network.layers.map(({ name }) => name);
    expect(names).to.include.members(['r', 't', 'again', 'g', 'f', 'd']);
    expect(names).to.not.include('c');
    expect(prepareNetwork(network)).to.deep.equal(network);
  });

  it('refuses integer networks', () => {
    const float = sequential({ name: 'n', input: [1], layers: [dense({ units: 1, name: 'd' })] });
    const ranges = new Map(['input', 'd'].map(name => [name, range(-1, 1)]));
    expect(() => prepareNetwork(quantizeNetwork(float, ranges))).to.throw(
      Error,
      'quantization takes float32 networks, got integer',
    );
  });
});
