import { expect } from 'chai';
import { overflows } from '../../../lib/overflow.js';
import { encodeShift } from '../../../lib/quantizers/encodeShift.js';
import { rounders } from '../../../lib/rounding.js';

const RULE = { zeroPoint: 0, qmin: -128, qmax: 127, round: rounders.floor, overflow: overflows.saturate };

describe('encodeShift', () => {
  it('divides without error, where float32 would underflow', () => {
    const out = new Int8Array(4);
    encodeShift(Float32Array.of(-(2 ** -149), 2 ** -149, -8, -8.000001), 0, 4, { ...RULE, exponent: 3 }, out);
    expect(Array.from(out)).to.deep.equal([-1, 0, -1, -2]);
  });

  it('reads and writes only what it is told', () => {
    const out = Int8Array.of(99, 99, 99, 99);
    expect(encodeShift(Float32Array.of(NaN, 1, 500, NaN), 1, 3, { ...RULE, exponent: 0, zeroPoint: -3 }, out)).to.equal(
      1,
    );
    expect(Array.from(out)).to.deep.equal([99, -2, 127, 99]);
  });

  it('says where a NaN is', () => {
    expect(encodeShift(Float32Array.of(0, 0, NaN), 1, 3, { ...RULE, exponent: 0 }, new Int8Array(3))).to.equal(~2);
  });
});
