import { expect } from 'chai';
import { noise } from '../../../datasets/generators/noise.js';

describe('noise', () => {
  it('draws each channel from its own stream, sample after sample', () => {
    const draws: number[] = [];
    const [f] = noise('test', 2, { samples: 3 }, (_, c) => {
      draws.push(c);
      return draws.length;
    });
    expect(draws).to.deep.equal([0, 0, 0, 1, 1, 1]);
    expect([...f.data]).to.deep.equal([1, 2, 3, 4, 5, 6]);
  });

  it('names its caller in errors', () => {
    expect(() => noise('myNoise', 1, { seed: -1 }, () => 0)).to.throw(RangeError, 'myNoise: seed');
  });
});
