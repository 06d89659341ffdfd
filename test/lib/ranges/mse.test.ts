import { expect } from 'chai';
import { frame } from '../../../lib/frame.js';
import { minMax, mse } from '../../../lib/ranges/index.js';
import { accumulatorLaws } from '../../laws.js';
import { gaussianParts, gaussianSamples, laplacianSamples, sqnrUnder } from './strategies.js';

const SEED = 20_241_110;

describe('mse', () => {
  it('reaches 40.4 dB on a Gaussian and 35.1 dB on a Laplacian at 8 bits, beyond min-max', () => {
    for (const [f, wanted] of [
      [gaussianSamples(1_000_000, SEED), 40.4],
      [laplacianSamples(1_000_000, SEED), 35.1],
    ] as const) {
      for (const levels of ['affine', 'symmetric'] as const) {
        const [t, m] = [mse({ bits: 8, levels }), minMax()];
        for (const one of [t, m]) one.push(f);
        const reached = sqnrUnder(t.value(), f, 8, levels);
        expect(reached, `seed ${SEED}`).to.be.at.least(wanted);
        expect(reached).to.be.above(sqnrUnder(m.value(), f, 8, levels) + 1);
      }
    }
  });

  it('finds the best uniform step for few levels, as computed by Max', () => {
    // 15 levels around 0 on a Gaussian, J. Max 1960 recomputed: step 0.3534, so the outermost level is at 2.474
    const t = mse({ bits: 4, levels: 'symmetric' });
    t.push(gaussianParts(200_000));
    const { min, max } = t.value();
    expect(Math.max(-min[0], max[0]) / 7 / 0.3534).to.be.within(0.99, 1.01);
  });

  it('gives all codes to one side where samples have one sign', () => {
    const f = gaussianSamples(100_000, SEED);
    const t = mse({ levels: 'keepZero' });
    t.push(frame(f.data.map(x => Math.max(x, 0))));
    expect(t.value().min).to.deep.equal([0]);
    expect(t.value().max[0]).to.be.within(3.9, 4.6); // the optimum for one more bit is 4.21
  });

  it('clips a far spike where that pays', () => {
    const x = Float32Array.from({ length: 100_000 }, (_, i) => Math.sin(i));
    x[5] = 3; // one sample off by 2 costs 4e-5 in the mean; the wider step would cost (4^2 - 2^2) / 12 / 15^2 = 4e-3
    const t = mse({ bits: 4 });
    t.push(frame(x));
    expect(t.value().max[0]).to.be.below(1.2);
  });

  it('refuses wrong options at the call', () => {
    expect(() => mse({ bits: 1 })).to.throw(RangeError, 'mse: bits must be an integer in [2, 16], got 1');
    expect(() => mse({ levels: 'none' as never })).to.throw(
      RangeError,
      'mse: levels must be one of affine, keepZero, symmetric',
    );
  });

  accumulatorLaws('mse', { make: () => mse({ bits: 4, cells: 32 }) });
});
