import { expect } from 'chai';
import fc from 'fast-check';
import { decodeFrame } from '../../../lib/decode.js';
import { DataError, OptionRangeError } from '../../../lib/errors.js';
import { type BlockScaledParams } from '../../../lib/qparams.js';
import { checkParams } from '../../../lib/checkParams.js';
import { e2m1, e2m3, e3m2, e4m3fn, e5m2, mx, type MxOptions } from '../../../lib/quantizers/index.js';
import { stageLaws } from '../../laws.js';
import { framesOf, normals, sqnrOf, through } from './streamed.js';

const SEED = 20240621;
/** Exponent of the largest number of each element format, MX specification 1.0, table 1. */
const EMAX = new Map<MxOptions['element'], number>([
  [e4m3fn, 8],
  [e5m2, 15],
  [e3m2, 4],
  [e2m3, 2],
  [e2m1, 2],
  ['int8', 0],
]);

const scales = (element: MxOptions['element'], x: ArrayLike<number>) =>
  (framesOf(mx({ element, every: 'frame' }), x)[0].params as BlockScaledParams).scale;

describe('mx', () => {
  it('shares 2^(floor(log2 max) - emax) among 32 samples', () => {
    const x = new Float32Array(64);
    [x[3], x[40]] = [-5.9, 0.25];
    for (const [element, emax] of EMAX) {
      const unit = element === 'int8' ? 2 ** -6 : 1; // of the elements q * 2^-6
      expect(scales(element, x)).to.deep.equal([2 ** (2 - emax) * unit, 2 ** (-2 - emax) * unit]);
    }
  });

  it('encodes a block of MXFP4 by hand', () => {
    // largest magnitude 5.5: scale 2^(2 - 2) = 1; 5.5 ties between 4 and 6? no: 5 would; 5.5 goes to 6
    const x = [5.5, 5, -5, 0.25, 0.75, 0.2, -3.4, 2.5, 1.75];
    const [q] = framesOf(mx({ element: e2m1, every: 'frame' }), x);
    // ties to the even code: 5 to 4 (code 6), 0.25 to 0, 0.75 to 1, 2.5 to 2, 1.75 to 2
    expect(Array.from(q.data)).to.deep.equal([7, 6, 14, 0, 2, 0, 13, 4, 4]);
    expect(Array.from(decodeFrame(q).data)).to.deep.equal([6, 4, -4, 0, 1, 0, -3, 2, 2]);
  });

  it('encodes MXINT8 in 64ths of the block exponent, and leaves -128 out', () => {
    // scale 2^0 * 2^-6
    const x = [1, -1.984375, 1.99, -2 + 2 ** -22, 0.5 / 64, 1.5 / 64];
    const [q] = framesOf(mx({ element: 'int8', every: 'frame' }), x);
    expect([Array.from(q.data), q.clipped]).to.deep.equal([[64, -127, 127, -127, 0, 2], 1]);
    expect(q.params).to.include({ kind: 'blockScaled', bits: 8, qmin: -127, qmax: 127, blockSize: 32 });
  });

  it('saturates elements beyond the largest number and counts them', () => {
    // largest magnitude 7.5 leaves the scale at 1, but FP4 ends at 6: beyond 7 is overload
    const [q] = framesOf(mx({ element: e2m1, every: 'frame' }), [7.5, -7.5, 7, 6]);
    expect([Array.from(decodeFrame(q).data), q.clipped]).to.deep.equal([[6, -6, 6, 6], 2]);
    // 511 / 1: E4M3 ends at 448
    const [eight] = framesOf(mx({ element: e4m3fn, every: 'frame' }), [511, 448]);
    expect([Array.from(decodeFrame(eight).data), eight.clipped]).to.deep.equal([[448, 448], 1]);
  });

  it('keeps the shared exponent in [-127, 127], the smallest for a block of zeros', () => {
    expect(scales(e2m1, [0, -0])).to.deep.equal([2 ** -127]);
    expect(scales(e5m2, [2 ** -149])).to.deep.equal([2 ** -127]);
    expect(scales(e2m1, [3.4028234663852886e38])).to.deep.equal([2 ** 125]);
    expect(through(mx({ element: e2m1 }), [0, 0])).to.deep.equal([0, 0]);
    const { params } = framesOf(mx({ element: 'int8', every: 'frame' }), [0])[0];
    expect(checkParams('test', JSON.parse(JSON.stringify(params)), 1)).to.deep.equal(params);
  });

  it('refuses NaN and infinities and says where, and wrong options at the call', () => {
    for (const bad of [NaN, Infinity]) {
      expect(() => framesOf(mx({ element: e2m1 }), [0, bad])).to.throw(
        DataError,
        `mx: channel ch0 is ${bad} at sample 1`,
      );
    }
    expect(() => mx({ element: 'fp4' as never })).to.throw(TypeError, /^mx: element must be an object/);
    expect(() => mx({ element: e2m1, every: 33 })).to.throw(
      OptionRangeError,
      /^mx: every must be a multiple of blockSize = 32/,
    );
  });

  it('errs by at most half a step of the element, keeps zero, and scales by powers of two exactly', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...EMAX.keys()),
        fc.array(fc.float({ min: -8, max: 8, noNaN: true, noDefaultInfinity: true }), { minLength: 1, maxLength: 70 }),
        fc.integer({ min: -20, max: 20 }),
        (element, values, shift) => {
          const quantizer = mx({ element, every: 'frame' });
          const x = Float32Array.from(values, v => (Math.abs(v) < 2 ** -60 ? 0 : v));
          const [q] = framesOf(quantizer, x);
          const y = decodeFrame(q).data;
          const { scale } = q.params as BlockScaledParams;
          const levels = element === 'int8' ? Array.from({ length: 255 }, (_, k) => k - 127) : element.levels;
          for (let i = 0; i < x.length; i++) {
            const wanted = x[i] / scale[Math.floor(i / 32)]; // exact: the scale is a power of two
            const nearest = Math.min(...levels.map(level => Math.abs(level - wanted)));
            expect(Math.abs(y[i] - x[i])).to.equal(nearest * scale[Math.floor(i / 32)]);
            if (x[i] === 0) expect(y[i]).to.equal(0);
          }
          // a block of zeros has the smallest scale, whatever the shift
          const shifted = through(
            quantizer,
            x.map(v => v * 2 ** shift),
          );
          expect(shifted.map(v => v * 2 ** -shift)).to.deep.equal(Array.from(y));
        },
      ),
      { numRuns: 1500, seed: SEED },
    );
  });

  it('encodes what it decodes to the same values', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...EMAX.keys()),
        fc.array(fc.float({ min: -8, max: 8, noNaN: true }), { minLength: 1, maxLength: 70 }),
        (element, values) => {
          const quantizer = mx({ element, every: 'frame' });
          const once = through(quantizer, values);
          // the largest magnitude keeps its octave, or rounds up into the next one, which shares twice the scale
          const twice = through(quantizer, once);
          if (scales(element, once).every((s, b) => s === scales(element, values)[b]))
            expect(twice).to.deep.equal(once);
        },
      ),
      { numRuns: 1000, seed: SEED + 1 },
    );
  });

  // samples N(0, 1); a million of them leave 0.006 dB of standard error
  for (const [element, name, decibels] of [
    ['int8', 'MXINT8', 41.66],
    [e2m1, 'MXFP4', 18.79],
  ] as const) {
    it(`gives a Gaussian ${decibels} dB in ${name}`, () => {
      const x = normals(SEED, 2 ** 20);
      expect(sqnrOf(x, through(mx({ element }), x)), `seed ${SEED}`).to.be.closeTo(decibels, 0.1);
    });
  }

  for (const element of ['int8', e2m1] as const) {
    stageLaws(`mx of ${element === 'int8' ? element : element.name}`, {
      make: () => mx({ element, every: 32 }).encoder(),
    });
  }
});
