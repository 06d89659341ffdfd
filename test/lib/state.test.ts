import { expect } from 'chai';
import fc from 'fast-check';
import { FormatError } from '../../lib/errors.js';
import { loadCount, loadNumbers, loadState, saveNumbers } from '../../lib/state.js';

describe('saveNumbers and loadNumbers', () => {
  it('carry every double through JSON, bit for bit', () => {
    fc.assert(
      fc.property(fc.array(fc.double()), numbers => {
        const saved: unknown = JSON.parse(JSON.stringify(saveNumbers(numbers)));
        const loaded = loadNumbers('who', saved);
        expect(loaded.length).to.equal(numbers.length);
        numbers.forEach((x, i) => expect(Object.is(loaded[i], x), `${x}`).to.be.true);
      }),
      { numRuns: 1000, seed: 20240503 },
    );
  });

  it('write what JSON lacks by name', () => {
    expect(saveNumbers([NaN, Infinity, -Infinity, -0, 0, 5e-324])).to.deep.equal([
      'NaN',
      'Infinity',
      '-Infinity',
      '-0',
      0,
      5e-324,
    ]);
    expect(saveNumbers(Float32Array.of(0.1))).to.deep.equal([0.10000000149011612]); // 13421773 / 2^27
  });
});

describe('loadNumbers', () => {
  it('refuses what is no list, and entries that are no numbers', () => {
    for (const saved of [null, undefined, 7, '1,2', { length: 1, 0: 1 }, new Float32Array(2)]) {
      expect(() => loadNumbers('ema', saved)).to.throw(FormatError, /^ema: expected a list of numbers, got /);
    }
    expect(() => loadNumbers('ema', new Array(2)), 'holes').to.throw(FormatError, /^ema: expected a number/);
    for (const entry of ['1', null, undefined, true, [1], {}, 'nan', '0']) {
      expect(() => loadNumbers('ema', [0, entry])).to.throw(FormatError, /^ema: expected a number, got /);
    }
  });

  it('holds to the length that is asked for', () => {
    expect(loadNumbers('ema', [1, 2], 2)).to.deep.equal([1, 2]);
    expect(() => loadNumbers('ema', [1, 2], 3)).to.throw(FormatError, /^ema: expected 3 numbers, got 2$/);
    expect(loadNumbers('ema', [1, 2], { max: 2 })).to.deep.equal([1, 2]);
    expect(() => loadNumbers('ema', [1, 2, 3], { max: 2 })).to.throw(
      FormatError,
      /^ema: expected at most 2 numbers, got 3$/,
    );
  });

  it('gives its errors the code of saved states', () => {
    expect(() => loadNumbers('ema', 7))
      .to.throw(FormatError)
      .with.property('code', 'format-state');
  });
});

describe('loadState', () => {
  it('returns the fields of a state of the right owner and version', () => {
    expect(loadState('ema', 2, { who: 'ema', version: 2, mean: 4 }).mean).to.equal(4);
  });

  it('refuses a state of something else and says whose it is', () => {
    expect(() => loadState('ema', 1, { who: 'minMax', version: 1 })).to.throw(
      FormatError,
      /^ema: cannot restore a state saved by "minMax"$/,
    );
  });

  it('refuses a version that it does not read', () => {
    for (const version of [2, '1', undefined, null]) {
      expect(() => loadState('ema', 1, { who: 'ema', version })).to.throw(
        FormatError,
        /^ema: reads state version 1, got /,
      );
    }
  });

  it('refuses what is no object, and an owner that is only inherited', () => {
    const inherited = Object.create({ who: 'ema', version: 1 }) as object;
    for (const saved of [
      null,
      undefined,
      7,
      'ema',
      [],
      inherited,
      JSON.parse('{"__proto__":{"who":"ema","version":1}}'),
    ]) {
      expect(() => loadState('ema', 1, saved)).to.throw(FormatError, /^ema: cannot restore a state saved by /);
    }
  });
});

describe('loadCount', () => {
  it('takes safe integers from 0', () => {
    expect([0, 1, 2 ** 53 - 1].map(n => loadCount('minMax', 'skipped', n))).to.deep.equal([0, 1, 2 ** 53 - 1]);
  });

  it('refuses the rest and names the field', () => {
    for (const n of [-1, 0.5, NaN, Infinity, 2 ** 53, '3', null, undefined, 3n]) {
      expect(() => loadCount('minMax', 'skipped', n)).to.throw(FormatError, /^minMax: skipped must be a count, got /);
    }
  });
});
