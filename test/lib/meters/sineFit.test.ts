import { expect } from 'chai';
import { sineFit } from '../../../lib/meters/sineFit.js';
import { random } from '../../../lib/random.js';

const samples = (size: number, f: (phase: number, n: number) => number) =>
  Float64Array.from({ length: size }, (_, n) => f((2 * Math.PI * n) / size, n));

describe('sineFit', () => {
  it('finds frequency, amplitude and offset of a sine that is nothing else, to the last digits', () => {
    for (const [size, cycles] of [
      [64, 1.2],
      [100, 7.77],
      [1000, 499.3],
      [4096, 613.43],
    ]) {
      const x = samples(size, p => 3 * Math.cos(cycles * p + 1) + 5);
      const left = new Float64Array(size);
      const fit = sineFit(x, Math.floor(cycles), false, left);
      expect(fit.cycles, `${size}`).to.be.closeTo(cycles, 1e-8);
      expect(fit.amplitude).to.be.closeTo(3, 1e-8);
      expect(fit.offset).to.be.closeTo(5, 1e-8);
      expect(fit.residual).to.be.below(1e-18);
      expect(Math.max(...left.map(Math.abs))).to.be.below(1e-8);
    }
  });

  it('leaves what is orthogonal to the sine: noise of known power, at a known frequency', () => {
    // 17 cycles in 256, and another line of 40 cycles: orthogonal, so the fit is exact
    const x = samples(256, p => Math.sin(17 * p) + 0.25 * Math.cos(40 * p));
    const left = new Float64Array(256);
    const fit = sineFit(x, 17, true, left);
    expect(fit).to.include({ cycles: 17 });
    expect(fit.residual).to.be.closeTo(0.25 ** 2 / 2, 1e-15);
    left.forEach((e, n) => expect(e).to.be.closeTo(0.25 * Math.cos((2 * Math.PI * 40 * n) / 256), 1e-12));
  });

  it('comes as near to the true frequency as noise lets it: within four times the Cramer-Rao bound', () => {
    // variance of cycles: 6 noise / (pi^2 amplitude^2 size); D. C. Rife and R. R. Boorstyn, IEEE Trans. IT-20 (1974), 591-598
    const generator = random(4);
    const [size, sigma] = [2000, 0.1];
    const x = samples(size, p => Math.sin(33.37 * p) + sigma * generator.normal());
    const bound = Math.sqrt((6 * sigma ** 2) / (Math.PI ** 2 * size));
    expect(sineFit(x, 33, false, new Float64Array(size)).cycles).to.be.closeTo(33.37, 4 * bound);
  });

  it('has no sine in constants and in silence', () => {
    const left = new Float64Array(32);
    expect(sineFit(new Float64Array(32), 3, false, left)).to.include({ amplitude: 0, residual: 0 });
    const fit = sineFit(new Float64Array(32).fill(7), 3, true, left);
    expect(fit.offset).to.be.closeTo(7, 1e-12);
    expect(fit.amplitude).to.be.below(1e-12);
  });
});
