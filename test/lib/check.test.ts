import { expect } from 'chai';
import {
  checkBoolean,
  checkFunction,
  checkInteger,
  checkNumber,
  checkOneOf,
  checkPositive,
  checkStrategy,
  show,
} from '../../lib/check.js';
import { OptionRangeError, OptionTypeError } from '../../lib/errors.js';

/** Values of another kind than number. */
const NOT_NUMBERS: readonly unknown[] = ['8', null, undefined, true, 8n, {}, [8], () => 8, Symbol('8')];

describe('checkInteger', () => {
  it('returns integers of the interval, ends included', () => {
    expect([2, 7, 16].map(x => checkInteger('quantize', 'bits', x, 2, 16))).to.deep.equal([2, 7, 16]);
    expect(checkInteger('frame', 'start', -Number.MAX_SAFE_INTEGER, -Number.MAX_SAFE_INTEGER)).to.equal(-(2 ** 53 - 1));
  });

  it('says who, which option, the rule and what came', () => {
    expect(() => checkInteger('quantize', 'bits', 1, 2, 16)).to.throw(
      OptionRangeError,
      /^quantize: bits must be an integer in \[2, 16\], got 1$/,
    );
    expect(() => checkInteger('reframe', 'length', 0, 1)).to.throw(
      OptionRangeError,
      /^reframe: length must be an integer of at least 1, got 0$/,
    );
  });

  it('refuses fractions, NaN, infinities and integers that are not exact', () => {
    for (const x of [2.5, NaN, Infinity, -Infinity, 2 ** 53, Number.MIN_VALUE]) {
      expect(() => checkInteger('who', 'count', x, 0), String(x)).to.throw(OptionRangeError);
    }
  });

  it('refuses other kinds with a type error, digits in a string too', () => {
    for (const x of NOT_NUMBERS) expect(() => checkInteger('who', 'n', x, 0), show(x)).to.throw(OptionTypeError);
    expect(() => checkInteger('who', 'n', '8', 0)).to.throw(OptionTypeError, /^who: n must be a number, got "8"$/);
  });
});

describe('checkNumber', () => {
  it('returns finite numbers that the test accepts', () => {
    expect(checkNumber('who', 'x', -0.25)).to.equal(-0.25);
    expect(checkNumber('who', 'x', 0.25, 'in [0, 1]', x => x >= 0 && x <= 1)).to.equal(0.25);
  });

  it('says the rule in words', () => {
    expect(() => checkNumber('ema', 'alpha', 2, 'in (0, 1]', x => x > 0 && x <= 1)).to.throw(
      OptionRangeError,
      /^ema: alpha must be in \(0, 1\], got 2$/,
    );
  });

  it('never asks the test about NaN and infinities', () => {
    for (const x of [NaN, Infinity, -Infinity]) {
      expect(() => checkNumber('who', 'x', x, 'anything', () => true), String(x)).to.throw(OptionRangeError);
    }
  });

  it('refuses other kinds with a type error', () => {
    for (const x of NOT_NUMBERS) expect(() => checkNumber('who', 'x', x), show(x)).to.throw(OptionTypeError);
  });
});

describe('checkPositive', () => {
  it('takes every number above 0, the smallest denormal too', () => {
    expect(checkPositive('who', 'x', Number.MIN_VALUE)).to.equal(2 ** -1074);
    expect(checkPositive('who', 'x', Number.MAX_VALUE)).to.equal(Number.MAX_VALUE);
  });

  it('refuses both zeros and what lies below', () => {
    for (const x of [0, -0, -1, -Number.MIN_VALUE, NaN, Infinity]) {
      expect(() => checkPositive('who', 'rate', x), String(x)).to.throw(
        OptionRangeError,
        /^who: rate must be a finite number above 0, got /,
      );
    }
  });
});

describe('checkOneOf', () => {
  it('returns an allowed word', () => {
    expect(checkOneOf('who', 'axis', 'channel', ['tensor', 'channel'])).to.equal('channel');
  });

  it('lists the allowed words', () => {
    expect(() => checkOneOf('affine', 'span', 'open', ['closed', 'halfOpen'])).to.throw(
      OptionRangeError,
      /^affine: span must be one of closed, halfOpen; got "open"$/,
    );
  });

  it('refuses names that every object inherits, other kinds and undefined', () => {
    for (const x of ['constructor', '__proto__', 'toString', undefined, null, 0, ['a']]) {
      expect(() => checkOneOf('who', 'x', x, ['a', 'b']), show(x)).to.throw(OptionRangeError);
    }
  });
});

describe('checkBoolean', () => {
  it('takes true and false, nothing that only looks like them', () => {
    expect([true, false].map(x => checkBoolean('who', 'signed', x))).to.deep.equal([true, false]);
    for (const x of [0, 1, 'true', null, undefined]) {
      expect(() => checkBoolean('who', 'signed', x), show(x)).to.throw(
        OptionTypeError,
        /signed must be a boolean, got /,
      );
    }
  });
});

describe('checkFunction', () => {
  it('returns functions and refuses the rest', () => {
    const f = () => 1;
    expect(checkFunction('who', 'tracker', f)).to.equal(f);
    expect(() => checkFunction('who', 'tracker', {})).to.throw(
      OptionTypeError,
      /^who: tracker must be a function, got an object$/,
    );
  });
});

describe('checkStrategy', () => {
  it('returns an object that has the method, its own or inherited', () => {
    const strategy = { encode: () => 1 };
    expect(checkStrategy('quantize', 'quantizer', strategy, 'encode')).to.equal(strategy);
    const inherits = Object.create(strategy) as typeof strategy;
    expect(checkStrategy('quantize', 'quantizer', inherits, 'encode')).to.equal(inherits);
  });

  it('refuses what has no such method, and functions that still have to be called', () => {
    for (const value of [undefined, {}, { encode: 1 }, () => ({ encode: () => 1 }), 'encode', 7]) {
      expect(
        () => checkStrategy('quantize', 'quantizer', value as { encode(): number }, 'encode'),
        show(value),
      ).to.throw(OptionTypeError, /^quantize: quantizer must be an object with a method encode, got /);
    }
  });
});

describe('show', () => {
  it('pictures any value shortly', () => {
    const pictures: readonly (readonly [unknown, string])[] = [
      [1.5, '1.5'],
      [NaN, 'NaN'],
      [-Infinity, '-Infinity'],
      [undefined, 'undefined'],
      [null, 'null'],
      ['a"b', '"a\\"b"'],
      [[1, 2, 3], 'an array of 3'],
      [{ a: 1 }, 'an object'],
      [new Float32Array(2), 'a Float32Array of 8 bytes'],
      [() => 0, 'a function'],
      [Symbol('s'), 'Symbol(s)'],
      [7n, '7'],
    ];
    for (const [value, text] of pictures) expect(show(value)).to.equal(text);
  });

  it('cuts long strings and leaves no line break in a message', () => {
    expect(show('x'.repeat(41))).to.equal(`"${'x'.repeat(40)}..."`);
    expect(show('x'.repeat(40))).to.equal(`"${'x'.repeat(40)}"`);
    expect(show('a\nb')).to.equal('"a\\nb"');
  });

  it('does not run code of the value it pictures', () => {
    const hostile = {
      toString() {
        throw new Error('ran');
      },
    };
    expect(show(hostile)).to.equal('an object');
  });
});
