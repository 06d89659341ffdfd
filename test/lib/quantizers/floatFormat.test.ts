import { expect } from 'chai';
import fc from 'fast-check';
import { OptionRangeError } from '../../../lib/errors.js';
import { floatFormat } from '../../../lib/quantizers/floatFormat.js';

describe('floatFormat', () => {
  it('makes any format of up to 8 bits: IEEE fields, bias 2^(e-1) - 1', () => {
    const e3m4 = floatFormat({ name: 'e3m4', exponentBits: 3, mantissaBits: 4, specials: 'ieee' });
    // bias 3; largest 1.1111b * 2^3, smallest 2^-2 * 2^-4
    expect([e3m4.bits, e3m4.qmax, e3m4.max, e3m4.min]).to.deep.equal([8, 255, 15.5, 2 ** -6]);
    expect([0x30, 0x31, 0x6f, 0x70, 0xf0].map(code => e3m4.decode(code))).to.deep.equal([
      1,
      1.0625,
      15.5,
      Infinity,
      -Infinity,
    ]);
    expect(e3m4.decode(0x71)).to.be.NaN;
  });

  it('gives overflow the largest value, or the special one of the format', () => {
    const [ieee, nan, none] = (['ieee', 'nan', 'none'] as const).map(specials =>
      floatFormat({ name: specials, exponentBits: 2, mantissaBits: 1, specials }),
    );
    // sign, 2 exponent, 1 mantissa bit: largest 3 = 0101, 4 = 0110, 6 = 0111
    expect([ieee.max, nan.max, none.max]).to.deep.equal([3, 4, 6]);
    const codes = (f: typeof ieee, overflow: 'saturate' | 'special') =>
      [100, -Infinity].map(x => f.encode(x, overflow));
    expect(codes(ieee, 'saturate')).to.deep.equal([0b0101, 0b1101]);
    expect(codes(ieee, 'special')).to.deep.equal([0b0110, 0b1110]);
    expect(codes(nan, 'special')).to.deep.equal([0b0111, 0b1111]);
    expect(codes(none, 'special')).to.deep.equal([0b0111, 0b1111]);
  });

  it('has a code for NaN, or says that it has none', () => {
    const make = (specials: 'ieee' | 'nan' | 'none') =>
      floatFormat({ name: 'f', exponentBits: 2, mantissaBits: 1, specials });
    for (const specials of ['ieee', 'nan'] as const)
      expect(make(specials).decode(make(specials).encode(NaN))).to.be.NaN;
    expect(() => make('none').encode(NaN)).to.throw(OptionRangeError, /^f: NaN has no code in this format/);
  });

  it('refuses formats of more than 8 bits and codes outside the format', () => {
    const make = (exponentBits: number, mantissaBits: number) =>
      floatFormat({ name: 'f', exponentBits, mantissaBits, specials: 'none' });
    expect(() => make(5, 3)).to.throw(OptionRangeError, /at most 7 bits, got 8$/);
    expect(() => make(1, 3)).to.throw(OptionRangeError, /^floatFormat: exponentBits must be an integer in \[2, 5\]/);
    expect(() => make(3, 0)).to.throw(OptionRangeError, /^floatFormat: mantissaBits must be an integer in \[1, 5\]/);
    expect(() => floatFormat({ name: 'f', exponentBits: 2, mantissaBits: 1, specials: 'fnuz' as never })).to.throw(
      OptionRangeError,
      /specials must be one of ieee, nan, none/,
    );
    for (const code of [-1, 16, 0.5, NaN])
      expect(() => make(2, 1).decode(code)).to.throw(OptionRangeError, /^f: code must be/);
  });

  it('is monotone in every format, and exact on its own values', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 2, max: 5 }),
        fc.integer({ min: 1, max: 5 }),
        fc.constantFrom('ieee' as const, 'nan' as const, 'none' as const),
        fc.array(fc.double({ min: -2, max: 2, noNaN: true }), { minLength: 2, maxLength: 20 }),
        (exponentBits, mantissaBits, specials, parts) => {
          fc.pre(exponentBits + mantissaBits <= 7);
          const f = floatFormat({ name: 'f', exponentBits, mantissaBits, specials });
          const values = parts.map(p => p * f.max).sort((a, b) => a - b);
          const decoded = values.map(x => f.decode(f.encode(x)));
          for (let i = 1; i < decoded.length; i++) expect(decoded[i]).to.be.at.least(decoded[i - 1]);
          for (const y of decoded) expect(f.decode(f.encode(y))).to.equal(y);
        },
      ),
      { numRuns: 1500, seed: 20240615 },
    );
  });
});
