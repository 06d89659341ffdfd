import { expect } from 'chai';
import fc from 'fast-check';
import { decodeFrame } from '../../../lib/decode.js';
import { DataError, OptionRangeError } from '../../../lib/errors.js';
import { frame } from '../../../lib/frame.js';
import { type CodebookParams } from '../../../lib/qparams.js';
import { checkParams } from '../../../lib/checkParams.js';
import { codebook, encodeFrame, kMeans, type KMeansOptions } from '../../../lib/quantizers/index.js';
import { clusterCost, everyCut } from '../codebooks/cuts.js';
import { stageLaws } from '../../laws.js';
import { framesOf, normals, sqnrOf, through } from './streamed.js';

const SEED = 20240714;
const whole = (options: KMeansOptions) => kMeans({ every: 'frame', ...options });

describe('kMeans', () => {
  it('shares levels at the means of clusters', () => {
    const [q] = framesOf(whole({ levels: 3, axis: 'tensor' }), [9, 1, 5, 3, 9, 5, 12]);
    const params = q.params as CodebookParams;
    expect(params).to.deep.equal({ kind: 'codebook', bits: 2, qmin: 0, qmax: 2, levels: [2, 5, 10], scale: [1] });
    expect(Array.from(q.data)).to.deep.equal([2, 0, 1, 0, 2, 1, 2]);
    expect(checkParams('test', JSON.parse(JSON.stringify(params)), 1)).to.deep.equal(params);
  });

  it('keeps a frame of few values exactly, zeros too', () => {
    const x = [0.1, 0, -3e-9, 0.1, -0, 77].map(Math.fround);
    expect(through(whole({ levels: 4 }), x)).to.deep.equal(x.map(v => v + 0));
    expect(framesOf(whole({ levels: 4 }), [5, 5])[0].params).to.include({ bits: 1, qmax: 0 });
  });

  it('divides channels by their peaks so that they share levels, when told so', () => {
    const [q] = framesOf(whole({ levels: 4, axis: 'channel' }), [8, -8, 4, 0, -0.5, 1, 0, 1, 0, 0, 0, 0], {
      channels: 3,
    });
    const params = q.params as CodebookParams;
    // divided: 1 -1 .5 0 | -.5 1 0 1 | 0 0 0 0
    expect(params.scale).to.deep.equal([8, 1, 1]);
    expect(params.levels).to.have.length(4);
    const five = framesOf(whole({ levels: 5, axis: 'channel' }), [8, -8, 4, 0, -0.5, 1, 0, 1, 0, 0, 0, 0], {
      channels: 3,
    })[0];
    expect((five.params as CodebookParams).levels).to.deep.equal([-1, -0.5, 0, 0.5, 1]);
    expect(Array.from(decodeFrame(five).data)).to.deep.equal([8, -8, 4, 0, -0.5, 1, 0, 1, 0, 0, 0, 0]);
  });

  it('errs no more in total than the best of all clusterings, tried one by one', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: -30, max: 30 }), { minLength: 1, maxLength: 9 }),
        fc.integer({ min: 1, max: 4 }),
        (values, levels) => {
          const [q] = framesOf(whole({ levels }), values);
          const y = decodeFrame(q).data;
          const sorted = [...values].sort((a, b) => a - b);
          const ones = sorted.map(() => 1);
          const best = Math.min(
            ...Array.from({ length: Math.min(levels, sorted.length) }, (_, k) => everyCut(sorted.length, k + 1))
              .flat()
              .map(cut => clusterCost(sorted, ones, cut)),
          );
          const cost = values.reduce((sum, x, i) => sum + (x - y[i]) ** 2, 0);
          // decoded levels are float32
          expect(cost).to.be.at.most(best + 1e-3);
        },
      ),
      { numRuns: 1000, seed: SEED },
    );
  });

  it('encodes what it decodes to the same codes, is monotone, and takes the nearest level', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: -(2 ** 14), max: 2 ** 14 }), { minLength: 1, maxLength: 40 }),
        fc.integer({ min: 1, max: 8 }),
        fc.constantFrom('tensor' as const, 'channel' as const),
        (values, levels, axis) => {
          const x = values.map(v => v / 16).sort((a, b) => a - b);
          const [q] = framesOf(whole({ levels, axis }), x);
          const params = q.params as CodebookParams;
          const y = decodeFrame(q).data;
          x.forEach((v, i) => {
            if (i > 0) expect(q.data[i]).to.be.at.least(q.data[i - 1]);
            const nearest = Math.min(...params.levels.map(level => Math.abs(v - params.scale[0] * level)));
            expect(Math.abs(v - y[i])).to.be.at.most(nearest + 2 ** -23 * Math.abs(y[i]));
          });
          expect(new Set(q.data).size).to.equal(params.levels.length);
          expect(encodeFrame(codebook({ levels: [0] }), frame(y), params).data).to.deep.equal(q.data);
        },
      ),
      { numRuns: 1500, seed: SEED + 1 },
    );
  });

  it('comes within 0.05 dB of the best quantizer of a Gaussian with 16 levels: 20.22 dB', () => {
    // a million samples have 0.005 dB of sampling error; the levels fit them, not the density, which can only help
    const x = normals(SEED, 2 ** 20);
    const sqnr = sqnrOf(x, through(whole({}), x));
    expect(sqnr, `seed ${SEED}`).to.be.within(20.222 - 0.05, 20.222 + 0.05);
  });

  it('refuses NaN and infinities, and wrong options at the call', () => {
    for (const x of [NaN, -Infinity]) {
      expect(() => framesOf(kMeans(), [0, x], { channels: 2, start: 5 })).to.throw(
        DataError,
        new RegExp(`^kMeans: channel ch1 is ${x} at sample 5`),
      );
    }
    for (const levels of [0, 4097])
      expect(() => kMeans({ levels })).to.throw(OptionRangeError, /^kMeans: levels must be/);
    expect(() => kMeans({ axis: 'row' as never })).to.throw(OptionRangeError, /^kMeans: axis/);
    expect(() => kMeans({ every: 0 })).to.throw(OptionRangeError, /^kMeans: every/);
  });

  stageLaws('kMeans', { make: () => kMeans({ levels: 3, every: 8 }).encoder() });
  stageLaws('kMeans by channel', { make: () => kMeans({ levels: 3, every: 8, axis: 'channel' }).encoder() });
});
