import { expect } from 'chai';
import { frame } from '../../../lib/frame.js';
import { range } from '../../../lib/range.js';
import { minMax, percentile } from '../../../lib/ranges/index.js';
import { accumulatorLaws } from '../../laws.js';

describe('percentile', () => {
  it('leaves out the same share on both sides', () => {
    const t = percentile({ percentile: 90 });
    t.push(frame(Float32Array.from({ length: 1000 }, (_, i) => (i * 7) % 1000)));
    const { min, max } = t.value();
    // ranks 50 and 950 of 0 to 999 are 49 and 949; cells are 1/2 wide
    expect(min[0]).to.be.within(49, 49.5);
    expect(max[0]).to.be.within(949, 949.5);
  });

  it('is not moved by one far spike in 100,000 samples', () => {
    const x = Float32Array.from({ length: 100_000 }, (_, i) => Math.sin(i));
    x[777] = 100;
    const t = percentile();
    t.push(frame(x));
    expect(t.value().max[0]).to.be.within(0.99, 1.1); // a cell is 1/16
    expect(t.histograms()[0].max).to.equal(100);
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
