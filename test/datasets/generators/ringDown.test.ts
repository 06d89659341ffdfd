import { expect } from 'chai';
import { ringDown } from '../../../datasets/generators/ringDown.js';
import { random } from '../../../lib/random.js';

describe('ringDown', () => {
  it('is the sum of the damped oscillations of all blows', () => {
    const [interval, omega, damping] = [37.3, 0.7, 0.03];
    const at = ringDown({ interval, strength: () => 2, omega, damping, slip: 0, random: random(1) });
    const first = interval * random(1).uniform();
    for (let i = 0; i < 2000; i++) {
      let expected = 0;
      for (let blow = first; blow <= i; blow += interval) {
        const t = i - blow;
        expected += 2 * Math.exp(-damping * omega * t) * Math.sin(omega * Math.sqrt(1 - damping ** 2) * t);
      }
      expect(at(i)).to.be.closeTo(expected, 1e-10);
    }
  });

  it('is silent when nothing strikes', () => {
    const at = ringDown({ interval: Infinity, strength: () => 1, omega: 1, damping: 0.1, slip: 0, random: random(1) });
    for (let i = 0; i < 100; i++) expect(at(i)).to.equal(0);
  });
});
