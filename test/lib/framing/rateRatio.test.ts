import { expect } from 'chai';
import { rateRatio } from '../../../lib/framing/rateRatio.js';

describe('rateRatio', () => {
  it('finds the fraction of two rates', () => {
    expect(rateRatio(26 / 104, 1024)).to.deep.equal([1, 4]);
    expect(rateRatio(26 / 50, 1024)).to.deep.equal([13, 25]);
    expect(rateRatio(16000 / 44100, 1024)).to.deep.equal([160, 441]);
    expect(rateRatio(48000 / 44100, 1024)).to.deep.equal([160, 147]);
    expect(rateRatio(1, 1024)).to.deep.equal([1, 1]);
    expect(rateRatio(1024, 1024)).to.deep.equal([1024, 1]);
    expect(rateRatio(1 / 1024, 1024)).to.deep.equal([1, 1024]);
  });

  it('is as near as any fraction of allowed terms, by trying all of them', () => {
    const limit = 40;
    for (const ratio of [Math.PI, 1 / Math.PI, Math.SQRT2, 0.5203, 26 / 49.97, 1.0001, 39.4, 1 / 39.4, 0.99]) {
      let least = Infinity;
      for (let up = 1; up <= limit; up++) {
        for (let down = 1; down <= limit; down++) least = Math.min(least, Math.abs(up / down - ratio));
      }
      const [up, down] = rateRatio(ratio, limit);
      expect(Math.max(up, down), `${ratio}`).to.be.at.most(limit);
      expect(Math.abs(up / down - ratio), `${ratio}`).to.equal(least);
    }
  });
});
