import { expect } from 'chai';
import { DataError } from '../../../lib/errors.js';
import { autocorrelation, levinsonDurbin, unwhitenStage, whitenStage } from '../../../lib/equalizers/index.js';
import { type Frame, frame } from '../../../lib/frame.js';
import { random } from '../../../lib/random.js';
import { run } from '../../../lib/stage.js';
import { stageLaws } from '../../laws.js';

const N = 40_000;
const RHO = 0.9;

/** x[n] = 0.9 x[n-1] + white noise. */
function process(seed: number): Frame {
  const generator = random(seed);
  let x = 0;
  return frame(Float32Array.from({ length: N }, () => (x = RHO * x + generator.normal())));
}

function correlation(f: Frame, lags: number): readonly number[] {
  const summary = autocorrelation({ lags });
  summary.push(f);
  return summary.value()[0];
}

describe('whitenStage', () => {
  it('flattens a first-order process and gains 1 / (1 - rho^2) in power', () => {
    const x = process(41);
    const before = correlation(x, 4);
    const predictors = [levinsonDurbin(before).predictor];
    const [y] = [...run(whitenStage({ predictors }), [x])];
    const after = correlation(y, 4);
    // relative deviations: of r_0 of x sqrt(2 (1 + rho^2) / (1 - rho^2) / N), of y sqrt(2 / N); four of them
    const deviation = Math.sqrt((2 * (1 + RHO ** 2)) / (1 - RHO ** 2) / N + 2 / N);
    expect(before[0] / after[0] / (1 / (1 - RHO ** 2))).to.be.closeTo(1, 4 * deviation);
    for (let k = 1; k <= 4; k++) expect(Math.abs(after[k] / after[0])).to.be.at.most(4 / Math.sqrt(N));
    expect(levinsonDurbin(before).error / after[0]).to.be.closeTo(1, 1e-3); // but for the first samples the same sum
  });

  it('is undone within one rounding of each sample', () => {
    const x = process(42);
    const predictors = [levinsonDurbin(correlation(x, 8)).predictor];
    const [y] = [...run(whitenStage({ predictors }), [x])];
    const [back] = [...run(unwhitenStage({ predictors }), [y])];
    for (let i = 0; i < N; i++) {
      const bound = 2 ** -24 * (Math.abs(y.data[i]) + Math.abs(back.data[i]));
      if (Math.abs(back.data[i] - x.data[i]) > bound * (1 + 1e-6)) expect.fail(`sample ${i} is off`);
    }
  });

  it('refuses predictors whose inverse is not stable, or for other channels', () => {
    expect(() => whitenStage({ predictors: [[1]] })).to.throw(
      RangeError,
      'whiten: predictors[0] must have a stable inverse',
    );
    expect(() => whitenStage({ predictors: [[1.5, -0.4]] })).to.throw(RangeError, 'stable'); // roots 1.15, 0.35
    expect(() => whitenStage({ predictors: [[1.5, -0.6]] })).not.to.throw(); // |roots| = sqrt(0.6)
    expect(() => whitenStage({ predictors: [[0.5], [0.1, 0.1]] })).to.throw(RangeError, 'one order');
    expect(() => whitenStage({ predictors: [] })).to.throw(TypeError, 'predictors');
    const two = whitenStage({ predictors: [[0.5], [0.5]] });
    expect(() => [...run(two, [frame(Float32Array.of(1))])]).to.throw(DataError, 'has 1 channels');
  });

  stageLaws('whitenStage', { make: () => whitenStage({ predictors: [[0.5, -0.25, 0.1]] }) });
});
