import { expect } from 'chai';
import { frame } from '../../../lib/frame.js';
import { meanAbove } from '../../../lib/quantizers/meanAbove.js';

describe('meanAbove', () => {
  const f = frame(Float32Array.of(1, -2, 0, -8, 4, 6), { channels: 2 });

  it('averages magnitudes of the channels it is told', () => {
    expect(meanAbove(f, 0, 2, -1)).to.equal(21 / 6);
    expect([meanAbove(f, 0, 1, -1), meanAbove(f, 1, 2, -1)]).to.deep.equal([1, 6]);
  });

  it('leaves out what is not above the threshold', () => {
    expect([meanAbove(f, 0, 2, 4), meanAbove(f, 0, 1, 0), meanAbove(f, 0, 2, 8)]).to.deep.equal([7, 1.5, 0]);
  });

  it('sums in double', () => {
    const tenths = frame(new Float32Array(1_000_000).fill(0.1));
    expect(meanAbove(tenths, 0, 1, -1)).to.be.closeTo(Math.fround(0.1), 1e-11);
  });
});
