import { expect } from 'chai';
import { allocateStage, unallocateStage } from '../../../lib/allocation/index.js';
import { frame } from '../../../lib/frame.js';
import { fuse, run } from '../../../lib/stage.js';
import { stageLaws } from '../../laws.js';

describe('unallocateStage', () => {
  it('gives frames of all channels back, at their places', () => {
    const f = frame(Float32Array.of(0, 1, 2, 3, 40, 30, 20, 10), { channels: 2, start: 8 });
    const stage = fuse(allocateStage({ budget: { sqnr: 40 }, every: 4 }), unallocateStage());
    const [back] = run(stage, [f]);
    expect([back.channels, back.length, back.start]).to.deep.equal([2, 4, 8]);
    // 40 dB: errors of at most a hundredth of the deviation, 1.118 and 11.18, in the mean square
    const power = (c: number) =>
      [0, 1, 2, 3].reduce((sum, i) => sum + (back.data[4 * c + i] - f.data[4 * c + i]) ** 2, 0) / 4;
    expect(power(0)).to.be.below(1.25 / 1e4);
    expect(power(1)).to.be.below(125 / 1e4);
  });

  stageLaws('unallocateStage', {
    make: () => fuse(allocateStage({ budget: { sqnr: 20 }, every: 5 }), unallocateStage()),
  });
});
