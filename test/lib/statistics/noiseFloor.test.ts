import { expect } from 'chai';
import { noiseFloor } from '../../../lib/statistics/index.js';

describe('noiseFloor', () => {
  it('is 1.4826 / sqrt(6) of the median distance from the median, on a step of whole ones', () => {
    // second differences of -4 to 4 steps: the median distance is 2
    const second = [-4, -2, 0, 2, 4].map(value => ({ value, width: 0.01, count: 1000 }));
    const floor = noiseFloor([second, [], [], []], 1);
    const unit = 1.4826 / Math.sqrt(6);
    if (!('sigma' in floor)) return expect.fail(floor.refused);
    expect(floor.sigma).to.be.closeTo(2 * unit, 1e-12);
    expect(floor.between?.map(x => x / unit)).to.satisfy(([low, high]: number[]) => low > 1.499 && high < 2.501);
  });

  it('says why it refuses', () => {
    const all = (value: number, count: number) => [[{ value, width: 0, count }], [], [], []];
    expect(noiseFloor(all(1, 1499), 1)).to.deep.equal({
      refused: 'too few samples: 1499 second differences, at least 1500',
    });
    expect(noiseFloor(all(0, 2000), undefined)).to.deep.equal({ refused: 'the values stand still most of the time' });
  });
});
