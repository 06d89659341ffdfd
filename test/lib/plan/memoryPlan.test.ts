import { expect } from 'chai';
import { type Lifetime, memoryPlan } from '../../../lib/plan/memoryPlan.js';
import { random } from '../../../lib/random.js';

describe('memoryPlan', () => {
  it('gives a chain of layers the room of its largest neighbours', () => {
    // 10 and 40 live at once, then 40 and 20, then 20 and 5
    const sizes = [10, 40, 20, 5];
    const plan = memoryPlan(sizes.map((size, k) => ({ size, birth: k, death: k + 1 })));
    expect(plan).to.deep.equal({ offsets: [40, 0, 40, 0], size: 60 });
  });

  it('fills a gap between two buffers that live on', () => {
    const long = { birth: 0, death: 9 };
    const buffers = [
      { size: 30, ...long },
      { size: 20, birth: 0, death: 4 },
      { size: 10, ...long },
      { size: 15, birth: 5, death: 9 },
    ];
    expect(memoryPlan(buffers)).to.deep.equal({ offsets: [0, 30, 50, 30], size: 60 });
  });

  it('never lets two buffers overlap while both live, and needs at least what lives at once', () => {
    const { bits } = random(5);
    const buffers = Array.from({ length: 60 }, (): Lifetime => {
      const birth = bits() % 40;
      return { size: 1 + (bits() % 100), birth, death: birth + (bits() % 12) };
    });
    const { offsets, size } = memoryPlan(buffers);
    const alive = (step: number) =>
      buffers.map((b, k) => ({ ...b, at: offsets[k] })).filter(b => b.birth <= step && step <= b.death);
    for (let step = 0; step < 60; step++) {
      const now = alive(step).sort((a, b) => a.at - b.at);
      now.forEach((b, k) => expect(b.at, `step ${step}`).to.be.at.least(k > 0 ? now[k - 1].at + now[k - 1].size : 0));
      now.forEach(b => expect(b.at + b.size).to.be.at.most(size));
    }
  });
});
