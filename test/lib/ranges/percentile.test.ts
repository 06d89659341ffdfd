import { expect } from 'chai';
import { frame } from '../../../lib/frame.js';
import { random } from '../../../lib/random.js';
import { range } from '../../../lib/range.js';
import { minMax, percentile } from '../../../lib/ranges/index.js';
import { accumulatorLaws } from '../../laws.js';

const SEED = 20_261_201;

describe('percentile', () => {
  it('leaves out the same share on both sides', () => {
    const t = percentile({ percentile: 90 });
    t.push(frame(Float32Array.from({ length: 1000 }, (_, i) => (i * 7) % 1000)));
    const { min, max } = t.value();
    expect([min[0], max[0]]).to.deep.equal([49, 949]); // ranks 50 and 950 of 0 to 999
  });

  it('is not moved by one far spike in 100,000 samples', () => {
    const x = Float32Array.from({ length: 100_000 }, (_, i) => Math.sin(i));
    x[777] = 100;
    const t = percentile();
    t.push(frame(x));
    const sorted = x.slice().sort();
    expect(t.value()).to.deep.equal({ min: [sorted[4]], max: [sorted[99_994]], clips: true }); // ranks 5 and 99,995
    expect(t.histograms()[0].max).to.equal(100);
  });

  it('is exact beside spikes however far: 99.9 % of 100,000 normal samples end at 3.25', () => {
    const g = random(SEED);
    for (const spike of [100, 1e4, 1e6, 3e38]) {
      const x = Float32Array.from({ length: 100_000 }, () => g.normal());
      for (let k = 0; k < 20; k++) x[777 + 1000 * k] = spike;
      const t = percentile({ percentile: 99.9 });
      for (let k = 0; k < 10; k++) t.push(frame(x.subarray(10_000 * k, 10_000 * (k + 1)), { start: 10_000 * k }));
      const sorted = x.slice().sort();
      expect(t.value()).to.deep.equal({ min: [sorted[49]], max: [sorted[99_949]], clips: true });
      expect(sorted[99_949]).to.be.within(3.1, 3.6); // of a normal density 3.29
    }
  });

  it('says where it is too coarse: more than 256 samples beyond, in a sketch that a spike has stretched', () => {
    const g = random(SEED);
    const x = Float32Array.from({ length: 20_000 }, () => g.normal());
    x[5] = 1e6;
    const coarse = percentile({ percentile: 90 });
    coarse.push(frame(x));
    expect(coarse.value().coarse).to.equal(true);
    x[5] = 4;
    const fine = percentile({ percentile: 90 });
    fine.push(frame(x));
    expect(fine.value()).to.not.have.property('coarse');
  });

  it('is min-max at 100', () => {
    const [t, m] = [percentile({ percentile: 100 }), minMax()];
    for (const one of [t, m]) one.push(frame(Float32Array.of(3, -1.5, 8, 0), { channels: 2 }));
    expect(t.value()).to.deep.equal(m.value());
  });

  it('gives [0, 0] to channels of which no sample counted, and follows minMax under propagate', () => {
    const f = frame(Float32Array.of(NaN, NaN, 1, 5), { channels: 2 });
    const skip = percentile({ nonFinite: 'skip' });
    skip.push(f);
    expect(skip.value()).to.deep.equal({ ...range([0, 1], [0, 5]), clips: true });
    expect(skip.histograms()[0].nans).to.equal(2);
    const propagate = percentile({ nonFinite: 'propagate' });
    propagate.push(f);
    expect(propagate.value()).to.deep.equal({ min: [NaN, 1], max: [NaN, 5], clips: true });
    expect(() => percentile().push(f)).to.throw('percentile: channel ch0 is NaN at sample 0');
  });

  it('merges only with its like', () => {
    expect(() => percentile().merge(minMax())).to.throw(TypeError, 'percentile: merges only with another percentile');
  });

  it('refuses wrong options at the call', () => {
    expect(() => percentile({ percentile: 10 })).to.throw(
      RangeError,
      'percentile: percentile must be a number in [50, 100], got 10',
    );
    expect(() => percentile({ cells: 3 })).to.throw(RangeError, 'percentile: cells must be');
    expect(() => percentile({ nonFinite: 'no' as never })).to.throw(RangeError, 'percentile: nonFinite must be');
  });

  accumulatorLaws('percentile', { make: () => percentile({ percentile: 80, cells: 64 }) });
});
