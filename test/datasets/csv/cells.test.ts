import { expect } from 'chai';
import { isInfinite, isMissing, numberOf, valueOf } from '../../../datasets/csv/cells.js';

describe('isMissing', () => {
  it('knows the texts that stand for no value, and takes no number for one', () => {
    for (const text of [
      '',
      'NA',
      'N/A',
      'nan',
      'NULL',
      'None',
      '-',
      '?',
      '#N/A',
      '--',
      '1.#QNAN',
      '-1.#IND',
      '<NA>',
      '#NA',
      'ovf',
      'OL',
      '\\N',
      'Bad',
    ])
      expect(isMissing(text), text).to.equal(true);
    for (const text of ['0', '-0', 'inf', 'nano', '-1', '12 OL', 'ovf1']) expect(isMissing(text), text).to.equal(false);
  });
});

describe('numberOf', () => {
  it('reads decimal numbers with either mark', () => {
    expect(['1', '-1.5', '+.5', '5.', '1e3', '2.5E-3'].map(text => numberOf(text, '.'))).to.deep.equal([
      1, -1.5, 0.5, 5, 1000, 0.0025,
    ]);
    expect(['1', '-1,5', ',5', '1,5e3'].map(text => numberOf(text, ','))).to.deep.equal([1, -1.5, 0.5, 1500]);
  });

  it('reads thousands that are set apart where that is certain', () => {
    expect(
      ['1,200.5', '-12,345,678.25', "1'200.5", '1\u00a0200', '\u22125'].map(text => numberOf(text, '.')),
    ).to.deep.equal([1200.5, -12345678.25, 1200.5, 1200, -5]);
    expect(numberOf('1.200,5', ',')).to.equal(1200.5);
    expect([numberOf('1,200', '.'), valueOf('1,200', '.'), valueOf('1,200', ',')]).to.deep.equal([
      undefined,
      1200,
      1.2,
    ]);
    expect(['1,20.5', '1,2000.5', ',200.5', '0,200.5'].map(text => valueOf(text, '.'))).to.deep.equal(
      new Array(4).fill(undefined),
    );
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
    for (const text of ['1.5', '1.000', '1.00,5', '0.000,5', '1,000,5', '156,'])
      expect(numberOf(text, ','), text).to.equal(undefined);
  });
});
