import { expect } from 'chai';
import { rateRatio } from '../../../lib/framing/rateRatio.js';

describe('rateRatio', () => {
  it('finds the ratio of rates that have one, in lowest terms', () => {
    const cases: [number, number, number, number][] = [
      [104, 26, 1, 4],
      [50, 26, 13, 25],
      [26, 104, 4, 1],
      [44100, 16000, 160, 441],
      [95.2, 26, 65, 238],
      [100, 100, 1, 1],
      [1000 / 3, 100, 3, 10],
    ];
    for (const [from, to, up, down] of cases)
      expect(rateRatio(from, to), `${from} to ${to}`).to.deep.equal({ up, down });
  });

  it('comes within 1e-4 of measured rates, by numbers up to 1024', () => {
    for (const from of [49.99873, 99.8713, 25.63519, 127.99218, 1248.0371]) {
      for (const to of [26, 16, 100]) {
        const found = rateRatio(from, to);
        if (!found) throw new RangeError(`${from} to ${to}`);
        expect(Math.max(found.up, found.down)).to.be.at.most(1024);
        expect(Math.abs((from * found.up) / found.down / to - 1), `${from} to ${to}`).to.be.below(1e-4);
      }
    }
  });

  it('says where there is none', () => {
    expect(rateRatio(1, 4096)).to.equal(undefined);
    expect(rateRatio(1e6, 1)).to.equal(undefined);
  });
});
