import { expect } from 'chai';
import fc from 'fast-check';
import { OptionRangeError, OptionTypeError } from '../../../lib/errors.js';
import { delta, undelta } from '../../../lib/packing/delta.js';

const int32 = fc.oneof(fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }), fc.constantFrom(-(2 ** 31), 2 ** 31 - 1, 0));
const int64 = fc.oneof(
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
  fc.constantFrom(-(2n ** 63n), 2n ** 63n - 1n, 0n, 2n ** 32n, 2n ** 32n - 1n, -(2n ** 32n)),
);

describe('delta', () => {
  it('keeps the first value and gives differences', () => {
    expect(Array.from(delta(Int32Array.of(5, 7, 4, 4), new Int32Array(4)))).to.deep.equal([5, 2, -3, 0]);
  });

  it('is the difference modulo 2^32, and undelta its inverse', () => {
    fc.assert(
      fc.property(fc.array(int32, { maxLength: 30 }), list => {
        const x = Int32Array.from(list);
        const d = delta(x, new Int32Array(x.length));
        list.forEach((v, i) => {
          expect(d[i]).to.equal(Number(BigInt.asIntN(32, BigInt(v) - BigInt(i === 0 ? 0 : list[i - 1]))));
        });
        expect(undelta(d, new Int32Array(x.length))).to.deep.equal(x);
      }),
      { numRuns: 1000, seed: 21 },
    );
  });

  it('is the difference modulo 2^64 of 64-bit integers, and undelta its inverse', () => {
    fc.assert(
      fc.property(fc.array(int64, { maxLength: 30 }), list => {
        const x = BigInt64Array.from(list);
        const d = delta(x, new BigInt64Array(x.length));
        list.forEach((v, i) => expect(d[i]).to.equal(BigInt.asIntN(64, v - (i === 0 ? 0n : list[i - 1]))));
        expect(undelta(d, new BigInt64Array(x.length))).to.deep.equal(x);
      }),
      { numRuns: 1000, seed: 22 },
    );
  });

  it('may write where it reads', () => {
    const x = Int32Array.of(3, 1, 4, 1, 5);
    expect(undelta(delta(x, x), x)).to.deep.equal(Int32Array.of(3, 1, 4, 1, 5));
    const y = BigInt64Array.of(3n, 1n << 40n, -4n);
    expect(undelta(delta(y, y), y)).to.deep.equal(BigInt64Array.of(3n, 1n << 40n, -4n));
  });

  it('wants an output of the same length and width', () => {
    expect(() => delta(new Int32Array(3), new Int32Array(2))).to.throw(
      OptionRangeError,
      'delta: out must hold 3 values, got 2',
    );
    expect(() => undelta(new Int32Array(3), new Int32Array(4))).to.throw(OptionRangeError, 'undelta: out must hold 3');
    expect(() => delta<Int32Array | BigInt64Array>(new Int32Array(3), new BigInt64Array(3))).to.throw(
      OptionTypeError,
      'delta: out must hold integers of 32 bits, got 64',
    );
  });
});
