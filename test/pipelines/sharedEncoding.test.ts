import { expect } from 'chai';
import { frame, streamInfo } from '../../lib/frame.js';
import { random } from '../../lib/random.js';
import { range } from '../../lib/range.js';
import { sharedEncoding } from '../../pipelines/index.js';

describe('sharedEncoding', () => {
  it('shows what a channel 100 times weaker loses in a shared 8-bit encoding, and both remedies', async () => {
    const generator = random(3);
    const info = streamInfo({ channels: 2, names: ['strong', 'weak'] });
    const frames = Array.from({ length: 50 }, (_, k) => {
      const data = Float32Array.from({ length: 4000 }, (_, i) => (2 * generator.uniform() - 1) * (i < 2000 ? 100 : 1));
      return frame(data, { start: k * 2000, info });
    });
    const { shared, perChannel, equalized } = await sharedEncoding(frames, range([-100, -1], [100, 1]));

    // a uniform signal over 254 steps: 20 log10(254) dB. The weak one under the step d = 100/127 has three levels: exact
    // integral of the squared error over [-1, 1], halved by symmetry
    const own = 20 * Math.log10(254);
    const d = 100 / 127;
    const drowned = 10 * Math.log10(1 / 3 / ((d / 2) ** 3 / 3 + ((1 - d) ** 3 + (d / 2) ** 3) / 3));
    expect(shared.channels[0].sqnr).to.be.closeTo(own, 0.1);
    expect(shared.channels[1].sqnr).to.be.closeTo(drowned, 0.1);
    expect(perChannel.channels[1].sqnr).to.be.closeTo(own, 0.1);
    expect(equalized.channels[1].sqnr).to.be.closeTo(own, 0.1);
    expect(own - drowned).to.be.within(38, 42); // about 20 log10(100) dB
  });
});
