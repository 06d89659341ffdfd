import { expect } from 'chai';
import { type Constant, foldConstants } from '../../../../lib/network.js';
import { graph, outputOf, types } from './graphs.js';

const constant = (name: string, ...data: number[]) => ({
  type: 'constant',
  name,
  inputs: [],
  value: { shape: [data.length], data: Float32Array.from(data) },
});

describe('foldConstants', () => {
  it('computes what depends on constants only, chains too', () => {
    const network = graph(
      [3],
      [
        constant('a', 1, 2, 3),
        constant('b', 10),
        { type: 'mul', name: 'ab', inputs: ['a', 'b'], activation: 'none' },
        { type: 'square', name: 'squared', inputs: ['ab'] },
        { type: 'add', name: 'y', inputs: ['x', 'squared'], activation: 'none' },
      ],
    );
    const folded = foldConstants.run(network);
    expect(types(folded)).to.deep.equal(['constant', 'constant', 'constant', 'constant', 'add']);
    expect([...(folded.layers[3] as Constant).value.data]).to.deep.equal([100, 400, 900]);
    expect([...outputOf(folded, 1)]).to.deep.equal([...outputOf(network, 1)]);
  });

  it('leaves what is not finite, and what depends on the input', () => {
    const network = graph(
      [1],
      [
        constant('zero', 0),
        { type: 'reciprocal', name: 'infinite', inputs: ['zero'] },
        { type: 'add', name: 'y', inputs: ['x', 'infinite'], activation: 'none' },
      ],
    );
    expect(foldConstants.run(network)).to.equal(network);
  });
});
