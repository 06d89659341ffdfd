import { expect } from 'chai';
import { frame } from '../../../lib/frame.js';
import { emaMinMax } from '../../../lib/ranges/index.js';
import { summaryLaws } from '../../laws.js';

const at = (start: number, ...x: number[]) => frame(Float32Array.from(x), { start });

describe('emaMinMax', () => {
  it('takes the first block as it is and moves by momentum with each later one', () => {
    const t = emaMinMax({ momentum: 0.25, every: 2 });
    t.push(at(0, -4, 8));
    expect(t.value()).to.deep.equal({ min: [-4], max: [8] });
    t.push(at(2, 0, 0));
    expect(t.value()).to.deep.equal({ min: [-3], max: [6] });
    t.push(at(4, 100)); // half a block
    expect(t.value()).to.deep.equal({ min: [-3], max: [6] });
    t.push(at(5, 1, -3, -3)); // completes it, and one more
    expect(t.value()).to.deep.equal({ min: [-2 - 0.25], max: [29.5 + 0.25 * (-3 - 29.5)] });
  });

  it('has the range of the samples before the first block is complete', () => {
    const t = emaMinMax();
    t.push(at(0, 1, -2));
    expect(t.value()).to.deep.equal({ min: [-2], max: [1] });
  });

  it('counts a block that a gap cuts short when the stream goes on', () => {
    const t = emaMinMax({ momentum: 0.5, every: 4 });
    t.push(at(2, 8, 8)); // 2 and 3 complete block 0
    t.push(at(4, 0));
    t.push(at(9, 5));
    expect(t.value()).to.deep.equal({ min: [4], max: [4] });
  });

  it('refuses, skips and counts, or propagates what is not finite', () => {
    const f = at(0, NaN, 2, -Infinity, 4);
    expect(() => emaMinMax().push(f)).to.throw('emaMinMax: channel ch0 is NaN at sample 0');
    const skip = emaMinMax({ nonFinite: 'skip', every: 4 });
    skip.push(f);
    expect([skip.value(), skip.skipped]).to.deep.equal([{ min: [2], max: [4] }, 2]);
    const propagate = emaMinMax({ nonFinite: 'propagate', every: 4 });
    propagate.push(f);
    expect(propagate.value()).to.deep.equal({ min: [NaN], max: [NaN] });
  });

  it('refuses wrong options at the call', () => {
    expect(() => emaMinMax({ momentum: 0 })).to.throw(
      RangeError,
      'emaMinMax: momentum must be a number in (0, 1], got 0',
    );
    expect(() => emaMinMax({ every: 0.5 })).to.throw(RangeError, 'emaMinMax: every must be');
  });

  it('refuses states of other options, and damaged ones', () => {
    const t = emaMinMax({ every: 4 });
    t.push(at(0, 1));
    const state = t.save() as Record<string, unknown>;
    expect(() => emaMinMax({ every: 5 }).restore(state)).to.throw('emaMinMax: the saved state is damaged');
    for (const change of [
      { channels: [] },
      { channels: [[0.5, 1, 1, 1, 1]] },
      { channels: [null] },
      { end: 'x' },
      { skipped: -1 },
    ])
      expect(() => emaMinMax({ every: 4 }).restore({ ...state, ...change })).to.throw(/^emaMinMax: /);
  });

  summaryLaws('emaMinMax', { make: () => emaMinMax({ every: 8, momentum: 0.3 }) });
});
