import { expect } from 'chai';
import { predictSqnr } from '../../../lib/meters/index.js';
import { affineParams, muLaw } from '../../../lib/quantizers/index.js';

describe('predictSqnr', () => {
  it('gives 6.02 b + 1.76 dB for a full-scale sine and steps of 2 / 2^b', () => {
    for (const bits of [4, 8, 12]) {
      const sine = { power: 0.5, meanAbs: 2 / Math.PI };
      expect(predictSqnr(affineParams({ scale: 2 / 2 ** bits, bits }), sine)).to.be.closeTo(
        6.0206 * bits + 1.7609,
        1e-3,
      );
    }
  });

  it("agrees with the closed mu-law formula for Laplacian signals, up to its step count of 2^b against the quantizer's 2^b - 2", () => {
    // SQNR = 6.0206 b + 4.7712 - 20 log10(ln(1 + mu)) - 10 log10(1 + (r/mu)^2 + sqrt(2) r/mu), step 2 / 2^b
    const closed = (r: number) =>
      6.0206 * 8 +
      4.7712 -
      20 * Math.log10(Math.log(256)) -
      10 * Math.log10(1 + (r / 255) ** 2 + (Math.SQRT2 * r) / 255);
    for (const r of [8, 32, 100, 1000]) {
      const params = muLaw({ bits: 8 }).design({ min: [-r], max: [r] });
      const laplacian = { power: 1, meanAbs: Math.SQRT1_2 };
      expect(predictSqnr(params, laplacian)).to.be.closeTo(closed(r) - 20 * Math.log10(128 / 127), 1e-3);
    }
  });

  it('does not guess where the whole density would be needed', () => {
    const params = { kind: 'codebook', bits: 1, qmin: 0, qmax: 1, levels: [-1, 1], scale: [1] } as const;
    expect(predictSqnr(params, { power: 1, meanAbs: 1 })).to.equal(undefined);
  });
});
