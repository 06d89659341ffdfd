import { expect } from 'chai';
import { unitFactor } from '../../lib/unitFactor.js';

describe('unitFactor', () => {
  it('knows prefixes, exactly', () => {
    expect(unitFactor('mg', 'g')).to.equal(0.001);
    expect(unitFactor('g', 'mg')).to.equal(1000);
    expect(unitFactor('uV', 'mV')).to.equal(0.001);
    expect(unitFactor('\u00b5V', 'uV')).to.equal(1);
    expect(unitFactor('kPa', 'hPa')).to.equal(10);
  });

  it('knows the standard acceleration of gravity, degrees a second, bar and gauss', () => {
    expect(unitFactor('g', 'm/s^2')).to.equal(9.80665);
    expect(unitFactor('mg', 'm/s\u00b2')).to.be.closeTo(0.00980665, 1e-18);
    expect(unitFactor('m/s2', 'g')).to.equal(1 / 9.80665);
    expect(unitFactor('dps', 'rad/s')).to.equal(Math.PI / 180);
    expect(unitFactor('bar', 'kPa')).to.be.closeTo(100, 1e-13);
    expect(unitFactor('gauss', 'uT')).to.be.closeTo(100, 1e-13);
  });

  it('knows a unit for itself, and nothing of different or unknown ones', () => {
    expect(unitFactor('counts', 'counts')).to.equal(1);
    expect(unitFactor('mg', 'mV')).to.equal(undefined);
    expect(unitFactor('counts', 'g')).to.equal(undefined);
    expect(unitFactor('', 'g')).to.equal(undefined);
    expect(unitFactor('Mg', 'g')).to.equal(1e6);
    expect(unitFactor('kgauss', 'T')).to.equal(undefined);
  });
});
