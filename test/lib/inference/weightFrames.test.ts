import { expect } from 'chai';
import { conv1d, dense, flatten, sequential, weightFrames } from '../../../lib/network.js';
import { symmetric } from '../../../lib/quantizers/index.js';
import { encodeFrame } from '../../../lib/quantizers/quantizer.js';
import { minMax } from '../../../lib/ranges/index.js';

const network = sequential({
  name: 'n',
  input: [5, 2],
  layers: [
    conv1d({ filters: 2, kernel: 2, weights: [1, 2, 3, 4, 5, 6, 7, 8], bias: [9, 9] }),
    flatten(),
    dense({ units: 3, name: 'head' }),
  ],
});

describe('weightFrames', () => {
  it('gives one frame a layer with weights: channels are output channels', () => {
    const frames = [...weightFrames(network)];
    expect(frames.map(f => [f.channels, f.length, f.start])).to.deep.equal([
      [2, 4, 0],
      [3, 8, 0],
    ]);
    expect(frames[0].info.names).to.deep.equal(['conv1d_1[0]', 'conv1d_1[1]']);
    expect([...frames[0].data]).to.deep.equal([1, 2, 3, 4, 5, 6, 7, 8]);
    expect(frames[0].info.sampleRate).to.equal(undefined);
  });

  it('suits trackers and quantizers as a signal does', () => {
    const [f] = weightFrames(network);
    const tracker = minMax();
    tracker.push(f);
    expect(tracker.value()).to.deep.equal({ min: [1, 5], max: [4, 8] });
    const quantizer = symmetric({ axis: 'channel' });
    // 127 steps to the peak: 4 * 127 / 4, and 5 / (8 / 127) = 79.4
    const { data } = encodeFrame(quantizer, f, quantizer.design(tracker.value()));
    expect([data[3], data[4], data[7]]).to.deep.equal([127, 79, 127]);
  });

  it('decodes the weights of an integer network', () => {
    const layer = network.layers[0];
    if (layer.type !== 'conv1d') throw new Error('the first layer is a convolution');
    const params = {
      kind: 'affine',
      bits: 8,
      qmin: -127,
      qmax: 127,
      scale: [0.5, 2],
      zeroPoint: [0, 0],
    } as const;
    const coded = { ...layer, weights: { ...layer.weights, data: Int8Array.of(1, 2, 3, 4, 5, 6, 7, 8), params } };
    const [f] = weightFrames({ ...network, layers: [coded] });
    expect([...f.data]).to.deep.equal([0.5, 1, 1.5, 2, 10, 12, 14, 16]);
  });
});
