import { expect } from 'chai';
import { type Conv2d, foldCropping } from '../../../../lib/network.js';
import { graph, normal, outputOf, types } from './graphs.js';

const slice = (begin: number[], size: number[], step = size.map(() => 1)) => ({
  type: 'slice',
  name: 'y',
  inputs: ['c'],
  begin,
  size,
  step,
});

/** (1, 9, 11, 2) -> (1, 4, 11, 3). */
const conv2d = {
  type: 'conv2d',
  name: 'c',
  inputs: ['x'],
  weights: normal([3, 3, 2, 2], 1),
  bias: normal([3], 2),
  ...{ stride: [2, 1], dilation: [1, 2], groups: 1, activation: 'none' },
  padding: [
    [0, 0],
    [2, 0],
  ],
};

describe('foldCropping', () => {
  it('makes what is cut off part of the margins, with strides and dilations', () => {
    const network = graph([1, 9, 11, 2], [conv2d, slice([0, 1, 2, 0], [1, 2, 8, 3])]);
    const folded = foldCropping.run(network);
    expect(types(folded)).to.deep.equal(['conv2d']);
    // rows: 2 windows of 3 every 2 from row 2 on read 5 of 9, so 2 are left behind; columns: the first begins at 0, the last ends at 10 of 11
    expect((folded.layers[0] as Conv2d).padding).to.deep.equal([
      [-2, -2],
      [0, -1],
    ]);
    expect([...outputOf(folded, 3)]).to.deep.equal([...outputOf(network, 3)]);
  });

  it('leaves slices with gaps, and of channels', () => {
    for (const cut of [slice([0, 0, 0, 0], [1, 2, 11, 3], [1, 2, 1, 1]), slice([0, 0, 0, 1], [1, 4, 11, 2])]) {
      const network = graph([1, 9, 11, 2], [conv2d, cut]);
      expect(foldCropping.run(network)).to.equal(network);
    }
  });
});
