import { expect } from 'chai';
import { applyCentres, exactCentre, removeCentres } from '../../../lib/equalizers/centring.js';
import { DataError } from '../../../lib/errors.js';
import { type Frame, frame, type RangedFrame } from '../../../lib/frame.js';
import { random } from '../../../lib/random.js';
import { toSensor } from '../../../lib/sensorDomain.js';

describe('exactCentre', () => {
  it('is within 2^-20 of the peak, rounded up to a power of two, of what is wanted', () => {
    const generator = random(31);
    for (let k = 0; k < 1000; k++) {
      const peak = 2 ** (40 * generator.uniform() - 20);
      const wanted = peak * (2 * generator.uniform() - 1);
      expect(Math.abs(exactCentre(wanted, peak) - wanted)).to.be.at.most(2 * peak * 2 ** -21);
    }
    expect(exactCentre(0, 0)).to.equal(0);
  });

  it('brings back integers up to 2^23 bit for bit, whatever the centre', () => {
    const generator = random(32);
    for (let bits = 1; bits <= 24; bits++) {
      const top = 2 ** (bits - 1);
      const x = Float32Array.from({ length: 200 }, () => Math.floor((2 * generator.uniform() - 1) * top));
      const centre = exactCentre((2 * generator.uniform() - 1) * top, top);
      x.forEach(v => expect(Math.fround(Math.fround(v - centre) + centre), `${v} about ${centre}`).to.equal(v));
    }
  });

  it('brings back any float32 between half the centre and twice it, and others within 2^-24 (|x - c| + |x|)', () => {
    const generator = random(33);
    for (let k = 0; k < 20_000; k++) {
      const wanted = 10 ** (8 * generator.uniform() - 4);
      const x = Math.fround(wanted * (4 * generator.uniform() - 1.5));
      const centre = exactCentre(wanted, 3 * wanted);
      const y = Math.fround(x - centre);
      const back = Math.fround(y + centre);
      if (x >= centre / 2 && x <= 2 * centre) expect(back).to.equal(x); // P. H. Sterbenz, Floating-Point Computation (1974)
      expect(Math.abs(back - x)).to.be.at.most(2 ** -24 * (Math.abs(y) + Math.abs(x)) * (1 + 1e-6));
    }
  });
});

describe('applyCentres', () => {
  it('takes one offset off each channel, and the range along', () => {
    const f: RangedFrame = {
      ...frame(Float32Array.of(10, 12, -3, 5), { channels: 2 }),
      range: { min: [-4], max: [12] },
    };
    const out = applyCentres(f, [11, 1]) as RangedFrame;
    expect([...out.data]).to.deep.equal([-1, 1, -4, 4]);
    expect([out.centres, out.range]).to.deep.equal([[11, 1], { min: [-15, -5], max: [1, 11] }]);
    expect(f.data[0]).to.equal(10);
  });

  it('stores centres in the sensor unit behind gains, and adds to those there are', () => {
    const f: Frame = { ...frame(Float32Array.of(40, 48)), gains: [4], centres: [100] }; // sensor values 110, 112
    const out = applyCentres(f, [11]);
    expect([[...out.data], out.gains, out.centres]).to.deep.equal([[-4, 4], [4], [111]]);
    expect([...toSensor(out).data]).to.deep.equal([110, 112]);
    const back = removeCentres(out);
    expect([[...back.data], back.gains]).to.deep.equal([[440, 448], [4]]);
    expect(back).to.not.have.property('centres');
  });
});

describe('removeCentres', () => {
  it('refuses a frame without centres', () => {
    expect(() => removeCentres(frame(Float32Array.of(1)))).to.throw(DataError, 'carries no centres; put centre before');
  });
});
