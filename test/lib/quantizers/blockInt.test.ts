import { expect } from 'chai';
import fc from 'fast-check';
import { decodeFrame } from '../../../lib/decode.js';
import { OptionRangeError } from '../../../lib/errors.js';
import { frame } from '../../../lib/frame.js';
import type { BlockScaledParams } from '../../../lib/qparams.js';
import { affineParams, blockInt, encodeFrame, symmetric } from '../../../lib/quantizers/index.js';
import { stageLaws } from '../../laws.js';
import { framesOf, normals, sqnrOf, through } from './streamed.js';

const SEED = 20240619;

describe('blockInt', () => {
  it('scales each block by its largest magnitude', () => {
    const quantizer = blockInt({ bits: 4, blockSize: 3, every: 6 });
    const [q] = framesOf(quantizer, [1, -7, 3, 0.25, 0.5, -1.75]);
    expect(q.params).to.deep.equal({ kind: 'blockScaled', bits: 4, qmin: -7, qmax: 7, blockSize: 3, scale: [1, 0.25] });
    expect(q.data).to.deep.equal(Int8Array.of(1, -7, 3, 1, 2, -7));
  });

  it('gives a block the codes that symmetric gives it alone', () => {
    const x = normals(SEED, 320);
    const [q] = framesOf(blockInt({ every: 'frame' }), x);
    const { scale } = q.params as BlockScaledParams;
    for (let b = 0; b < 10; b++) {
      const block = x.slice(32 * b, 32 * b + 32);
      const peak = block.reduce((max, v) => Math.max(max, Math.abs(v)), 0);
      expect(scale[b]).to.equal(Math.fround(peak / 127));
      const alone = encodeFrame(symmetric(), frame(block), affineParams({ scale: scale[b] }));
      expect(q.data.slice(32 * b, 32 * b + 32)).to.deep.equal(alone.data);
    }
  });

  it('gives a block that is 0 throughout scale 1, and keeps zero', () => {
    const [q] = framesOf(blockInt({ blockSize: 2, every: 'frame' }), [0, -0, 0, 5]);
    expect([Array.from(q.data), (q.params as BlockScaledParams).scale[0]]).to.deep.equal([[0, 0, 0, 127], 1]);
  });

  it('refuses wrong options at the call', () => {
    expect(() => blockInt({ bits: 1 })).to.throw(OptionRangeError, /^blockInt: bits must be an integer in \[2, 16\]/);
    expect(() => blockInt({ blockSize: 0 })).to.throw(OptionRangeError, /^blockInt: blockSize must be/);
    expect(() => blockInt({ every: 1000 })).to.throw(
      OptionRangeError,
      /^blockInt: every must be a multiple of blockSize = 32/,
    );
  });

  it('clips nothing, errs by at most half a step of the block, and encodes what it decodes to the same codes', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 2, max: 16 }),
        fc.integer({ min: 1, max: 9 }),
        fc.array(fc.float({ min: -(2 ** 40), max: 2 ** 40, noNaN: true }), { minLength: 1, maxLength: 40 }),
        (bits, blockSize, values) => {
          const quantizer = blockInt({ bits, blockSize, every: 'frame' });
          const [q] = framesOf(quantizer, values);
          const { scale } = q.params as BlockScaledParams;
          const y = decodeFrame(q).data;
          expect(q.clipped).to.equal(0);
          for (let i = 0; i < values.length; i++) {
            const step = scale[Math.floor(i / blockSize)];
            // quotient, product and scale are float32
            expect(Math.abs(y[i] - values[i])).to.be.at.most(step / 2 + 2 ** -22 * Math.abs(values[i]));
          }
          expect(framesOf(quantizer, y)[0].data).to.deep.equal(q.data);
        },
      ),
      { numRuns: 1500, seed: SEED },
    );
  });

  // samples N(0, 1); a million of them leave 0.006 dB of standard error
  for (const [bits, blockSize, decibels] of [
    [8, 32, 45.43],
    [4, 32, 20.26],
    [4, 64, 19.37],
  ]) {
    it(`gives a Gaussian ${decibels} dB with ${bits} bits in blocks of ${blockSize}`, () => {
      const x = normals(SEED, 2 ** 20);
      expect(sqnrOf(x, through(blockInt({ bits, blockSize }), x)), `seed ${SEED}`).to.be.closeTo(decibels, 0.1);
    });
  }

  stageLaws('blockInt', { make: () => blockInt({ bits: 6, blockSize: 4, every: 8 }).encoder() });
});
