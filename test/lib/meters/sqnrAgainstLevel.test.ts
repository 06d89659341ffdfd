import { expect } from 'chai';
import { sqnrAgainstLevel } from '../../../lib/meters/index.js';
import { g711, midRise } from '../../../lib/quantizers/index.js';

describe('sqnrAgainstLevel', () => {
  it('gives the telephone laws what the ITU tables give a sine', () => {
    // coherent sine, levels in dB below an amplitude of 32124, through the tables of G.191
    const levels = [0, -10, -20, -30, -40, -45, -50];
    for (const [law, wanted] of [
      ['mu', [39.45, 35.9, 37.08, 35.11, 34.63, 31.34, 29.36]],
      ['a', [39.23, 37.11, 37.23, 39.39, 33.38, 28.63, 23.77]],
    ] as const) {
      const shift = 20 * Math.log10(32124 / 32768);
      const rows = sqnrAgainstLevel({
        quantizer: g711({ law }),
        fullScale: 32768,
        levels: levels.map(level => level + shift),
      });
      // the samples of the tables were rounded to int16 first, as g711 does; the error here counts that rounding too
      rows.forEach((row, k) => expect(row.sqnr, `${law} ${levels[k]}`).to.be.closeTo(wanted[k], 0.15));
    }
  });

  it('loses 1 dB a dB under uniform steps, whatever the scale and the signal', () => {
    const rows = sqnrAgainstLevel({ quantizer: midRise({ bits: 12 }), fullScale: 5, levels: [-0.01, -12, -24] });
    // 6.02 b + 1.76 at full scale, within 0.2 dB from 8 bits on
    rows.forEach(({ dbfs, sqnr }) => expect(sqnr).to.be.closeTo(6.0206 * 12 + 1.7609 + dbfs, 0.2));
    expect(rows.map(r => r.clipped)).to.deep.equal([0, 0, 0]);
    expect(sqnrAgainstLevel({ quantizer: midRise() })).to.have.length(61);
    const signal = Float32Array.from({ length: 1000 }, (_, i) => ((i * 37) % 1000) / 1000);
    const [row] = sqnrAgainstLevel({ quantizer: midRise({ bits: 8 }), levels: [6], signal });
    expect(row.clipped).to.be.above(0);
  });

  it('refuses a signal without variation', () => {
    const signal = new Float32Array(10);
    expect(() => sqnrAgainstLevel({ quantizer: midRise(), signal })).to.throw(RangeError, 'signal must vary');
  });
});
