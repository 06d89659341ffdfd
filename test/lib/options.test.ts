import { expect } from 'chai';
import { OptionTypeError } from '../../lib/errors.js';
import { checkOptions, editDistance, type OptionKeys } from '../../lib/options.js';

interface Options {
  readonly bits?: number;
  readonly rounding?: string;
}
const KEYS: OptionKeys<Options> = { bits: true, rounding: true };

describe('checkOptions', () => {
  const check = (options: unknown) => () => checkOptions('quantize', options as Options, KEYS);

  it('gives known options back as they are', () => {
    const options = { bits: 4 };
    expect(checkOptions('quantize', options, KEYS)).to.equal(options);
    expect(check({})).not.to.throw();
  });

  it('names an unknown key, the nearest one and all that there are', () => {
    expect(check({ bit: 4 })).to.throw(
      OptionTypeError,
      'quantize: there is no option "bit", the nearest is bits; the options are bits, rounding',
    );
    expect(check({ ruonding: 'up' })).to.throw('the nearest is rounding');
    expect(check({ BITS: 4 })).to.throw('the nearest is bits');
  });

  it('takes a key without a value for absent', () => {
    expect(check({ bit: undefined })).not.to.throw();
  });

  it('refuses what is no object of options', () => {
    for (const [given, shown] of [
      [8, '8'],
      ['affine', '"affine"'],
      [null, 'null'],
      [undefined, 'undefined'],
      [[8], 'an array of 1'],
      [() => 8, 'a function'],
    ] as const) {
      expect(check(given)).to.throw(OptionTypeError, `quantize: options must be an object, got ${shown}`);
    }
  });

  it('does not take inherited names for options', () => {
    expect(check({ toString: 1 })).to.throw('there is no option "toString"');
    expect(check(JSON.parse('{"__proto__": 1}'))).to.throw('there is no option "__proto__"');
  });

  it('is not held up by a long key', () => {
    expect(check({ ['x'.repeat(10_000_000)]: 1 })).to.throw(OptionTypeError);
  });
});

describe('editDistance', () => {
  it('counts insertions, deletions, substitutions and swaps of neighbours', () => {
    // by hand; "kitten" to "sitting" is the textbook's 3, "ca" to "abc" is 3 in optimal string alignment
    for (const [a, b, distance] of [
      ['', '', 0],
      ['', 'abc', 3],
      ['abc', '', 3],
      ['kitten', 'sitting', 3],
      ['bist', 'bits', 1],
      ['ca', 'abc', 3],
      ['flaw', 'lawn', 2],
    ] as const) {
      expect(editDistance(a, b), `${a} to ${b}`).to.equal(distance);
      expect(editDistance(b, a), `${b} to ${a}`).to.equal(distance);
    }
  });
});
