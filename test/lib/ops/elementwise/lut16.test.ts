import { expect } from 'chai';
import { lut16, spanLut16 } from '../../../../lib/ops/elementwise/lut16.js';
import { codes } from '../tfliteCases.js';

describe('lut16', () => {
  it('takes half of the error of a straight line off each entry: exp on [-10, 0] begins with 2', () => {
    const table = spanLut16([-10, 0], [-1, 1], x => Math.exp(x), Math.fround);
    // exp(-10), of the middle and of the next entry, times 2^15: 1.488, 1.502, 1.517; the line's middle rounds to 1, the curve's to 2
    expect([table[0], table[512]]).to.deep.equal([2, 32767]);
    expect(table.length).to.equal(513);
  });

  it('counts a pole as the end of the range, and no value as the lower one', () => {
    const table = lut16(codes('int16', 1), codes('int16', 1), x => (x < 0 ? NaN : Infinity));
    expect([table[0], table[300]]).to.deep.equal([-32768, 32767]);
  });
});
