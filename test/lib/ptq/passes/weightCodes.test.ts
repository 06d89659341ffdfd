import { expect } from 'chai';
import { weightCodes, weightParams } from '../../../../lib/ptq/passes/weightCodes.js';

const weights = { shape: [2, 2], data: Float32Array.of(7, -3.5, 1.5, 0.25) };
const coding = { bits: 4, scheme: 'symmetric', codes: 'restricted', axis: 'channel' } as const;

describe('weightParams', () => {
  it('reaches the largest weight of each row, or of all', () => {
    expect(weightParams('w', weights, coding)).to.deep.include({ scale: [1, Math.fround(1.5 / 7)], qmin: -7, qmax: 7 });
    expect(weightParams('w', weights, { ...coding, axis: 'tensor' }).scale).to.deep.equal([1]);
    expect(weightParams('w', weights, { ...coding, codes: 'full' }).scale[0]).to.equal(Math.fround(7 / 7.5));
  });

  it('takes powers of two that cover where it is asked to', () => {
    expect(weightParams('w', weights, { ...coding, scheme: 'powerOfTwo' }).scale).to.deep.equal([1, 0.25]);
  });
});

describe('weightCodes', () => {
  it('are the nearest ones, half away from zero', () => {
    expect([...weightCodes('w', weights, weightParams('w', weights, coding)).data]).to.deep.equal([7, -4, 7, 1]); // 3.5, 7, 1.17
  });
});
