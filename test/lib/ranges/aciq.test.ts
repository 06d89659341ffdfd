import { expect } from 'chai';
import { frame } from '../../../lib/frame.js';
import { aciq } from '../../../lib/ranges/index.js';
import { accumulatorLaws } from '../../laws.js';
import { gaussianParts, laplacianParts } from './strategies.js';

/** Banner et al. 2019, closed form: clip of a Gaussian over sigma, of a Laplacian over its mean absolute deviation. */
const CLIPS = [
  [2, 1.711, 2.831],
  [3, 2.152, 3.897],
  [4, 2.559, 5.029],
  [5, 2.936, 6.205],
  [6, 3.287, 7.413],
  [7, 3.615, 8.646],
  [8, 3.924, 9.897],
] as const;

const [gaussian, laplacian] = [gaussianParts(500_000), laplacianParts(500_000)];

describe('aciq', () => {
  for (const [bits, gauss, laplace] of CLIPS) {
    it(`clips a Gaussian at ${gauss} sigma and a Laplacian at ${laplace} b for ${bits} bits`, () => {
      const [g, l] = [aciq({ bits }), aciq({ bits, distribution: 'laplacian' })];
      g.push(gaussian);
      l.push(laplacian);
      // the constants have 4 digits, cells are 1 / 1024 of the range, the samples miss the outermost parts
      for (const end of [-g.value().min[0], g.value().max[0]]) expect(end / gauss).to.be.within(0.998, 1.002);
      for (const end of [-l.value().min[0], l.value().max[0]]) expect(end / laplace).to.be.within(0.998, 1.002);
    });
  }

  it('takes the constant of one more bit for what a ReLU leaves', () => {
    const t = aciq({ bits: 7, oneSided: true });
    t.push(frame(gaussian.data.map(x => Math.max(x, 0))));
    expect(t.value().min[0]).to.equal(0);
    expect(t.value().max[0] / 3.924).to.be.within(0.998, 1.002);
    const l = aciq({ bits: 7, oneSided: true, distribution: 'laplacian' });
    l.push(frame(laplacian.data.map(x => Math.max(x, 0))));
    expect(l.value().max[0] / 9.897).to.be.within(0.998, 1.002);
  });

  it('stands around the mean and inside the extremes', () => {
    const t = aciq({ bits: 4 });
    t.push(frame(gaussian.data.map(x => x + 10)));
    expect(t.value().min[0]).to.be.within(10 - 2.57, 10 - 2.55);
    const few = aciq();
    few.push(frame(Float32Array.of(-1, 1, 1, -1)));
    expect(few.value()).to.deep.equal({ min: [-1], max: [1], bits: 8 });
    const none = aciq({ oneSided: true });
    none.push(frame(Float32Array.of(-1, -2)));
    expect(none.value()).to.deep.equal({ min: [0], max: [0], bits: 8 });
  });

  it('refuses wrong options at the call', () => {
    expect(() => aciq({ bits: 20 })).to.throw(RangeError, 'aciq: bits must be an integer in [2, 16], got 20');
    expect(() => aciq({ distribution: 'cauchy' as never })).to.throw(RangeError, 'one of gaussian, laplacian');
    expect(() => aciq({ oneSided: 1 as never })).to.throw(TypeError, 'aciq: oneSided must be a boolean');
  });

  accumulatorLaws('aciq', { make: () => aciq({ cells: 64 }) });
});
