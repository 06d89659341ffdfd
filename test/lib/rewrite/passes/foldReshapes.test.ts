import { expect } from 'chai';
import { foldReshapes } from '../../../../lib/network.js';
import { graph, outputOf } from './graphs.js';

const reshape = (name: string, input: string, shape: number[]) => ({ type: 'reshape', name, inputs: [input], shape });
const relu = (name: string, input: string) => ({ type: 'relu', name, inputs: [input] });

describe('foldReshapes', () => {
  it('removes reshapes that cancel, and takes the last of several', () => {
    const network = graph(
      [2, 6],
      [
        reshape('a', 'x', [12]),
        reshape('b', 'a', [2, 6]),
        relu('c', 'b'),
        reshape('d', 'c', [3, 4]),
        reshape('y', 'd', [4, 3]),
      ],
    );
    const folded = foldReshapes.run(network);
    expect(folded.layers.map(l => [l.name, ...l.inputs])).to.deep.equal([
      ['a', 'x'],
      ['c', 'x'],
      ['d', 'c'],
      ['y', 'c'],
    ]);
    expect([...outputOf(folded, 1)]).to.deep.equal([...outputOf(network, 1)]);
  });

  it('makes a reshape of a transpose that moves only axes of length 1', () => {
    const transpose = (permutation: number[]) =>
      graph([1, 5, 1, 3], [{ type: 'transpose', name: 'y', inputs: ['x'], permutation }]);
    expect(foldReshapes.run(transpose([2, 1, 0, 3])).layers).to.deep.equal([
      { type: 'reshape', name: 'y', inputs: ['x'], shape: [1, 5, 1, 3] },
    ]);
    expect(foldReshapes.run(transpose([1, 3, 0, 2])).layers).to.deep.equal([
      { type: 'reshape', name: 'y', inputs: ['x'], shape: [5, 3, 1, 1] },
    ]);
    const moving = transpose([0, 3, 2, 1]);
    expect(foldReshapes.run(moving)).to.equal(moving);
  });

  it('leaves an output of the network under its name', () => {
    const network = graph([4], [relu('r', 'x'), reshape('y', 'r', [4])]);
    expect(foldReshapes.run(network)).to.equal(network);
  });
});
