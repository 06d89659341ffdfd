import { expect } from 'chai';
import { bearingFrequencies } from '../../../datasets/generators/bearingFrequencies.js';

describe('bearingFrequencies', () => {
  it('gives the published multiples of the bearing 6205-2RS of the Case Western Reserve data', () => {
    // 9 balls of 0.3126 in on 1.537 in; the diameters' last digits move the multiples by up to 0.0008
    const f = bearingFrequencies({ balls: 9, ballDiameter: 0.3126, pitchDiameter: 1.537 }, 1);
    expect(f.bpfo).to.be.closeTo(3.5848, 0.0008);
    expect(f.bpfi).to.be.closeTo(5.4152, 0.0008);
    expect(f.ftf).to.be.closeTo(0.39828, 0.0001);
    expect(2 * f.bsf).to.be.closeTo(4.7135, 0.0008);
  });

  it('has balls * shaft = bpfo + bpfi and bpfo = balls * ftf, at any contact angle', () => {
    for (const contactAngle of [0, 15, 40]) {
      const f = bearingFrequencies({ balls: 13, ballDiameter: 7.1, pitchDiameter: 46, contactAngle }, 25);
      expect(f.bpfo + f.bpfi).to.be.closeTo(13 * 25, 1e-9);
      expect(f.bpfo).to.be.closeTo(13 * f.ftf, 1e-9);
    }
  });

  it('counts the contact angle in degrees', () => {
    // d / D cos 60 deg = 0.1: bpfo = 5 * 10 * 0.9
    const f = bearingFrequencies({ balls: 10, ballDiameter: 2, pitchDiameter: 10, contactAngle: 60 }, 10);
    expect(f.bpfo).to.be.closeTo(45, 1e-9);
  });

  it('refuses balls that do not fit', () => {
    expect(() => bearingFrequencies({ balls: 9, ballDiameter: 10, pitchDiameter: 10 }, 30)).to.throw(
      RangeError,
      'bearingFrequencies: pitchDiameter must be a finite number above ballDiameter 10, got 10',
    );
    expect(() => bearingFrequencies({ balls: 1, ballDiameter: 1, pitchDiameter: 10 }, 30)).to.throw(
      RangeError,
      'balls',
    );
    expect(() => bearingFrequencies({ balls: 9, ballDiameter: 1, pitchDiameter: 10, contactAngle: 90 }, 30)).to.throw(
      RangeError,
      'bearingFrequencies: contactAngle must be in [0, 90) degrees, got 90',
    );
  });
});
