import { expect } from 'chai';
import { decodeFrame } from '../../../lib/decode.js';
import { DataError } from '../../../lib/errors.js';
import { frame } from '../../../lib/frame.js';
import { type BlockScaledParams } from '../../../lib/qparams.js';
import { checkParams } from '../../../lib/checkParams.js';
import { encodeBlocks, type EncodeBlocksOptions } from '../../../lib/quantizers/encodeBlocks.js';
import { halfEven } from '../../../lib/rounding.js';

/** Integers of two bits and a sign. */
const element = {
  bits: 4,
  qmin: -7,
  qmax: 7,
  limit: 7.5,
  encode: (y: number) => Math.min(Math.max(halfEven(y), -7), 7),
};
const options: EncodeBlocksOptions = {
  name: 'test',
  blockSize: 4,
  element,
  scale: peak => Math.max(peak / 7, 2 ** -20),
};

describe('encodeBlocks', () => {
  it('gives each block of each channel its scale, blocks starting at multiples of their size', () => {
    // samples 2 to 8: blocks [0, 4), [4, 8), [8, 12)
    const x = Float32Array.of(7, 0, 14, 2, 2, 2, 70, /**/ 21, -21, 7, 7, 7, 7, -3.5);
    const q = encodeBlocks(frame(x, { channels: 2, start: 2 }), options);
    expect((q.params as BlockScaledParams).scale).to.deep.equal([1, 2, 10, 3, 1, 0.5]);
    expect(Array.from(q.data)).to.deep.equal([7, 0, 7, 1, 1, 1, 7, 7, -7, 7, 7, 7, 7, -7]);
    expect(Array.from(decodeFrame(q).data)).to.deep.equal(Array.from(x));
    expect(q.clipped).to.equal(0);
    expect(checkParams('test', JSON.parse(JSON.stringify(q.params)), 2)).to.deep.equal(q.params);
  });

  it('starts blocks at multiples before sample 0 too', () => {
    const q = encodeBlocks(frame(Float32Array.of(7, 14, 14, 14, 14, 70), { start: -5 }), options);
    expect((q.params as BlockScaledParams).scale).to.deep.equal([1, 2, 10]);
  });

  it('takes scales as they are given, and then counts what saturates', () => {
    const q = encodeBlocks(frame(Float32Array.of(7, 7.5, 7.6, -100, 1, Infinity)), { ...options, scale: [1, 0.5] });
    expect([Array.from(q.data), q.clipped]).to.deep.equal([[7, 7, 7, -7, 2, 7], 3]);
  });

  it('refuses scales that are not as many as the blocks', () => {
    expect(() => encodeBlocks(frame(new Float32Array(9), { start: 3 }), { ...options, scale: [1, 1] }))
      .to.throw(DataError, 'test: frame at sample 3 touches 1 x 3 blocks, got 2 scales')
      .with.property('code', 'data-params');
  });

  it('refuses NaN, and infinities where scales come from the samples', () => {
    const x = Float32Array.of(1, 2, 3, 4, NaN);
    expect(() => encodeBlocks(frame(x), options)).to.throw(DataError, 'test: channel ch0 is NaN at sample 4');
    expect(() => encodeBlocks(frame(x), { ...options, scale: [1, 1] })).to.throw(
      DataError,
      'test: channel ch0 is NaN at sample 4',
    );
    x[4] = -Infinity;
    expect(() => encodeBlocks(frame(x), options)).to.throw(DataError, 'test: channel ch0 is -Infinity at sample 4');
  });

  it('encodes an empty frame', () => {
    const q = encodeBlocks(frame(new Float32Array(0), { channels: 3, start: 7 }), options);
    expect([q.length, (q.params as BlockScaledParams).scale]).to.deep.equal([0, []]);
  });
});
