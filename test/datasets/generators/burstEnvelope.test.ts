import { expect } from 'chai';
import { burstEnvelope } from '../../../datasets/generators/burstEnvelope.js';
import { random } from '../../../lib/random.js';

describe('burstEnvelope', () => {
  it('rests for ever without bursts', () => {
    const at = burstEnvelope({ sampleRate: 100, burstsPerMinute: 0, burstSeconds: 1, random: random(1) });
    for (let i = 0; i < 1000; i++) expect(at(i)).to.equal(0);
  });

  it('has as many bursts, of the mean length and shape, as it was asked for', () => {
    const [sampleRate, seconds] = [50, 60_000];
    const at = burstEnvelope({ sampleRate, burstsPerMinute: 12, burstSeconds: 1, random: random(2) });
    let [starts, active, square, before, low, high] = [0, 0, 0, 0, 0, 0];
    for (let i = 0; i < seconds * sampleRate; i++) {
      const e = at(i);
      low = Math.min(low, e);
      high = Math.max(high, e);
      if (e > 0 && before === 0) starts++;
      if (e > 0) active++;
      square += e * e;
      before = e;
    }
    expect([low, high]).to.deep.equal([0, 1]);
    // cycles of 5 s: rest exponential (mean 4, variance 16), burst uniform in [0.5, 1.5] (variance 1/12): renewal theory
    const cyclesExpected = seconds / 5;
    const spread = Math.sqrt(16 + 1 / 12) / 5;
    expect(starts).to.be.closeTo(cyclesExpected, 5 * spread * Math.sqrt(cyclesExpected));
    const share = 0.2;
    const error = Math.sqrt((0.8 ** 2 / 12 + 0.2 ** 2 * 16) / 25 / cyclesExpected);
    // the first and the last sample of a burst may have envelope 0: up to 2 of 50
    expect(active / (seconds * sampleRate)).to.be.closeTo(share, 5 * error + share * 0.04);
    // plateau 0.6 of a burst, flanks 0.4 with mean square 3/8
    expect(square / (seconds * sampleRate)).to.be.closeTo(share * 0.75, 5 * error * 0.75);
  });
});
