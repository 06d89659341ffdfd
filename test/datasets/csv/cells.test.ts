import { expect } from 'chai';
import { isInfinite, isMissing, numberOf } from '../../../datasets/csv/cells.js';

describe('isMissing', () => {
  it('knows the texts that stand for no value, and takes no number for one', () => {
    for (const text of ['', 'NA', 'N/A', 'nan', 'NULL', 'None', '-', '?', '#N/A'])
      expect(isMissing(text), text).to.equal(true);
    for (const text of ['0', '-0', '--', 'inf', 'nano', '-1']) expect(isMissing(text), text).to.equal(false);
  });
});

describe('numberOf', () => {
  it('reads decimal numbers with either mark', () => {
    expect(['1', '-1.5', '+.5', '5.', '1e3', '2.5E-3'].map(text => numberOf(text, '.'))).to.deep.equal([
      1, -1.5, 0.5, 5, 1000, 0.0025,
    ]);
    expect(['1', '-1,5', ',5', '1,5e3'].map(text => numberOf(text, ','))).to.deep.equal([1, -1.5, 0.5, 1500]);
  });

  it('reads infinities', () => {
    expect(['inf', '-Infinity', '+INF'].map(text => numberOf(text, '.'))).to.deep.equal([
      Infinity,
      -Infinity,
      Infinity,
    ]);
    expect(['inf', '-Infinity', '1e999'].map(isInfinite)).to.deep.equal([true, true, false]);
  });

  it('refuses what Number would let pass, and what means two things', () => {
    for (const text of ['', ' ', '0x10', '0b1', '0o7', '1_000', '1 000', 'e5', '.', '-', '1.2.3', '12 mV', '\u00bd']) {
      expect(numberOf(text, '.'), text).to.equal(undefined);
    }
    for (const text of ['1.5', '1.000,5', '1,000,5', '156,']) expect(numberOf(text, ','), text).to.equal(undefined);
  });
});
