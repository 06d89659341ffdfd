import { expect } from 'chai';
import { lessZeroPoint } from '../../../lib/kernels/lessZeroPoint.js';

describe('lessZeroPoint', () => {
  it('takes the zero point off, beyond int8', () => {
    const out = new Int16Array(4);
    lessZeroPoint(Int8Array.from([-128, 0, 3, 127]), -128, out);
    expect([...out]).to.deep.equal([0, 128, 131, 255]);
  });
});
