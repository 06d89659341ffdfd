import { expect } from 'chai';
import { frame } from '../../../lib/frame.js';
import { random } from '../../../lib/random.js';
import { sketch, valueStep } from '../../../lib/statistics/index.js';

function stepOf(values: ArrayLike<number>) {
  const s = sketch({ cells: 65536 });
  s.push(frame(Float32Array.from(values)));
  return valueStep(s.value()[0]);
}

describe('valueStep', () => {
  it('finds the codes of a converter, those used, and the bits of span and offset', () => {
    // 12-bit codes around 2048
    expect(stepOf([2040, 2047, 2049, 2041, 2055])).to.deep.equal({ step: 1, used: 5, spanBits: 4, codeBits: 12 });
    expect(stepOf([-128, -1, 127, 5])).to.deep.include({ step: 1, spanBits: 8, codeBits: 8 });
    expect(stepOf([-3, 0, 6, 9])).to.deep.include({ step: 3, spanBits: 3, codeBits: 3 });
    expect(stepOf([0.25, 1.25, 2.25])).to.deep.include({ step: 1, used: 3, codeBits: undefined });
  });

  it('finds decimal steps through the rounding of float32', () => {
    const generator = random(41);
    for (const [step, offset] of [
      [0.005, 0],
      [0.01, 3],
      [0.1, -40],
      [9.80665 / 16384, 9.80665],
      [1 / 3, 100],
    ]) {
      const codes = Array.from({ length: 3000 }, () => Math.floor(600 * generator.uniform()));
      const found = stepOf(codes.map(q => offset + step * q));
      expect((found?.step ?? NaN) / step, `${step}`).to.be.closeTo(1, 1e-5);
      expect(found?.used).to.equal(new Set(codes).size);
      expect(found?.spanBits).to.equal(10);
    }
  });

  it('finds none in continuous values, few or many, and in a constant', () => {
    const generator = random(42);
    for (const n of [3, 5, 10, 100, 3000, 200_000]) {
      expect(stepOf(Array.from({ length: n }, () => generator.normal())), `${n}`).to.equal(undefined);
    }
    expect(stepOf([7, 7, 7])).to.equal(undefined);
  });
});
