import { expect } from 'chai';
import { logScale } from '../../../lib/frontend/logScale.js';

describe('logScale', () => {
  it('is 64 ln(x), rounded, within the height of a segment', () => {
    const signal = Uint32Array.from({ length: 4000 }, (_, k) => Math.floor(2 + 1.0055 ** k));
    const out = new Uint16Array(signal.length);
    logScale(signal, 0, 6, out);
    // a segment bends by at most 224 / 65536 octaves (log2(129/128) - 1/128), which the C leaves out: 64 ln 2 times that is 0.152
    signal.forEach((x, k) => expect(Math.abs(out[k] - 64 * Math.log(x)), `${x}`).to.be.below(0.66));
  });

  it('is 0 for 0 and 1, and shifts before', () => {
    const out = new Uint16Array(4);
    logScale(Uint32Array.of(0, 1, 7, 8), -2, 6, out);
    expect([...out]).to.deep.equal([0, 0, 0, 44]); // 64 ln 2 = 44.36
    logScale(Uint32Array.of(0, 1, 2, 4), 3, 6, out);
    expect([...out]).to.deep.equal([0, 133, 177, 222]); // 64 ln 8, 16, 32 = 133.08, 177.45, 221.81
  });
});
