import { expect } from 'chai';
import { frame } from '../../../lib/frame.js';
import { decayedMax } from '../../../lib/ranges/index.js';
import { summaryLaws } from '../../laws.js';

const at = (start: number, ...x: number[]) => frame(Float32Array.from(x), { start });

describe('decayedMax', () => {
  it('jumps to a larger sample and halves in each half-life', () => {
    const t = decayedMax({ halfLife: 1 }); // a factor of exactly 1/2
    t.push(at(0, 1, -8));
    expect(t.value()).to.deep.equal({ min: [-8], max: [8] });
    t.push(at(2, 0, 0));
    expect(t.value()).to.deep.equal({ min: [-2], max: [2] });
    t.push(at(6, 0)); // two samples are missing
    expect(t.value()).to.deep.equal({ min: [-0.25], max: [0.25] });
    const slow = decayedMax({ halfLife: 100 });
    slow.push(at(0, 1, ...new Array<number>(100).fill(0)));
    expect(slow.value().max[0]).to.be.closeTo(0.5, 100 * 2 ** -52);
  });

  it('refuses, skips and counts, or propagates what is not finite', () => {
    expect(() => decayedMax().push(at(0, NaN))).to.throw('decayedMax: channel ch0 is NaN at sample 0');
    const skip = decayedMax({ halfLife: 1, nonFinite: 'skip' });
    skip.push(at(0, 4, NaN, Infinity));
    expect([skip.value(), skip.skipped]).to.deep.equal([{ min: [-1], max: [1] }, 2]);
    const propagate = decayedMax({ nonFinite: 'propagate' });
    propagate.push(at(0, 4, NaN, 5));
    expect(propagate.value()).to.deep.equal({ min: [NaN], max: [NaN] });
  });

  it('gives [0, 0] to zeros', () => {
    const t = decayedMax();
    t.push(at(0, 0, -0));
    expect(t.value()).to.deep.equal({ min: [0], max: [0] });
  });

  it('refuses wrong options and hostile states', () => {
    expect(() => decayedMax({ halfLife: 0 })).to.throw(
      RangeError,
      'decayedMax: halfLife must be a finite number above 0',
    );
    const t = decayedMax();
    t.push(at(0, 1));
    const state = t.save() as Record<string, unknown>;
    for (const channels of [[[-1, 1]], [[1, 0.5]], [[1]], 'x'])
      expect(() => decayedMax().restore({ ...state, channels })).to.throw(/^decayedMax: /);
  });

  summaryLaws('decayedMax', { make: () => decayedMax({ halfLife: 5 }) });
});
