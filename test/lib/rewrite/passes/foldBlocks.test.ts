import { expect } from 'chai';
import { type Conv1d, type Conv2d, foldBlocks, removeUnused } from '../../../../lib/network.js';
import { batchToSpace, type Rearrangement, spaceToBatch } from '../../../../lib/rewrite/blocks.js';
import { graph, normal, outputOf, types } from './graphs.js';

const moves = (name: string, from: string, { apart, permutation, shape }: Rearrangement) => [
  { type: 'reshape', name: `${name}/apart`, inputs: [from], shape: apart },
  { type: 'transpose', name: `${name}/moved`, inputs: [`${name}/apart`], permutation },
  { type: 'reshape', name, inputs: [`${name}/moved`], shape },
];

const convolution = { bias: normal([3], 2), groups: 1, activation: 'none' } as const;

/** 3 taps along time, (1, 20, 2) -> (1, 12, 3) in blocks of 4. */
const conv1d = (stride = 1) => ({
  type: 'conv1d',
  name: 'c',
  inputs: ['s'],
  weights: normal([3, 3, 2], 1),
  ...{ ...convolution, stride, dilation: 1, padding: 'valid' },
});

describe('foldBlocks', () => {
  it('makes a convolution between blocks of time one whose taps are a block apart', () => {
    const network = graph(
      [1, 20, 2],
      [...moves('s', 'x', spaceToBatch([1, 20, 2], [4])), conv1d(), ...moves('y', 'c', batchToSpace([4, 3, 3], [4]))],
    );
    const folded = removeUnused.run(foldBlocks.run(network));
    expect(types(folded)).to.deep.equal(['conv1d', 'reshape']);
    expect((folded.layers[0] as Conv1d).dilation).to.equal(4);
    expect([...outputOf(folded, 3)]).to.deep.equal([...outputOf(network, 3)]);
  });

  it('keeps margins a block apart, and finds the axis that the convolution has more', () => {
    for (const lifted of [
      [4, 1, 5, 2],
      [4, 5, 1, 2],
    ]) {
      const wide = lifted[1] === 1;
      const conv = {
        type: 'conv2d',
        name: 'c',
        inputs: ['l'],
        weights: normal(wide ? [3, 1, 3, 2] : [3, 3, 1, 2], 1),
        ...{ ...convolution, stride: [1, 1], dilation: [1, 1] },
        padding: wide
          ? [
              [0, 0],
              [2, 1],
            ]
          : [
              [2, 1],
              [0, 0],
            ],
      };
      const network = graph(
        [1, 20, 2],
        [
          ...moves('s', 'x', spaceToBatch([1, 20, 2], [4])),
          { type: 'reshape', name: 'l', inputs: ['s'], shape: lifted },
          conv,
          { type: 'reshape', name: 'd', inputs: ['c'], shape: [4, 6, 3] },
          ...moves('y', 'd', batchToSpace([4, 6, 3], [4])),
        ],
      );
      const folded = removeUnused.run(foldBlocks.run(network));
      expect(types(folded)).to.deep.equal(['reshape', 'conv2d', 'reshape']);
      const { dilation, padding } = folded.layers[1] as Conv2d;
      expect(dilation).to.deep.equal(wide ? [1, 4] : [4, 1]);
      expect(padding[wide ? 1 : 0]).to.deep.equal([8, 4]);
      expect([...outputOf(folded, 3)]).to.deep.equal([...outputOf(network, 3)]);
    }
  });

  it('folds height and width, depthwise, with `same` padding between the blocks', () => {
    const shape = [2, 6, 9, 2];
    const conv = {
      type: 'conv2d',
      name: 'c',
      inputs: ['s'],
      weights: normal([2, 3, 2, 1], 1),
      bias: normal([2], 2),
      ...{ stride: [1, 1], dilation: [1, 1], padding: 'same', groups: 2, activation: 'relu' },
    };
    const network = graph(shape, [
      ...moves('s', 'x', spaceToBatch(shape, [2, 3])),
      conv,
      ...moves('y', 'c', batchToSpace([12, 3, 3, 2], [2, 3])),
    ]);
    const folded = removeUnused.run(foldBlocks.run(network));
    expect(types(folded)).to.deep.equal(['conv2d', 'reshape']);
    expect((folded.layers[0] as Conv2d).dilation).to.deep.equal([2, 3]);
    expect([...outputOf(folded, 3)]).to.deep.equal([...outputOf(network, 3)]);
  });

  it('leaves strides, other blocks behind, and convolutions that others take', () => {
    const before = moves('s', 'x', spaceToBatch([1, 20, 2], [4]));
    for (const layers of [
      [...before, conv1d(2), ...moves('y', 'c', batchToSpace([4, 2, 3], [4]))],
      [...before, conv1d(), ...moves('y', 'c', batchToSpace([4, 3, 3], [2]))],
      [
        ...before,
        conv1d(),
        { type: 'relu', name: 'r', inputs: ['c'] },
        { type: 'add', name: 'a', inputs: ['c', 'r'], activation: 'none' },
        ...moves('y', 'a', batchToSpace([4, 3, 3], [4])),
      ],
    ]) {
      const network = graph([1, 20, 2], layers);
      expect(foldBlocks.run(network)).to.equal(network);
    }
  });
});
