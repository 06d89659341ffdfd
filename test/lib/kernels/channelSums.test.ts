import { expect } from 'chai';
import { channelSums, pairSamples } from '../../../lib/kernels/channelSums.js';

describe('pairSamples', () => {
  it('puts the sample a step ahead into the upper field, and nothing behind the end', () => {
    const out = new Float64Array(4);
    pairSamples(Int16Array.of(1, -2, 3, -4), 2, out);
    expect([...out]).to.deep.equal([1 + 3 * 2 ** 26, -2 - 4 * 2 ** 26, 3, -4]);
    pairSamples(Int16Array.of(5), 2, out);
    expect(out[0]).to.equal(5);
  });
});

describe('channelSums', () => {
  it('sums each output channel over the taps of its own input channel, at two places', () => {
    // two input channels, samples (1, 10), (2, 20), (3, 30), (4, 40); three output channels, of which two see channel 1
    const x = Float64Array.of(1, 10, 2, 20, 3, 30, 4, 40);
    const [lanes, second] = [new Float64Array(3), new Float64Array(3)];
    const weights = Float64Array.of(1, -1, 2, 3, 0, 5);
    channelSums(weights, Int32Array.of(0, 4), Int32Array.of(0, 1, 1), x, 0, 2, lanes, second);
    expect([...lanes]).to.deep.equal([1 - 3, 20 + 90, 150]);
    expect([...second]).to.deep.equal([2 - 4, 40 + 120, 200]);
  });
});
