import { expect } from 'chai';
import { fitLine, roundest } from '../../../datasets/csv/line.js';

describe('fitLine', () => {
  it('goes through points on a line, and measures those beside it', () => {
    expect(fitLine([0, 1, 2, 3], [5, 7, 9, 11])).to.deep.include({ slope: 2, offset: 5, deviation: 0 });
    // y = x with residuals 1, -1, -1, 1: their squares sum to 4, over n - 2 = 2
    const line = fitLine([0, 1, 2, 3], [1, 0, 1, 4]);
    expect([line.slope, line.deviation]).to.deep.equal([1, Math.SQRT2]);
    expect(line.error).to.be.closeTo(Math.sqrt(2 / 5), 1e-12); // Sxx = 5
  });

  it('is smooth where residuals wander, rough where they do not', () => {
    const x = Array.from({ length: 100 }, (_, i) => i);
    expect(
      fitLine(
        x,
        x.map(i => Math.sin(i / 30)),
      ).roughness,
    ).to.be.lessThan(0.1);
    expect(
      fitLine(
        x,
        x.map(i => (i * 7919) % 13),
      ).roughness,
    ).to.be.greaterThan(1);
  });
});

describe('roundest', () => {
  it('takes the fewest digits of a rate or a period that the error allows', () => {
    expect(roundest(1e9 / 127.9996, 300)).to.equal(1e9 / 128);
    expect(roundest(300.01e9, 0.01e9)).to.equal(300e9);
    expect(roundest(1e9 / 100.42, 0)).to.equal(1e9 / 100.42);
    expect(roundest(1e9 / 100.4231, 100)).to.be.closeTo(1e9 / 100.4231, 300);
  });

  it('never moves a period by more than 0.04 %', () => {
    expect(roundest(1e9 / 99.9, 1e9)).to.be.closeTo(1e9 / 99.9, 4e-4 * (1e9 / 99.9));
  });
});
