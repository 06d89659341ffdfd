import { expect } from 'chai';
import { frame } from '../../../lib/frame.js';
import { octav } from '../../../lib/ranges/index.js';
import { accumulatorLaws } from '../../laws.js';
import { gaussianParts, laplacianParts } from './strategies.js';

/** Optimal clips: of a Gaussian over sigma, of a Laplacian over its mean absolute deviation. Banner et al. 2019, closed form */
const CLIPS = [
  [2, 1.711, 2.831],
  [3, 2.152, 3.897],
  [4, 2.559, 5.029],
  [5, 2.936, 6.205],
  [6, 3.287, 7.413],
  [7, 3.615, 8.646],
  [8, 3.924, 9.897],
] as const;

describe('octav', () => {
  it('finds the optimal clips within 2 % from 2 to 8 bits', () => {
    const [gaussian, laplacian] = [gaussianParts(1_000_000), laplacianParts(1_000_000)];
    for (const [bits, gauss, laplace] of CLIPS) {
      for (const [f, wanted] of [
        [gaussian, gauss],
        [laplacian, laplace],
      ] as const) {
        const t = octav({ bits });
        t.push(f);
        expect(t.value().max[0] / wanted, `${bits} bits`).to.be.within(0.98, 1.02);
        expect(t.value().min[0] / wanted, `${bits} bits`).to.be.within(-1.02, -0.98);
      }
    }
  });

  it('is the fixed point of its equation', () => {
    // 100 samples at 1 and one at 10, 2 bits: c = 10 / (4^-2 / 3 * 100 + 1) = 3.243, between the two
    const t = octav({ bits: 2, about: 'zero' });
    t.push(frame(Float32Array.from({ length: 101 }, (_, i) => (i === 0 ? -10 : 1))));
    const c = 10 / (100 / 48 + 1);
    expect(t.value().min[0]).to.be.closeTo(-c, 2 ** -7); // a cell
    expect(t.value().max[0]).to.equal(1);
  });

  it('gives all codes to one side where samples have one sign, and leaves zeros out', () => {
    const t = octav({ bits: 7, about: 'zero' });
    t.push(frame(gaussianParts(500_000).data.map(x => Math.max(x, 0))));
    expect(t.value().min[0]).to.equal(0);
    expect(t.value().max[0] / 3.924).to.be.within(0.98, 1.02); // as for one more bit and two sides
  });

  it('does not clip by more than a cell where that never pays', () => {
    const t = octav();
    t.push(frame(Float32Array.of(-2, 2, 2, -2)));
    expect(t.value().min[0]).to.be.within(-2, -2 + 2 ** -8); // a cell
    expect(t.value().max[0]).to.be.within(2 - 2 ** -8, 2);
    const zero = octav();
    zero.push(frame(new Float32Array(4)));
    expect(zero.value()).to.deep.equal({ min: [0], max: [0], bits: 8 });
  });

  it('refuses wrong options at the call', () => {
    expect(() => octav({ bits: 0 })).to.throw(RangeError, 'octav: bits must be an integer in [2, 16], got 0');
  });

  accumulatorLaws('octav', { make: () => octav({ cells: 64 }) });
});
