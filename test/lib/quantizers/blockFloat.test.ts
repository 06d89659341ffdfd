import { expect } from 'chai';
import fc from 'fast-check';
import { decodeFrame } from '../../../lib/decode.js';
import { OptionRangeError } from '../../../lib/errors.js';
import type { BlockScaledParams } from '../../../lib/qparams.js';
import { blockFloat, mx } from '../../../lib/quantizers/index.js';
import { stageLaws } from '../../laws.js';
import { framesOf, normals, sqnrOf, through } from './streamed.js';

const SEED = 20240622;

describe('blockFloat', () => {
  it('shares the exponent of the largest magnitude: mantissas in (-1, 1) of the given width', () => {
    const [q] = framesOf(
      blockFloat({ mantissaBits: 4, blockSize: 4, every: 'frame' }),
      [3, -1.5, 0.4, 0.2, 0.125, 0, 0, 0],
    );
    // 3 = 0.11b * 2^2: steps of 2^2 / 2^3; 0.125 = 0.1b * 2^-2: steps of 2^-2 / 2^3
    expect((q.params as BlockScaledParams).scale).to.deep.equal([0.5, 2 ** -5]);
    expect(Array.from(q.data)).to.deep.equal([6, -3, 1, 0, 4, 0, 0, 0]);
  });

  it('saturates what rounds up to the next exponent, and counts it', () => {
    // 3.9 of steps 0.5 is 7.8: mantissas end at 7; 3.75 is half a step above it
    const [q] = framesOf(blockFloat({ mantissaBits: 4, blockSize: 4, every: 'frame' }), [3.9, -3.9, 3.75, 3.5]);
    expect([Array.from(q.data), q.clipped]).to.deep.equal([[7, -7, 7, 7], 2]);
  });

  it('is MXINT8 with 8 bits in blocks of 32', () => {
    const x = normals(SEED, 4096);
    const [mine] = framesOf(blockFloat({ every: 'frame' }), x);
    const [theirs] = framesOf(mx({ element: 'int8', every: 'frame' }), x);
    expect([mine.data, mine.params, mine.clipped]).to.deep.equal([theirs.data, theirs.params, theirs.clipped]);
  });

  it('gives a block that is 0 throughout scale 1, and keeps scales of float32', () => {
    const scale = (x: number, mantissaBits = 8) =>
      (framesOf(blockFloat({ mantissaBits, every: 'frame' }), [x])[0].params as BlockScaledParams).scale[0];
    expect([scale(0), scale(2 ** -149), scale(3.4028234663852886e38, 2)]).to.deep.equal([1, 2 ** -126, 2 ** 127]);
  });

  it('refuses wrong options at the call', () => {
    expect(() => blockFloat({ mantissaBits: 1 })).to.throw(OptionRangeError, /^blockFloat: mantissaBits must be/);
    expect(() => blockFloat({ blockSize: 2 ** 25 })).to.throw(OptionRangeError, /^blockFloat: blockSize must be/);
    expect(() => blockFloat({ blockSize: 24, every: 32 })).to.throw(OptionRangeError, /^blockFloat: every must be/);
  });

  it('errs by at most half a step, or a step where it saturates, and keeps zero', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 2, max: 16 }),
        fc.array(fc.float({ min: -(2 ** 30), max: 2 ** 30, noNaN: true }), { minLength: 1, maxLength: 40 }),
        (mantissaBits, values) => {
          const [q] = framesOf(blockFloat({ mantissaBits, blockSize: 8, every: 'frame' }), values);
          const y = decodeFrame(q).data;
          const { scale } = q.params as BlockScaledParams;
          let beyond = 0;
          for (let i = 0; i < values.length; i++) {
            const step = scale[Math.floor(i / 8)];
            const error = Math.abs(y[i] - values[i]); // powers of two: exact
            if (error > step / 2) beyond++;
            expect(error).to.be.at.most(step);
            if (values[i] === 0) expect(y[i]).to.equal(0);
          }
          expect(q.clipped).to.equal(beyond);
        },
      ),
      { numRuns: 1500, seed: SEED },
    );
  });

  it('gives a Gaussian 41.66 dB with 8 bits, as MXINT8, and about 6.02 dB less for each bit', () => {
    const x = normals(SEED, 2 ** 19);
    const ratios = [8, 7, 6, 5].map(mantissaBits => sqnrOf(x, through(blockFloat({ mantissaBits }), x)));
    expect(ratios[0], `seed ${SEED}`).to.be.closeTo(41.66, 0.1);
    // saturation at the largest mantissa costs a little more the wider the steps
    for (let i = 1; i < ratios.length; i++) expect(ratios[i - 1] - ratios[i]).to.be.within(5.9, 6.3);
  });

  stageLaws('blockFloat', { make: () => blockFloat({ mantissaBits: 5, blockSize: 4, every: 8 }).encoder() });
});
