import { expect } from 'chai';
import fc from 'fast-check';
import { DataError } from '../../../lib/errors.js';
import { deEmphasisStage, preEmphasisStage } from '../../../lib/equalizers/index.js';
import { frame } from '../../../lib/frame.js';
import { run } from '../../../lib/stage.js';
import { stageLaws } from '../../laws.js';

describe('preEmphasisStage', () => {
  it('subtracts a part of the sample before, from 0 at the start and behind a gap', () => {
    const stage = preEmphasisStage({ coefficient: 0.5 });
    const outputs = [...run(stage, [frame(Float32Array.of(4, 8, 2)), frame(Float32Array.of(6, 1), { start: 10 })])];
    expect(outputs.map(f => [...f.data])).to.deep.equal([
      [4, 6, -2],
      [6, -2],
    ]);
  });

  it('is undone within one rounding of each sample, however close the pole is to the circle', () => {
    const sample = fc.float({ min: -1000, max: 1000, noNaN: true });
    fc.assert(
      fc.property(
        fc.array(sample, { minLength: 1, maxLength: 200 }),
        fc.constantFrom(0.5, 0.97, -0.9, 0.99999),
        (samples, coefficient) => {
          const x = Float32Array.from(samples);
          const [y] = [...run(preEmphasisStage({ coefficient }), [frame(x)])];
          const [back] = [...run(deEmphasisStage({ coefficient }), [y])];
          // half a unit of y and half a unit of the result; below the normal range half of the smallest denormal each
          x.forEach((v, i) => {
            const bound = 2 ** -24 * (Math.abs(y.data[i]) + Math.abs(back.data[i])) + 2 ** -149;
            expect(Math.abs(back.data[i] - v)).to.be.at.most(bound * (1 + 1e-6));
          });
        },
      ),
      { seed: 31, numRuns: 1000 },
    );
  });

  it('refuses samples that leave float32, frames with a range and wrong options', () => {
    expect(() => [...run(preEmphasisStage(), [frame(Float32Array.of(1, NaN))])]).to.throw(DataError, 'NaN at sample 1');
    const ranged = { ...frame(Float32Array.of(1)), range: { min: [0], max: [1] } };
    expect(() => [...run(preEmphasisStage(), [ranged])]).to.throw(DataError, 'before trackRange');
    expect(() => preEmphasisStage({ coefficient: 1 })).to.throw(RangeError, 'preEmphasis: coefficient');
  });

  stageLaws('preEmphasisStage', { make: () => preEmphasisStage() });
});
