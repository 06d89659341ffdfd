import { expect } from 'chai';
import { OptionRangeError } from '../../../lib/errors.js';
import { frame } from '../../../lib/frame.js';
import { type BlockScaledParams } from '../../../lib/qparams.js';
import { checkParams } from '../../../lib/checkParams.js';
import { blockMinifloat, e2m1, e4m3fn, encodeFrame, minifloat } from '../../../lib/quantizers/index.js';
import { range } from '../../../lib/range.js';
import { stageLaws } from '../../laws.js';
import { framesOf, normals, sqnrOf, through } from './streamed.js';

const SEED = 20240620;

describe('blockMinifloat', () => {
  it('makes the largest magnitude of each block the largest value of the format', () => {
    const [q] = framesOf(blockMinifloat({ format: e2m1, blockSize: 3, every: 6 }), [12, -6, 1, 0.3, 0.75, -1.5]);
    const params = q.params as BlockScaledParams;
    expect([params.scale, params.levels, params.bits]).to.deep.equal([[2, 0.25], e2m1.levels, 4]);
    // 12 = 6 * 2, -6 = -3 * 2, 1 = 0.5 * 2; 0.3 / 0.25 = 1.2 to 1, 0.75 = 3 / 4, -1.5 = -6 / 4
    expect(Array.from(q.data)).to.deep.equal([7, 13, 1, 2, 5, 15]);
    expect(through(blockMinifloat({ format: e2m1, blockSize: 3 }), [12, -6, 1, 0.3, 0.75, -1.5])).to.deep.equal([
      12, -6, 1, 0.25, 0.75, -1.5,
    ]);
    expect(checkParams('test', JSON.parse(JSON.stringify(params)), 1)).to.deep.equal(params);
  });

  it('gives a block the codes that minifloat gives it alone', () => {
    const x = normals(SEED, 160);
    const [q] = framesOf(blockMinifloat({ format: e4m3fn, every: 'frame' }), x);
    for (let b = 0; b < 5; b++) {
      const block = x.slice(32 * b, 32 * b + 32);
      const peak = block.reduce((max, v) => Math.max(max, Math.abs(v)), 0);
      const quantizer = minifloat({ format: e4m3fn });
      const alone = encodeFrame(quantizer, frame(block), quantizer.design(range(-peak, peak)));
      expect(q.data.slice(32 * b, 32 * b + 32)).to.deep.equal(alone.data);
    }
  });

  it('gives a block that is 0 throughout scale 1, and keeps zero', () => {
    const [q] = framesOf(blockMinifloat({ format: e2m1, blockSize: 2, every: 'frame' }), [0, 0, 0, 3]);
    expect([Array.from(q.data), (q.params as BlockScaledParams).scale]).to.deep.equal([
      [0, 0, 0, 7],
      [1, 0.5],
    ]);
  });

  it('refuses wrong options at the call', () => {
    expect(() => blockMinifloat({ format: 'fp4' as never })).to.throw(
      TypeError,
      /^blockMinifloat: format must be an object/,
    );
    expect(() => blockMinifloat({ format: e2m1, blockSize: 1.5 })).to.throw(
      OptionRangeError,
      /^blockMinifloat: blockSize/,
    );
    expect(() => blockMinifloat({ format: e2m1, every: 31 })).to.throw(OptionRangeError, /^blockMinifloat: every/);
  });

  it('gives a Gaussian 19.91 dB in FP4 blocks of 32', () => {
    const x = normals(SEED, 2 ** 20); // a million samples leave 0.006 dB of standard error
    expect(sqnrOf(x, through(blockMinifloat({ format: e2m1 }), x)), `seed ${SEED}`).to.be.closeTo(19.91, 0.1);
  });

  stageLaws('blockMinifloat', { make: () => blockMinifloat({ format: e2m1, blockSize: 4, every: 8 }).encoder() });
});
