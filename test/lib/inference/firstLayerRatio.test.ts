import { expect } from 'chai';
import { dense, flatten, type IntegerNetwork, relu, sequential } from '../../../lib/network.js';
import { firstLayerRatio } from '../../../lib/inference/firstLayerRatio.js';
import { activationRanges, quantizeNetwork } from '../../../lib/ptq/index.js';

const quantized = (bias: readonly number[], largest: number): IntegerNetwork => {
  const layers = [relu(), dense({ units: 3, weights: [1, 1, 2, -2, 4, 0], bias })];
  const network = sequential({ name: 'n', input: [2], layers });
  const ranges = activationRanges(network);
  ranges.push(Float32Array.of(0, largest));
  return quantizeNetwork(network, ranges.value());
};

describe('firstLayerRatio', () => {
  it('is the median over rows of sum |w| times the largest input over |bias|', () => {
    // sums of weights 2, 4, 4: ratios 2 * 10 / 4, 4 * 10 / 1, 4 * 10 / 2; the last code of the input is 10 within half a step of 10 / 255
    expect(firstLayerRatio(quantized([4, 1, -2], 10))).to.be.closeTo(20, 0.1);
  });

  it('leaves out rows without a bias, and says nothing where most have none', () => {
    expect(firstLayerRatio(quantized([4, 0, -2], 10))).to.be.closeTo(20, 0.1);
    expect(firstLayerRatio(quantized([4, 0, 0], 10))).to.equal(undefined);
  });

  it('takes the largest input that was seen, of any arithmetic, but no more than the codes hold', () => {
    const layers = [flatten(), dense({ units: 3, weights: [1, 1, 2, -2, 4, 0], bias: [4, 1, -2] })];
    const network = sequential({ name: 'n', input: [2], layers });
    expect(firstLayerRatio(network)).to.equal(undefined); // real numbers have no end
    expect(firstLayerRatio(network, 10)).to.equal(20);
    expect(firstLayerRatio(network, 0.05)).to.be.closeTo(0.1, 1e-12);
    const ranges = activationRanges(network);
    ranges.push(Float32Array.of(0, 10));
    const codes = quantizeNetwork(network, ranges.value());
    expect(firstLayerRatio(codes, 0.05)).to.be.closeTo(0.1, 1e-3); // weights and biases are codes too
    expect(firstLayerRatio(codes, 1e6)).to.be.closeTo(20, 0.1);
  });

  it('says nothing of what it does not see: a layer between the input and the first weights', () => {
    const layers = [relu(), dense({ units: 1, weights: [1, 1], bias: [1] })];
    expect(firstLayerRatio(sequential({ name: 'n', input: [2], layers }), 10)).to.equal(undefined);
  });
});
