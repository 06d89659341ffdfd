import { expect } from 'chai';
import { RatioHistogram } from '../../../lib/meters/ratioHistogram.js';

const of = (...ratios: number[]) => {
  const histogram = new RatioHistogram();
  for (const ratio of ratios) histogram.add(ratio);
  return histogram;
};

describe('RatioHistogram', () => {
  it('has a median to 1/128 dB, the lower one of two in the middle', () => {
    expect(of(3.3, -70.2, 91).median()).to.be.closeTo(3.3, 1 / 128);
    expect(of(3.3, -70.2).median()).to.be.closeTo(-70.2, 1 / 128);
    expect(of().median()).to.be.NaN;
  });

  it('keeps infinities apart from all numbers', () => {
    expect(of(Infinity, Infinity, 5).median()).to.equal(Infinity);
    expect(of(-Infinity, -Infinity, 5).median()).to.equal(-Infinity);
    expect(of(1e9).median()).to.equal(1000);
  });

  it('merges and comes back from JSON', () => {
    const a = of(1, 2, Infinity);
    a.merge(of(2, -Infinity));
    const b = new RatioHistogram();
    b.restore('test', JSON.parse(JSON.stringify(a.save())));
    expect(b.save()).to.deep.equal(of(2, 2, 1, -Infinity, Infinity).save());
  });

  it('refuses a damaged state', () => {
    for (const bad of [7, [[1.5, 1]], [[1, 0]], [['x', 1]], [[1e9, 1]], [3]]) {
      expect(() => new RatioHistogram().restore('test', bad)).to.throw(Error, 'test: the saved ratios are damaged');
    }
  });
});
