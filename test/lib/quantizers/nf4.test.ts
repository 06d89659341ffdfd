import { expect } from 'chai';
import fc from 'fast-check';
import { decodeFrame } from '../../../lib/decode.js';
import { DataError, OptionRangeError } from '../../../lib/errors.js';
import { type BlockScaledParams } from '../../../lib/qparams.js';
import { checkParams } from '../../../lib/checkParams.js';
import { nf4 } from '../../../lib/quantizers/index.js';
import { stageLaws } from '../../laws.js';
import { framesOf, normals, sqnrOf, through } from './streamed.js';

const SEED = 20240705;

/** QLoRA, appendix E, to eight decimals. */
const LEVELS = [
  -1, -0.6961928, -0.52507305, -0.39491749, -0.28444138, -0.18477343, -0.09105004, 0, 0.0795803, 0.1609302, 0.2461123,
  0.33791524, 0.44070983, 0.562617, 0.72295684, 1,
];

describe('nf4', () => {
  it('has the sixteen levels of QLoRA as float32 numbers', () => {
    const [q] = framesOf(nf4(), LEVELS);
    const { levels, ...rest } = q.params as BlockScaledParams;
    expect(rest).to.deep.equal({ kind: 'blockScaled', bits: 4, qmin: 0, qmax: 15, blockSize: 64, scale: [1] });
    levels?.forEach((level, k) => {
      expect(level).to.be.closeTo(LEVELS[k], 5.1e-9);
      expect(level).to.equal(Math.fround(level));
    });
    expect(Array.from(q.data)).to.deep.equal(LEVELS.map((_, k) => k));
    expect(checkParams('test', JSON.parse(JSON.stringify(q.params)), 1)).to.deep.equal(q.params);
  });

  it('gives a Gaussian 20.73 dB in blocks of 64', () => {
    // a million samples leave 0.01 dB of standard error
    const x = normals(SEED, 2 ** 20);
    expect(sqnrOf(x, through(nf4(), x)), `seed ${SEED}`).to.be.closeTo(20.73, 0.1);
  });

  it('scales each block by its largest magnitude, which it keeps exactly, in absolute indices', () => {
    const [q] = framesOf(nf4({ blockSize: 4, every: 'frame' }), [0.5, 0.25, -8, 1, 0, 4], { start: 2 });
    expect((q.params as BlockScaledParams).scale).to.deep.equal([0.5, 8]);
    const y = decodeFrame(q).data;
    expect([y[0], y[2], y[4]]).to.deep.equal([0.5, -8, 0]);
  });

  it('gives a block that is 0 throughout scale 1 and code 7, zero', () => {
    const [q] = framesOf(nf4({ blockSize: 2, every: 'frame' }), [0, -0, 0, 5]);
    expect([Array.from(q.data), (q.params as BlockScaledParams).scale]).to.deep.equal([
      [7, 7, 7, 15],
      [1, 5],
    ]);
  });

  it('clips nothing, takes the nearest level, and encodes what it decodes to the same codes', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 9 }),
        fc.array(fc.float({ min: -(2 ** 40), max: 2 ** 40, noNaN: true }), { minLength: 1, maxLength: 40 }),
        (blockSize, values) => {
          const quantizer = nf4({ blockSize, every: 'frame' });
          const [q] = framesOf(quantizer, values);
          const { scale } = q.params as BlockScaledParams;
          const y = decodeFrame(q).data;
          expect(q.clipped).to.equal(0);
          values.forEach((x, i) => {
            const s = scale[Math.floor(i / blockSize)];
            const nearest = Math.min(...LEVELS.map(level => Math.abs(x - s * level)));
            // levels printed to eight decimals; quotient and product are float32
            expect(Math.abs(y[i] - x)).to.be.at.most(nearest + s * (5.1e-9 + 2 ** -23));
            if (x === 0) expect(y[i]).to.equal(0);
          });
          // denormal products of tiny blocks cannot be told apart
          if (scale.every(s => s > 1e-30)) expect(framesOf(quantizer, y)[0].data).to.deep.equal(q.data);
        },
      ),
      { numRuns: 1500, seed: SEED },
    );
  });

  it('is monotone', () => {
    fc.assert(
      fc.property(fc.array(fc.float({ min: -1, max: 1, noNaN: true }), { minLength: 2, maxLength: 30 }), values => {
        const x = [-1, ...values.sort((a, b) => a - b), 1];
        const codes = Array.from(framesOf(nf4({ every: 'frame' }), x)[0].data);
        for (let i = 1; i < codes.length; i++) expect(codes[i]).to.be.at.least(codes[i - 1]);
      }),
      { numRuns: 1000, seed: SEED + 1 },
    );
  });

  it('refuses NaN and infinities, and wrong options at the call', () => {
    for (const x of [NaN, Infinity]) {
      expect(() => framesOf(nf4(), [0, x])).to.throw(DataError, new RegExp(`^nf4: channel ch0 is ${x} at sample 1`));
    }
    expect(() => nf4({ blockSize: 0 })).to.throw(OptionRangeError, /^nf4: blockSize must be/);
    expect(() => nf4({ every: 100 })).to.throw(OptionRangeError, /^nf4: every must be a multiple of blockSize = 64/);
  });

  stageLaws('nf4', { make: () => nf4({ blockSize: 4, every: 8 }).encoder() });
});
