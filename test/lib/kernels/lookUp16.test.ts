import { expect } from 'chai';
import { lookUp16 } from '../../../lib/kernels/lookUp16.js';

describe('lookUp16', () => {
  it('interpolates between neighbours, ties towards +infinity', () => {
    const table = new Int16Array(513);
    table.set([10, 11, 5], 256);
    expect([0, 63, 64, 127, 128, 160].map(q => lookUp16(table, q))).to.deep.equal([10, 10, 11, 11, 11, 10]);
    table.set([-4, 0], 255);
    expect([-128, -127, -112, -1].map(q => lookUp16(table, q))).to.deep.equal([-4, -4, -3, 0]);
  });
});
