import { expect } from 'chai';
import {
  compile,
  conv1d,
  conv2d,
  dense,
  equalizeLayers,
  type LayerPlan,
  maxPool1d,
  relu,
  sequential,
  type Tensor,
} from '../../../../lib/network.js';
import { elementsOf } from '../../../../lib/graph/tensor.js';
import { random } from '../../../../lib/random.js';

function outputOf(given: Parameters<typeof compile>[0], seed: number): number[] {
  const generator = random(seed);
  const compiled = compile(given);
  const y = new Float32Array(elementsOf(compiled.outputs[0].shape));
  compiled.run(
    compiled.newState(),
    new Float32Array(elementsOf(compiled.inputs[0].shape)).map(() => generator.normal()),
    y,
  );
  return [...y];
}

const chains: readonly (readonly [shape: number[], layers: LayerPlan[]])[] = [
  [[5], [dense({ units: 6, activation: 'relu' }), dense({ units: 4 }), dense({ units: 2 })]],
  [
    [9, 3],
    [
      conv1d({ filters: 4, kernel: 3 }),
      relu(),
      maxPool1d({ size: 2 }),
      conv1d({ filters: 4, kernel: 2, groups: 4 }),
      conv1d({ filters: 2, kernel: 1 }),
    ],
  ],
  [
    [1, 6, 6, 2],
    [
      conv2d({ filters: 4, kernel: 3, activation: 'relu' }),
      conv2d({ filters: 8, kernel: 2, groups: 4, activation: 'relu' }),
      conv2d({ filters: 2, kernel: 1 }),
    ],
  ],
];

describe('equalizeLayers', () => {
  it('computes the same, bit for bit', () => {
    chains.forEach(([input, layers], seed) => {
      const network = sequential({ name: 'n', input, layers, seed });
      const equalized = equalizeLayers.run(network);
      expect(equalized).to.not.equal(network);
      expect(outputOf(equalized, seed)).to.deep.equal(outputOf(network, seed));
    });
  });

  it('brings the channels of two layers to one range: r1 = r2 = sqrt(r1 r2), to the nearest power of two', () => {
    const layers = [
      dense({ units: 2, weights: [64, 1], bias: [8, 1], activation: 'relu' as const }),
      dense({ units: 1, weights: [1, 16] }),
    ];
    const [first, second] = equalizeLayers.run(sequential({ name: 'n', input: [1], layers })).layers as unknown as {
      weights: Tensor;
      bias: Tensor;
    }[];
    expect([...first.weights.data]).to.deep.equal([8, 4]); // 64 / 8, 1 * 4
    expect([...first.bias.data]).to.deep.equal([1, 4]);
    expect([...second.weights.data]).to.deep.equal([8, 4]);
  });

  it('leaves relu6 and tensors that others take', () => {
    const layers = [
      dense({ units: 2, weights: [64, 1], activation: 'relu6' as const }),
      dense({ units: 1, weights: [1, 16] }),
    ];
    const network = sequential({ name: 'n', input: [1], layers });
    expect(equalizeLayers.run(network)).to.equal(network);
  });
});
