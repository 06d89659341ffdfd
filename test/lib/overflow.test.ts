import { expect } from 'chai';
import fc from 'fast-check';
import { OptionRangeError } from '../../lib/errors.js';
import { type Overflow, overflowModes, overflowRule, overflows } from '../../lib/overflow.js';

// IEEE Std 1666 overflow modes on 4 bits; rows produced by the ap_fixed headers
const V = [8, 9, 12, 15, 16, 17, 20, -9, -12, -16, -17, -20];
const ROWS: Readonly<Record<Overflow, readonly number[]>> = {
  saturate: [7, 7, 7, 7, 7, 7, 7, -8, -8, -8, -8, -8],
  saturateZero: [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
  saturateSymmetric: [7, 7, 7, 7, 7, 7, 7, -7, -7, -7, -7, -7],
  wrap: [-8, -7, -4, -1, 0, 1, 4, 7, 4, 0, -1, -4],
};

const CODES = fc
  .integer({ min: 1, max: 16 })
  .chain(bits => fc.constantFrom([-(2 ** (bits - 1)), 2 ** (bits - 1) - 1] as const, [0, 2 ** bits - 1] as const));

describe('overflows', () => {
  for (const mode of overflowModes) {
    it(`${mode} gives the 4-bit row of the SystemC standard`, () => {
      expect(V.map(v => overflows[mode](v, -8, 7, 0))).to.deep.equal(ROWS[mode]);
    });

    it(`${mode} leaves codes that fit as they are`, () => {
      const inside = [-7, -1, 0, 1, 7];
      expect(inside.map(v => overflows[mode](v, -8, 7, 0))).to.deep.equal(inside);
    });
  }

  it('saturateSymmetric never uses the odd lowest code', () => {
    expect(overflows.saturateSymmetric(-8, -8, 7, 0)).to.equal(-7);
    expect(overflows.saturateSymmetric(-200, -127, 127, 0)).to.equal(-127);
    expect(overflows.saturateSymmetric(-1, 0, 15, 0)).to.equal(0); // unsigned codes have no such code
  });

  it('saturateZero gives the code of real zero', () => {
    expect([-200, 200].map(q => overflows.saturateZero(q, -128, 127, -14))).to.deep.equal([-14, -14]);
  });

  it("wrap equals two's complement of any width, exact in BigInt", () => {
    fc.assert(
      fc.property(CODES, fc.maxSafeInteger(), ([qmin, qmax], q) => {
        const bits = Math.log2(qmax - qmin + 1);
        const wrapped = qmin < 0 ? BigInt.asIntN(bits, BigInt(q)) : BigInt.asUintN(bits, BigInt(q));
        expect(overflows.wrap(q, qmin, qmax, 0)).to.equal(Number(wrapped));
      }),
      { numRuns: 4000, seed: 20240502 },
    );
  });

  it('wrap takes the modulus of 255 codes where one code is left out', () => {
    expect([128, 255, 382, -128, -255].map(q => overflows.wrap(q, -127, 127, 0))).to.deep.equal([-127, 0, 127, 127, 0]);
  });

  it('wrap stays inside the codes for the largest doubles, exact in BigInt', () => {
    for (const q of [2 ** 53 + 2, 123456789012345680, 1e30, -1e30, Number.MAX_VALUE]) {
      const rest = (BigInt(q) + 127n) % 255n;
      expect(overflows.wrap(q, -127, 127, 0), `${q}`).to.equal(Number(rest < 0n ? rest + 255n : rest) - 127);
    }
  });

  it('never returns -0', () => {
    expect(Object.is(overflows.saturateSymmetric(-5, -1, 0, 0), 0)).to.be.true; // one signed bit
    expect(Object.is(overflows.wrap(-256, 0, 255, 0), 0)).to.be.true;
  });

  it('saturates infinities, and gives the code of zero where wrapping cannot say', () => {
    expect([-Infinity, Infinity].map(q => overflows.saturate(q, -8, 7, 1))).to.deep.equal([-8, 7]);
    expect([-Infinity, Infinity].map(q => overflows.saturateSymmetric(q, -8, 7, 1))).to.deep.equal([-7, 7]);
    expect([-Infinity, Infinity].map(q => overflows.saturateZero(q, -8, 7, 1))).to.deep.equal([1, 1]);
    expect([-Infinity, Infinity].map(q => overflows.wrap(q, -8, 7, 1))).to.deep.equal([1, 1]);
  });
});

describe('overflowRule', () => {
  it('finds every mode by its name and refuses others', () => {
    for (const mode of overflowModes) expect(overflowRule('who', mode)).to.equal(overflows[mode]);
    for (const mode of ['clip', 'toString']) {
      expect(() => overflowRule('affine', mode as Overflow)).to.throw(
        OptionRangeError,
        /^affine: overflow must be one of saturate, saturateSymmetric, saturateZero, wrap; got "/,
      );
    }
  });
});
