import { expect } from 'chai';
import { compile, conv1d, dense, foldChannels, type LayerPlan, sequential } from '../../../../lib/network.js';
import { elementsOf } from '../../../../lib/graph/tensor.js';

const channelwise = (weights: number[], bias: number[]) =>
  conv1d({ filters: 2, kernel: 1, groups: 2, weights, bias, name: 'scale' });

function network(next: LayerPlan, weights = [2, -4], bias = [1, 3]) {
  return sequential({ name: 'n', input: [4, 2], layers: [channelwise(weights, bias), next] });
}

function outputOf(given: Parameters<typeof compile>[0]): number[] {
  const compiled = compile(given);
  const y = new Float32Array(elementsOf(compiled.outputs[0].shape));
  compiled.run(compiled.newState(), Float32Array.of(1, 2, -3, 4, 5, -6, 0.5, 8), y);
  return [...y];
}

describe('foldChannels', () => {
  it('moves scales and shifts of channels into the layer behind, bit for bit where they are small integers', () => {
    const plans = [
      dense({ units: 2, weights: [1, 2, 3, 4], bias: [5, 6] }),
      conv1d({ filters: 2, kernel: 2, weights: [1, 2, 3, 4, 5, 6, 7, 8], activation: 'relu' }),
      conv1d({ filters: 4, kernel: 3, groups: 2, weights: Array.from({ length: 12 }, (_, k) => k - 5) }),
    ];
    for (const plan of plans) {
      const folded = foldChannels.run(network(plan));
      expect(folded.layers).to.have.lengthOf(1);
      expect(outputOf(folded)).to.deep.equal(outputOf(network(plan)));
    }
  });

  it('folds into padded convolutions where there is no shift that the padding lacks', () => {
    const padded = conv1d({ filters: 1, kernel: 3, padding: 'same', weights: [1, 2, 3, 4, 5, 6] });
    expect(foldChannels.run(network(padded, [2, 4], [0, 0])).layers).to.have.lengthOf(1);
    expect(foldChannels.run(network(padded)).layers).to.have.lengthOf(2);
  });

  it('leaves scales that differ by more than 4: the weights of a channel share one scale', () => {
    const plan = dense({ units: 1, weights: [1, 1] });
    expect(foldChannels.run(network(plan, [1, 4])).layers).to.have.lengthOf(1);
    expect(foldChannels.run(network(plan, [1, 4.5])).layers).to.have.lengthOf(2);
  });
});
