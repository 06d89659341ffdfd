import { expect } from 'chai';
import { guessDialect } from '../../../datasets/csv/dialect.js';

const guess = (...records: string[]) => {
  const { delimiter, decimal } = guessDialect(records, {}, true);
  return [delimiter, decimal];
};

describe('guessDialect', () => {
  it('tells delimiters and decimal marks', () => {
    expect(guess('a,b', '1.5,2', '3,4')).to.deep.equal([',', '.']);
    expect(guess('a;b', '1,5;2', '3;4')).to.deep.equal([';', ',']);
    expect(guess('a;b', '1;2', '3;4')).to.deep.equal([';', '.']);
    expect(guess('a\tb', '1,5\t2,5')).to.deep.equal(['\t', ',']);
    expect(guess('1.5|2', '3|4')).to.deep.equal(['|', '.']);
    expect(guess('  1.5  -2', ' 10.25   4')).to.deep.equal(['space', '.']);
    expect(guess('1.5', '2.5')).to.deep.equal(['', '.']);
  });

  it('is not led astray by padding, times, text and quotes', () => {
    expect(guess('  156,  -589, -1294', '  161,  -588, -1273')).to.deep.equal([',', '.']);
    expect(guess('2016-11-24 13:58:58.081000,326', '2016-11-24 13:58:58.097000,327')).to.deep.equal([',', '.']);
    expect(guess('date;x', '2020-03-09 11:14:34;0,02', '2020-03-09 11:14:35;0,03')).to.deep.equal([';', ',']);
    expect(guess('x;note', '1,5;"a; b, c"', '2,5;"d; e"')).to.deep.equal([';', ',']);
    expect(guess('x,note', '1.5,one two three', '2.5,four five six')).to.deep.equal([',', '.']);
    expect(guess('2016-07-01 00:00:00', '2016-07-01 01:00:00')).to.deep.equal(['', '.']);
  });

  it('reads one column with a decimal comma as two columns, unless it is told the mark', () => {
    expect(guess('0,5', '1,5')).to.deep.equal([',', '.']);
    expect(guessDialect(['0,5', '1,5'], { decimal: ',' }, true)).to.deep.equal({ delimiter: '', decimal: ',' });
  });

  it('keeps what it is told', () => {
    expect(guessDialect(['1,2', '3,4'], { delimiter: ';' }, true).delimiter).to.equal(';');
  });
});
