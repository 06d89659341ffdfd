import { expect } from 'chai';
import { activities, gaitsOf } from '../../../datasets/generators/gait.js';
import { random } from '../../../lib/random.js';

describe('gaitsOf', () => {
  it('keeps the cadences of adults, for any person', () => {
    for (let seed = 0; seed < 200; seed++) {
      const gaits = gaitsOf(random(seed));
      expect(gaits.rest.cadence).to.equal(0);
      expect(gaits.walk.cadence, `seed ${seed}`).to.be.within(1.6, 2);
      expect(gaits.run.cadence, `seed ${seed}`).to.be.within(2.5, 3);
      expect(gaits.stairs.cadence, `seed ${seed}`).to.be.within(1.2, 1.65);
    }
  });

  it('leaves the ground only in running', () => {
    const gaits = gaitsOf(random(1));
    expect(activities.map(name => gaits[name].bounce)).to.deep.equal([0, 0, 1, 0]);
  });
});
