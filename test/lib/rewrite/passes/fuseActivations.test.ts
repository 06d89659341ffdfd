import { expect } from 'chai';
import { fuseActivations } from '../../../../lib/network.js';
import { graph, normal, outputOf, types } from './graphs.js';

const dense = (name: string, input: string, activation = 'none') => ({
  type: 'dense',
  name,
  inputs: [input],
  weights: normal([3, 3], 1),
  bias: normal([3], 2),
  activation,
});

describe('fuseActivations', () => {
  for (const [limits, activation] of [
    [{ type: 'relu' }, 'relu'],
    [{ type: 'clip', low: 0, high: 6 }, 'relu6'],
    [{ type: 'clip', low: -1, high: 1 }, 'relu1'],
  ] as const) {
    it(`makes ${activation} of the layer before it, bit for bit`, () => {
      const network = graph([5, 3], [dense('y', 'x'), { ...limits, name: 'z', inputs: ['y'] }]);
      const fused = fuseActivations.run(network);
      expect(fused.layers).to.deep.equal([{ ...dense('y', 'x', activation), name: 'z' }]);
      expect([...outputOf(fused, 3)]).to.deep.equal([...outputOf(network, 3)]);
    });
  }

  it('leaves other limits, layers with an activation, and tensors that others take', () => {
    for (const layers of [
      [dense('y', 'x'), { type: 'clip', low: 0, high: 5, name: 'z', inputs: ['y'] }],
      [dense('y', 'x', 'relu6'), { type: 'relu', name: 'z', inputs: ['y'] }],
      [
        dense('y', 'x'),
        { type: 'relu', name: 'r', inputs: ['y'] },
        { type: 'add', name: 'z', inputs: ['y', 'r'], activation: 'none' },
      ],
    ]) {
      const network = graph([3], layers);
      expect(types(fuseActivations.run(network))).to.deep.equal(types(network));
    }
  });
});
