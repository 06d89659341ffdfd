import { expect } from 'chai';
import { removeUnused } from '../../../../lib/network.js';
import { graph } from './graphs.js';

const relu = (name: string, input: string) => ({ type: 'relu', name, inputs: [input] });

describe('removeUnused', () => {
  it('removes what no output needs, chains too', () => {
    const network = graph([2], [relu('a', 'x'), relu('b', 'a'), relu('c', 'x'), relu('y', 'c')]);
    expect(removeUnused.run(network).layers.map(l => l.name)).to.deep.equal(['c', 'y']);
  });

  it('keeps what a variable becomes', () => {
    const network = {
      ...graph([2], [relu('a', 'x'), relu('y', 'x')]),
      variables: [{ name: 'v', shape: [2], next: 'a' }],
    };
    expect(removeUnused.run(network)).to.equal(network);
  });
});
