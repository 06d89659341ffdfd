import { expect } from 'chai';
import { OptionRangeError } from '../../../lib/errors.js';
import { fixedPoint } from '../../../lib/quantizers/fixedPoint.js';
import { qFormat } from '../../../lib/quantizers/qFormat.js';

describe('qFormat', () => {
  it('reads both conventions, each under its name', () => {
    expect(qFormat('Q1.15', { signBit: 'counted' })).to.deep.equal({
      integerBits: 1,
      fractionBits: 15,
      signed: true,
      signBit: 'counted',
    });
    expect(fixedPoint(qFormat('Q1.15', { signBit: 'counted' })).params.bits).to.equal(16);
    expect(fixedPoint(qFormat('Q0.15', { signBit: 'separate' })).params.bits).to.equal(16);
    expect(fixedPoint(qFormat('Q1.15', { signBit: 'separate' })).params.bits).to.equal(17);
  });

  it('reads unsigned formats, which have no sign bit to ask about', () => {
    expect(qFormat('UQ8.8')).to.deep.equal({ integerBits: 8, fractionBits: 8, signed: false });
    expect(fixedPoint(qFormat('UQ0.8', { signBit: 'counted' })).params).to.include({ bits: 8, qmin: 0, qmax: 255 });
  });

  it('reads negative numbers of bits', () => {
    expect(qFormat('Q-2.18', { signBit: 'counted' })).to.include({ integerBits: -2, fractionBits: 18 });
    expect(qFormat('Q20.-4', { signBit: 'counted' })).to.include({ integerBits: 20, fractionBits: -4 });
  });

  it('asks for the convention of a signed format', () => {
    expect(() => qFormat('Q1.15')).to.throw(OptionRangeError, /^qFormat: signBit must be one of counted, separate/);
  });

  it('refuses other spellings', () => {
    for (const name of ['Q15', 'q1.15', 'Q1,15', 'Q1.15 ', 'Q1.5e3', 'Q.15', 'Q100.1', 'SQ1.15', '', 'Q+1.15']) {
      expect(() => qFormat(name, { signBit: 'counted' }), name).to.throw(
        OptionRangeError,
        /^qFormat: name must be written/,
      );
    }
  });
});
