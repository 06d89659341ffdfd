import { expect } from 'chai';
import { autocorrelation } from '../../../lib/equalizers/index.js';
import { frame } from '../../../lib/frame.js';
import { summaryLaws } from '../../laws.js';

describe('autocorrelation', () => {
  it('is the mean of the products at each lag, pairs across a gap left out', () => {
    const summary = autocorrelation({ lags: 2 });
    summary.push(frame(Float32Array.of(1, 2, 3)));
    summary.push(frame(Float32Array.of(5), { start: 7 }));
    // 1 + 4 + 9 + 25, 2 + 6, 3 over 4 samples
    expect(summary.value()).to.deep.equal([[39 / 4, 8 / 4, 3 / 4]]);
  });

  it('refuses samples that are not finite', () => {
    expect(() => autocorrelation({ lags: 1 }).push(frame(Float32Array.of(NaN)))).to.throw('ch0 is NaN at sample 0');
  });

  summaryLaws('autocorrelation', { make: () => autocorrelation({ lags: 3 }) });
});
