import { expect } from 'chai';
import { gaussianDensity, laplacianDensity, lloydMaxDesign, lloydMaxDesigner } from '../../../lib/codebooks/index.js';
import { DataError, FormatError, OptionRangeError, OptionTypeError } from '../../../lib/errors.js';
import { frame } from '../../../lib/frame.js';
import { random } from '../../../lib/random.js';
import { accumulatorLaws } from '../../laws.js';

const SEED = 20240712;

describe('lloydMaxDesigner', () => {
  it('approaches the levels of the density as samples come', () => {
    const r = random(SEED);
    const laplace = () => {
      const u = r.uniform() - 0.5;
      return (-Math.sign(u) * Math.log(1 - 2 * Math.abs(u))) / Math.SQRT2;
    };
    for (const [density, draw] of [
      [gaussianDensity, () => r.normal()],
      [laplacianDensity, laplace],
    ] as const) {
      const best = lloydMaxDesign({ levels: 8, density });
      const designer = lloydMaxDesigner({ levels: 8, cells: 1024 });
      let [n, sum, sum2] = [0, 0, 0];
      for (let k = 0; k < 64; k++) {
        const x = Float32Array.from({ length: 4096 }, draw);
        designer.push(frame(x, { channels: 2 }));
        for (const v of x) {
          const e = Math.min(...best.levels.map(level => (v - level) ** 2));
          [n, sum, sum2] = [n + 1, sum + e, sum2 + e * e];
        }
      }
      // sampling error of the mean squared error, 5 standard errors, and the width of a cell, 2 / 1024 of a range of about 20
      const standardError = Math.sqrt((sum2 / n - (sum / n) ** 2) / n);
      const { distortion, levels } = designer.value();
      expect(distortion, `seed ${SEED}`).to.be.closeTo(best.distortion, 5 * standardError + (20 / 512) ** 2 / 12);
      expect(levels).to.have.length(8);
    }
  });

  it('gives every value a level where there are few', () => {
    const designer = lloydMaxDesigner({ levels: 16 });
    designer.push(frame(Float32Array.of(3, -1, 3, 200)));
    expect(designer.value().levels).to.deep.equal([-1, 3, 200]);
  });

  it('has the one level 0 before the first sample', () => {
    expect(lloydMaxDesigner({ levels: 4 }).value()).to.deep.equal({
      levels: [0],
      thresholds: [],
      distortion: 0,
      entropy: 0,
    });
  });

  it('takes frames of any shape, refuses NaN, strangers and damaged states', () => {
    const designer = lloydMaxDesigner({ levels: 2 });
    designer.push(frame(Float32Array.of(1, 2, 3, 4), { channels: 2 }));
    designer.push(frame(Float32Array.of(1, 2, 3), { channels: 3 }));
    expect(() => designer.push(frame(Float32Array.of(NaN)))).to.throw(
      DataError,
      /^lloydMaxDesigner: channel ch0 is NaN at sample 0/,
    );
    expect(() => designer.merge({} as never)).to.throw(OptionTypeError, /^lloydMaxDesigner/);
    expect(() => designer.restore({ who: 'lloydMaxDesigner', version: 1, histogram: null })).to.throw(FormatError);
    for (const levels of [0, 4097]) expect(() => lloydMaxDesigner({ levels })).to.throw(OptionRangeError, /levels/);
    expect(() => lloydMaxDesigner({ levels: 2, cells: 100 })).to.throw(OptionRangeError, /^lloydMaxDesigner: cells/);
  });

  it('merges only with a designer of as many levels', () => {
    expect(() => lloydMaxDesigner({ levels: 2 }).merge(lloydMaxDesigner({ levels: 3 }))).to.throw(
      OptionTypeError,
      /2 levels/,
    );
  });

  accumulatorLaws('lloydMaxDesigner', { make: () => lloydMaxDesigner({ levels: 4, cells: 64 }) });
});
