import { expect } from 'chai';
import { dense, type Network, sequential, type Tensor } from '../../../../lib/network.js';
import { activationParams, quantizeBias, quantizeWeights } from '../../../../lib/ptq/index.js';
import { type Range, range } from '../../../../lib/range.js';
import { planOf } from './planOf.js';

/** One dense layer behind an input of scale 1/64. */
function quantized(weights: number[], bias: number[], axis: 'channel' | 'tensor' = 'channel') {
  const layer = dense({ units: bias.length, weights, bias, name: 'd' });
  const network: Network = sequential({ name: 'n', input: [weights.length / bias.length], layers: [layer] });
  const ranges = new Map<string, Range>([
    ['input', range(-2, 127 / 64)],
    ['d', range(-1, 1)],
  ]);
  const plan = planOf(network, { weights: { axis } }, ranges);
  const passes = [activationParams, quantizeWeights, quantizeBias];
  const [out] = passes.reduce((n, pass) => pass.run(n, plan), network).layers as unknown as {
    weights: Tensor;
    bias: Tensor;
  }[];
  return out;
}

describe('quantizeWeights', () => {
  it('rounds half away from zero in steps of the largest weight / 127, by channel', () => {
    const { weights } = quantized([127, 0.5, -1.5, -254, 1, -3], [0, 0]);
    expect([...weights.data]).to.deep.equal([127, 1, -2, -127, 1, -2]);
    expect(weights.params).to.deep.include({ scale: [1, 2], zeroPoint: [0, 0], qmin: -127, qmax: 127 });
  });

  it('uses one scale for the layer by tensor', () => {
    const { weights } = quantized([127, 3, -254, 1], [0, 0], 'tensor');
    expect([...weights.data]).to.deep.equal([64, 2, -127, 1]); // 63.5 -> 64, 1.5 -> 2, 0.5 -> 1
    expect(weights.params?.scale).to.deep.equal([2]);
  });

  it('raises the scale of weights so small that their bias would not fit int32, and keeps the bias', () => {
    for (const axis of ['channel', 'tensor'] as const) {
      const { weights, bias } = quantized([1e-12, -1e-12], [0.5], axis);
      const step = (weights.params?.scale[0] ?? 0) / 64;
      expect(bias.data[0]).to.be.within(2 ** 30 - 64, 2 ** 30 + 64); // float32 scales
      expect(bias.data[0] * step).to.be.closeTo(0.5, 2 ** -24);
      expect([...weights.data]).to.deep.equal([0, 0]);
    }
  });

  it('keeps the bias of a channel without weights to 30 bits', () => {
    const { weights, bias } = quantized([0, 0, 1, 1], [-0.3, 0]);
    expect(weights.params?.scale[1]).to.equal(Math.fround(1 / 127));
    expect((bias.data[0] * (weights.params?.scale[0] ?? 0)) / 64).to.be.closeTo(-0.3, 2 ** -24);
  });

  it('gives a channel of nothing but zeros the scale 1', () => {
    expect(quantized([0, 0], [0]).weights.params?.scale).to.deep.equal([1]);
  });
});
