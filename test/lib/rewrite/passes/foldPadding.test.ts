import { expect } from 'chai';
import { type Conv1d, type Conv2d, foldPadding } from '../../../../lib/network.js';
import { graph, normal, outputOf } from './graphs.js';

const pad = (margins: number[][], value = 0) => ({
  type: 'pad',
  name: 'p',
  inputs: ['x'],
  margins,
  mode: 'constant',
  value,
});

function conv1d(padding: unknown) {
  const constants = { weights: normal([2, 3, 2], 1), bias: normal([2], 2) };
  return {
    type: 'conv1d',
    name: 'y',
    inputs: ['p'],
    ...constants,
    stride: 2,
    dilation: 1,
    groups: 1,
    padding,
    activation: 'none',
  };
}

function conv2d(padding: unknown) {
  const constants = { weights: normal([2, 3, 2, 2], 1), bias: normal([2], 2) };
  const windows = { stride: [1, 2], dilation: [1, 1], groups: 1, padding };
  return { type: 'conv2d', name: 'y', inputs: ['p'], ...constants, ...windows, activation: 'none' };
}

describe('foldPadding', () => {
  for (const [padding, wanted] of [
    ['valid', [3, 1]],
    ['same', [3, 2]], // 8 padded samples, 4 windows of 3 every 2: one sample of padding, behind
    [
      [1, 0],
      [4, 1],
    ],
  ] as const) {
    it(`adds to ${JSON.stringify(padding)} along time`, () => {
      const network = graph(
        [4, 2],
        [
          pad([
            [3, 1],
            [0, 0],
          ]),
          conv1d(padding),
        ],
      );
      const folded = foldPadding.run(network);
      const layer = folded.layers[1] as Conv1d;
      expect([layer.inputs, layer.padding]).to.deep.equal([['x'], wanted]);
      expect([...outputOf(folded, 1)]).to.deep.equal([...outputOf(network, 1)]);
    });
  }

  it('adds along height and width, behind a batch', () => {
    const network = graph(
      [1, 5, 6, 2],
      [
        pad([
          [0, 0],
          [1, 0],
          [0, 2],
          [0, 0],
        ]),
        conv2d([
          [0, 1],
          [1, 1],
        ]),
      ],
    );
    const folded = foldPadding.run(network);
    expect((folded.layers[1] as Conv2d).padding).to.deep.equal([
      [1, 1],
      [1, 3],
    ]);
    expect([...outputOf(folded, 1)]).to.deep.equal([...outputOf(network, 1)]);
  });

  it('leaves padding with other values, and of channels or batches', () => {
    for (const padding of [
      pad(
        [
          [3, 1],
          [0, 0],
        ],
        1,
      ),
      pad([
        [0, 0],
        [1, 0],
      ]),
    ]) {
      const network = graph([4, padding.value === 1 ? 2 : 1], [padding, conv1d('valid')]);
      expect(foldPadding.run(network)).to.equal(network);
    }
  });
});

describe('foldPadding before pools of largest samples', () => {
  const lowest = -(2 - 2 ** -23) * 2 ** 127;
  const margins = [
    [0, 0],
    [1, 0],
    [1, 1],
    [0, 0],
  ];
  const maxPool2d = (padding: unknown) => ({
    type: 'maxPool2d',
    name: 'y',
    inputs: ['p'],
    size: [2, 3],
    stride: [2, 2],
    padding,
    activation: 'none',
  });

  it('makes the lowest numbers their margins, beside their own', () => {
    for (const [padding, wanted] of [
      ['valid', [margins[1], margins[2]]],
      [
        [
          [0, 1],
          [1, 0],
        ],
        [
          [1, 1],
          [2, 1],
        ],
      ],
    ] as const) {
      const network = graph([1, 5, 6, 2], [pad(margins, lowest), maxPool2d(padding)]);
      const folded = foldPadding.run(network);
      expect(folded.layers[1]).to.deep.include({ inputs: ['x'], padding: wanted });
      expect([...outputOf(folded, 1)]).to.deep.equal([...outputOf(network, 1)]);
    }
  });

  it('makes it along time', () => {
    const layers = [
      pad(
        [
          [2, 1],
          [0, 0],
        ],
        lowest,
      ),
      { type: 'maxPool1d', name: 'y', inputs: ['p'], size: 3, stride: 1, padding: 'valid' },
    ];
    const network = graph([4, 2], layers);
    const folded = foldPadding.run(network);
    expect(folded.layers[1]).to.deep.include({ inputs: ['x'], padding: [2, 1] });
    expect([...outputOf(folded, 1)]).to.deep.equal([...outputOf(network, 1)]);
  });

  it('leaves other numbers, and margins that hold a whole window', () => {
    for (const [given, value] of [
      [margins, 0],
      [
        [
          [0, 0],
          [2, 0],
          [0, 0],
          [0, 0],
        ],
        lowest,
      ],
    ] as const) {
      const network = graph(
        [1, 5, 6, 2],
        [
          pad(
            given.map(list => [...list]),
            value,
          ),
          maxPool2d('valid'),
        ],
      );
      expect(foldPadding.run(network)).to.equal(network);
    }
  });
});
