import { expect } from 'chai';
import { centre } from '../../../lib/kernels/centre.js';

describe('centre', () => {
  it('takes the zero point off, beyond int8', () => {
    const out = new Int16Array(4);
    centre(Int8Array.from([-128, 0, 3, 127]), -128, out);
    expect([...out]).to.deep.equal([0, 128, 131, 255]);
  });
});
