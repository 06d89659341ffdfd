import { expect } from 'chai';
import fc from 'fast-check';
import { frame } from '../../../lib/frame.js';
import { applyGains, channelGain, equalizeRange, removeGains } from '../../../lib/equalizers/index.js';

describe('channelGain', () => {
  it('amplifies weak channels and attenuates strong ones to the geometric mean of their half widths', () => {
    const range = { min: [-1, -4, -100], max: [0.5, 16, 100] };
    const gains = channelGain().design(range);
    const common = (0.75 * 10 * 100) ** (1 / 3);
    gains.forEach((g, c) => expect(g).to.be.closeTo(common / [0.75, 10, 100][c], 1e-6 * g));
    const { min, max } = equalizeRange(range, gains);
    [0, 1, 2].forEach(c => expect((max[c] - min[c]) / 2).to.be.closeTo(common, 1e-5));
  });

  it('brings channels to a given target', () => {
    expect(channelGain({ target: 10 }).design({ min: [-5, 1000], max: [5, 1080] })).to.deep.equal([2, 0.25]);
  });

  it('rounds gains to the nearest power of two in the logarithm when asked', () => {
    expect(channelGain({ target: 10, powerOfTwo: true }).design({ min: [-3, 0, 0], max: [3, 16, 200] })).to.deep.equal([
      4, 1, 0.125,
    ]);
  });

  it('bounds gains and leaves dead channels alone', () => {
    expect(channelGain({ target: 1, maxGain: 8 }).design({ min: [0, 0, 5], max: [1e-9, 1e9, 5] })).to.deep.equal([
      8, 0.125, 1,
    ]);
  });

  it('enforces maxGain after rounding to a power of two', () => {
    expect(
      channelGain({ target: 1, maxGain: 3, powerOfTwo: true }).design({ min: [0, -3], max: [2 / 3, 3] }),
    ).to.deep.equal([2, 0.5]);
  });

  it('keeps one channel as it is', () => {
    expect(channelGain().design({ min: [-3], max: [2] })).to.deep.equal([1]);
  });

  it('is inverted bit for bit for power-of-two gains, within one unit in the last place for others', () => {
    fc.assert(
      fc.property(
        fc
          .float({ min: Math.fround(-1e6), max: Math.fround(1e6), noNaN: true })
          .filter(x => Math.abs(x) > 1e-20 || x === 0),
        fc.integer({ min: -20, max: 20 }),
        fc.double({ min: 0.001, max: 1000, noNaN: true }),
        (x, exponent, gain) => {
          const f = frame(Float32Array.of(x));
          expect(removeGains(applyGains(f, [2 ** exponent])).data[0] + 0).to.equal(x + 0);
          const back = removeGains(applyGains(f, [Math.fround(gain)])).data[0];
          expect(Math.abs(back - x)).to.be.at.most(Math.abs(x) * 2 ** -23);
        },
      ),
      { seed: 11, numRuns: 2000 },
    );
  });

  it('refuses wrong options at the call', () => {
    expect(() => channelGain({ target: 0 })).to.throw(
      RangeError,
      'channelGain: target must be a finite number above 0, got 0',
    );
    expect(() => channelGain({ maxGain: Infinity })).to.throw(RangeError, 'maxGain');
    expect(() => channelGain({ powerOfTwo: 1 as unknown as boolean })).to.throw(TypeError, 'powerOfTwo');
  });
});
