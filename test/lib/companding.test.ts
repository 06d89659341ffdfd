import { expect } from 'chai';
import fc from 'fast-check';
import { aCurve, type Curve, curveOf, muCurve } from '../../lib/companding.js';

const UNIT = fc.double({ min: -1, max: 1, noNaN: true });
const CURVES: readonly (readonly [string, Curve])[] = [
  ['mu = 255', muCurve(255)],
  ['mu = 100', muCurve(100)],
  ['mu = 0.001', muCurve(0.001)],
  ['A = 87.6', aCurve(87.6)],
  ['A = 1.001', aCurve(1.001)],
];

describe('muCurve', () => {
  it('is k/8 at (2^k - 1) / 255, as ln(1 + mu x) is k ln 2 there', () => {
    const { compress, expand } = muCurve(255);
    for (let k = -8; k <= 8; k++) {
      const x = (Math.sign(k) * (2 ** Math.abs(k) - 1)) / 255;
      expect(compress(x)).to.be.closeTo(k / 8, 4 * Number.EPSILON);
      expect(expand(k / 8)).to.be.closeTo(x, 8 * Number.EPSILON);
    }
  });

  it('has slope 255 / ln 256 = 45.99 = 33.25 dB at 0, the companding gain', () => {
    const slope = 1 / muCurve(255).inverseSlope(0);
    expect(slope).to.be.closeTo(45.99, 0.005);
    expect(20 * Math.log10(slope)).to.be.closeTo(33.25, 0.005);
  });

  it('tends to a straight line for small mu', () => {
    // ln(1 + mu x) / ln(1 + mu) = x (1 + mu (1 - x) / 2 + O(mu^2))
    const { compress } = muCurve(1e-6);
    for (const x of [-1, -0.3, 0.01, 0.5]) expect(compress(x)).to.be.closeTo(x, 1e-6);
  });
});

describe('aCurve', () => {
  it('is a line up to 1/A, then logarithmic: (1 + k) / (1 + ln A) at e^k / A', () => {
    const A = 87.6;
    const d = 1 + Math.log(A);
    const { compress, expand } = aCurve(A);
    for (const k of [0, 1, 2, 4]) expect(compress(Math.exp(k) / A)).to.be.closeTo((1 + k) / d, 4 * Number.EPSILON);
    for (const part of [0.25, 0.5, 1]) {
      expect(compress(part / A)).to.be.closeTo(part / d, Number.EPSILON);
      expect(expand(part / d)).to.be.closeTo(part / A, Number.EPSILON);
    }
  });

  it('has slope 87.6 / (1 + ln 87.6) = 16.01 = 24.09 dB up to 1/A', () => {
    const { inverseSlope } = aCurve(87.6);
    for (const x of [0, 1 / 200, -1 / 87.6]) expect(1 / inverseSlope(x)).to.be.closeTo(16.01, 0.005);
    expect(20 * Math.log10(1 / inverseSlope(0))).to.be.closeTo(24.09, 0.005);
  });
});

for (const [name, curve] of CURVES) {
  describe(`the curve of ${name}`, () => {
    it('passes through -1, 0 and 1', () => {
      for (const f of [curve.compress, curve.expand]) {
        expect(f(0)).to.equal(0);
        // expand takes the exponential of up to ln 256 rounded to a double, in units of 1/mu or 1/A
        for (const end of [-1, 1]) expect(f(end)).to.be.closeTo(end, name === 'mu = 0.001' ? 1e-12 : 1e-14);
      }
    });

    it('is odd, bit for bit', () => {
      fc.assert(
        fc.property(UNIT, x => {
          expect(curve.compress(-x) + curve.compress(x)).to.equal(0);
          expect(curve.expand(-x) + curve.expand(x)).to.equal(0);
        }),
        { numRuns: 1000, seed: 20240504 },
      );
    });

    it('never falls', () => {
      fc.assert(
        fc.property(UNIT, UNIT, (a, b) => {
          const [low, high] = a < b ? [a, b] : [b, a];
          // 1 ulp where a library logarithm is not monotone itself
          expect(curve.compress(high) - curve.compress(low)).to.be.at.least(-Number.EPSILON);
          expect(curve.expand(high) - curve.expand(low)).to.be.at.least(-4 * Number.EPSILON);
        }),
        { numRuns: 1000, seed: 20240505 },
      );
    });

    it('is undone by its inverse', () => {
      fc.assert(
        fc.property(UNIT, x => {
          // an error of 2 ulp of y <= 1 grows by the slope of expand, at most ln(1 + mu) (1 + mu) / mu or 1 + ln A
          expect(curve.expand(curve.compress(x))).to.be.closeTo(x, 2 * 5.6 * 2 * Number.EPSILON);
        }),
        { numRuns: 1000, seed: 20240506 },
      );
    });

    it('has the inverse slope that Bennett needs', () => {
      // central difference with h = 1e-6: truncation h^2 c'''/6, rounding eps/h
      const h = 1e-6;
      for (const x of [-0.9, -0.3, 0.05, 0.2, 0.7, 0.99]) {
        const slope = (curve.compress(x + h) - curve.compress(x - h)) / (2 * h);
        expect(curve.inverseSlope(x) * slope).to.be.closeTo(1, 1e-8);
      }
    });
  });
}

describe('curveOf', () => {
  it('picks the law of the parameters', () => {
    expect(curveOf('mu', 255).compress(1 / 255)).to.be.closeTo(1 / 8, Number.EPSILON);
    expect(curveOf('a', 87.6).compress(1 / 87.6)).to.be.closeTo(1 / (1 + Math.log(87.6)), Number.EPSILON);
  });
});
