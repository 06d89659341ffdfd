import { expect } from 'chai';
import { bodyMotion } from '../../../datasets/generators/bodyMotion.js';
import { type Gait, gaitsOf } from '../../../datasets/generators/gait.js';
import { random } from '../../../lib/random.js';

/** `seconds` of motion at 100 Hz: up, forward, sideways. */
function move(gait: Gait, seconds: number, seed: number): Float64Array[] {
  const motion = bodyMotion(100, gait, random(seed));
  return Array.from({ length: seconds * 100 }, () => {
    const out = new Float64Array(3);
    motion.next(out);
    return out;
  });
}

describe('bodyMotion', () => {
  const gaits = gaitsOf(random(1));

  it('feels 1 g at rest when nothing fidgets', () => {
    for (const [up, forward, side] of move({ ...gaits.rest, fidgets: 0 }, 60, 2)) {
      // up = cos a cos b, forward = sin a, side = sin b: the norm leaves 1 by a^2 b^2 at most, (5 * 0.05)^4 / 2
      expect(Math.hypot(up, forward, side)).to.be.closeTo(1, 0.002);
    }
  });

  it('carries the weight of the body on average in running, and falls freely in flight', () => {
    const gait = { ...gaits.run, heel: 0, tilt: 0, pitch: 0, jitter: 0, cadence: 2.5, contact: 0.6 };
    const up = move(gait, 400, 3).map(a => a[0]); // 1000 steps of 40 samples
    // 24 samples of a half sine differ from its integral by (pi / 24)^2 / 12 = 0.14 % of it
    expect(up.reduce((sum, a) => sum + a) / up.length).to.be.closeTo(1, 0.0025);
    const flight = up.filter(a => Math.abs(a) < 1e-12).length / up.length;
    expect(flight).to.be.closeTo(0.4, 1 / 40);
    expect(Math.max(...up)).to.be.within((Math.PI / 1.2) * 0.99, Math.PI / 1.2);
  });

  it('steps at its cadence', () => {
    const gait = { ...gaits.walk, heel: 0, tilt: 0, pitch: 0, jitter: 0, up2: 0, up3: 0, cadence: 2 };
    const up = move(gait, 50, 4).map(a => a[0] - 1);
    const crossings = up.filter((a, i) => i > 0 && a >= 0 && up[i - 1] < 0).length;
    expect(crossings).to.be.within(99, 100); // 2 steps/s for 50 s
  });

  it('goes over to another gait smoothly, within half a second', () => {
    const motion = bodyMotion(100, { ...gaits.rest, fidgets: 0, tilt: 0 }, random(5));
    const out = new Float64Array(3);
    motion.next(out);
    expect([...out]).to.deep.equal([1, 0, 0]);
    motion.change({ ...gaits.rest, fidgets: 0, tilt: 0, up1: 0.4 });
    let [largest, before] = [0, 1];
    for (let i = 0; i < 50; i++) {
      motion.next(out);
      largest = Math.max(largest, Math.abs(out[0] - before));
      before = out[0];
    }
    // the cadence is 0, so cos(phase) is constant; it comes in as 1 - exp(-t / 0.15 s), fastest at once
    const height = 0.4 * Math.cos(2 * Math.PI * random(5).uniform());
    expect(out[0] - 1).to.be.closeTo(height * (1 - Math.exp(-0.5 / 0.15)), 1e-12);
    expect(largest).to.be.closeTo(Math.abs(height) * (1 - Math.exp(-0.01 / 0.15)), 1e-12);
  });
});
