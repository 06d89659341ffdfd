import { expect } from 'chai';
import { spectralWindows } from '../../../lib/meters/index.js';

describe('spectralWindows', () => {
  it('has the coherent gains and noise bandwidths of the literature', () => {
    // Harris 1978, table 1: Hann 0.50, 1.50 bins; minimum 4-term Blackman-Harris 0.36, 2.00; flat top 0.2156, 3.770 (D'Antona)
    const { rectangular, hann, blackmanHarris, flatTop } = spectralWindows;
    for (const [window, gain, bandwidth] of [
      [rectangular, 1, 1],
      [hann, 0.5, 1.5],
      [blackmanHarris, 0.35875, 2.0044],
      [flatTop, 0.21557895, 3.7702],
    ] as const) {
      const w = window.samples(4096);
      const [sum, squares] = [w.reduce((a, b) => a + b, 0), w.reduce((a, b) => a + b * b, 0)];
      expect(sum / 4096, window.name).to.be.closeTo(gain, 1e-12);
      expect((4096 * squares) / sum ** 2, window.name).to.be.closeTo(bandwidth, 5e-5);
    }
  });

  it('makes Kaiser windows symmetric, 1 in the middle and 1 / I0(beta) at the ends', () => {
    const w = spectralWindows.kaiser(5).samples(9);
    expect(w[4]).to.equal(1);
    expect(w[0]).to.be.closeTo(1 / 27.239871823604442, 1e-15); // I0(5), Abramowitz and Stegun, table 9.8
    for (let n = 0; n < 4; n++) expect(w[n]).to.be.closeTo(w[8 - n], 1e-15);
    expect(Array.from(spectralWindows.kaiser(0).samples(3))).to.deep.equal([1, 1, 1]);
  });

  it('refuses a beta that is no number in [0, 100]', () => {
    for (const beta of [-1, 101, NaN]) expect(() => spectralWindows.kaiser(beta)).to.throw(RangeError, 'beta');
  });
});
