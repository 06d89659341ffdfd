import { expect } from 'chai';
import fc from 'fast-check';
import { OptionRangeError } from '../../../lib/errors.js';
import { unzigzag, zigzag } from '../../../lib/packing/zigzag.js';

describe('zigzag', () => {
  it('orders integers by magnitude, as Protocol Buffers does', () => {
    // table of "Encoding", Protocol Buffers documentation, section "Signed integers"
    const signed = [0, -1, 1, -2, 0x7fffffff, -0x80000000];
    const unsigned = [0, 1, 2, 3, 0xfffffffe, 0xffffffff];
    expect(Array.from(zigzag(Int32Array.from(signed), new Uint32Array(6)))).to.deep.equal(unsigned);
    expect(Array.from(unzigzag(Uint32Array.from(unsigned), new Int32Array(6)))).to.deep.equal(signed);
  });

  it('is 2x for x >= 0 and -2x - 1 below, in 64 bits too', () => {
    fc.assert(
      fc.property(fc.array(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }), { maxLength: 20 }), list => {
        const x = BigInt64Array.from(list);
        const z = zigzag(x, new BigUint64Array(x.length));
        list.forEach((v, i) => expect(z[i]).to.equal(v >= 0n ? 2n * v : -2n * v - 1n));
        expect(unzigzag(z, new BigInt64Array(x.length))).to.deep.equal(x);
      }),
      { numRuns: 1000, seed: 31 },
    );
  });

  it('comes back exactly in 32 bits', () => {
    fc.assert(
      fc.property(fc.int32Array(), x => {
        expect(unzigzag(zigzag(x, new Uint32Array(x.length)), new Int32Array(x.length))).to.deep.equal(x);
      }),
      { numRuns: 1000, seed: 32 },
    );
  });

  it('wants an output of the same length', () => {
    expect(() => zigzag(new Int32Array(3), new Uint32Array(2))).to.throw(
      OptionRangeError,
      'zigzag: out must hold 3 values',
    );
    expect(() => unzigzag(new Uint32Array(3), new Int32Array(2))).to.throw(
      OptionRangeError,
      'unzigzag: out must hold 3',
    );
  });
});
