import { expect } from 'chai';
import { DataError } from '../../../lib/errors.js';
import { bandTaps, checkBand } from '../../../lib/meters/bandTaps.js';

function gainAt(taps: Float64Array, f: number, sampleRate: number): number {
  const reach = (taps.length - 1) / 2;
  let sum = 0;
  for (let n = -reach; n <= reach; n++) sum += taps[n + reach] * Math.cos((2 * Math.PI * f * n) / sampleRate);
  return 20 * Math.log10(Math.abs(sum));
}

describe('bandTaps', () => {
  it('is symmetric, 0 dB inside, half the amplitude at the edges, 140 dB down 10 % above the upper one', () => {
    for (const [band, sampleRate] of [
      [[0.5, 40], 1000],
      [[0, 1 / 128], 1],
      [[100, 3000], 16_000],
    ] as const) {
      const taps = bandTaps('test', { band }, sampleRate);
      expect(taps.length % 2).to.equal(1);
      taps.forEach((t, n) => expect(t).to.be.closeTo(taps[taps.length - 1 - n], 1e-15));
      for (const part of [0.3, 0.5, 0.8, 0.9]) {
        expect(gainAt(taps, part * band[1], sampleRate), `${part}`).to.be.closeTo(0, 0.001);
      }
      expect(gainAt(taps, band[1], sampleRate)).to.be.closeTo(-6.02, 0.01);
      for (const part of [1.1, 1.37, 2]) expect(gainAt(taps, part * band[1], sampleRate), `${part}`).to.be.below(-138);
      if (band[0] > 0) expect(gainAt(taps, band[0], sampleRate)).to.be.closeTo(-6.02, 0.3);
    }
  });

  it('passes all where the band is all, and one sample long where nothing is asked for', () => {
    const taps = bandTaps('test', { band: [0, 50] }, 100);
    expect([...taps].map(t => Math.abs(t) < 1e-9)).to.deep.equal([true, false, true]);
    expect(gainAt(taps, 23, 100)).to.be.closeTo(0, 1e-9);
  });

  it('refuses bands that the rate does not hold, and those too low for it', () => {
    expect(() => bandTaps('m', { band: [0, 60] }, 100)).to.throw(DataError, 'm: band must end at half the sample rate');
    expect(() => bandTaps('m', { band: [0.001, 60] }, 48_000)).to.throw(DataError, 'decimate first');
  });

  it('refuses what is no band', () => {
    for (const band of [[1], [2, 1], [-1, 1], [0, NaN], [0, Infinity], 'x', [1, 1]]) {
      expect(() => checkBand('m', { band: band as never }), String(band)).to.throw(RangeError, 'm: band');
    }
    expect(() => checkBand('m', { weighting: 'B' as never })).to.throw(RangeError, 'weighting');
  });
});
