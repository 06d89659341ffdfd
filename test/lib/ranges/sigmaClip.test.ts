import { expect } from 'chai';
import { frame } from '../../../lib/frame.js';
import { minMax, sigmaClip } from '../../../lib/ranges/index.js';
import { accumulatorLaws } from '../../laws.js';

describe('sigmaClip', () => {
  // mean 5, standard deviation 2, extremes 2 and 9
  const f = frame(Float32Array.of(2, 4, 4, 4, 5, 5, 7, 9));

  it('goes k standard deviations to either side of the mean, inside the extremes', () => {
    for (const [k, min, max] of [
      [1, 3, 7],
      [1.75, 2, 8.5],
      [2, 2, 9],
      [3, 2, 9],
    ]) {
      const t = sigmaClip({ k });
      t.push(f);
      expect(t.value(), `k = ${k}`).to.deep.equal({ min: [min], max: [max], clips: true });
    }
  });

  it('follows minMax where a sample is not finite under propagate, leaves it out under skip', () => {
    const g = frame(Float32Array.of(1, NaN, 3, 3, 5, Infinity), { channels: 2 });
    const [t, m] = [sigmaClip({ nonFinite: 'propagate' }), minMax({ nonFinite: 'propagate' })];
    for (const one of [t, m]) one.push(g);
    expect(t.value()).to.deep.equal({ ...m.value(), clips: true });
    const skip = sigmaClip({ k: 1, nonFinite: 'skip' });
    skip.push(g);
    expect(skip.value()).to.deep.equal({ min: [1, 3], max: [3, 5], clips: true });
    expect(() => sigmaClip().push(g)).to.throw('sigmaClip: channel ch0 is NaN at sample 1');
  });

  it('gives [0, 0] to channels of which no sample counted', () => {
    const t = sigmaClip({ nonFinite: 'skip' });
    t.push(frame(Float32Array.of(NaN)));
    expect(t.value()).to.deep.equal({ min: [0], max: [0], clips: true });
  });

  it('refuses wrong options at the call', () => {
    expect(() => sigmaClip({ k: 0 })).to.throw(RangeError, 'sigmaClip: k must be a finite number above 0, got 0');
    expect(() => sigmaClip().merge(minMax())).to.throw(TypeError, 'sigmaClip: merges only with another sigmaClip');
  });

  accumulatorLaws('sigmaClip', { make: () => sigmaClip({ k: 2 }) });
});
