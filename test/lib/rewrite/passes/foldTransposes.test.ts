import { expect } from 'chai';
import { foldTransposes } from '../../../../lib/network.js';
import { graph, outputOf } from './graphs.js';

const transpose = (name: string, input: string, ...permutation: number[]) => ({
  type: 'transpose',
  name,
  inputs: [input],
  permutation,
});
const relu = (name: string, input: string) => ({ type: 'relu', name, inputs: [input] });

describe('foldTransposes', () => {
  it('makes one of two, and none of two that cancel', () => {
    const network = graph(
      [2, 3, 4],
      [
        transpose('a', 'x', 2, 0, 1),
        transpose('b', 'a', 1, 2, 0),
        relu('c', 'b'),
        transpose('d', 'c', 0, 2, 1),
        transpose('y', 'd', 1, 0, 2),
      ],
    );
    const folded = foldTransposes.run(network);
    expect(folded.layers.map(l => [l.name, ...l.inputs])).to.deep.equal([
      ['a', 'x'],
      ['c', 'x'],
      ['d', 'c'],
      ['y', 'c'],
    ]);
    expect([...outputOf(folded, 1)]).to.deep.equal([...outputOf(network, 1)]);
    expect(foldTransposes.run(folded)).to.equal(folded);
  });
});
