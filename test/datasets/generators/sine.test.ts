import { expect } from 'chai';
import { sine, type SineOptions } from '../../../datasets/generators/sine.js';
import { channelsOf } from './channelsOf.js';

describe('sine', () => {
  it('gives offset + amplitude sin(2 pi f t + phase)', () => {
    // a quarter of the sample rate: every sample falls on 0, 1, 0, -1
    const [x] = channelsOf(sine({ sampleRate: 4, frequency: 1, amplitude: 3, offset: 10, samples: 8 }));
    for (const [i, value] of [10, 13, 10, 7, 10, 13, 10, 7].entries()) expect(x[i]).to.be.closeTo(value, 1e-6);
    // sin(x + pi / 2) = cos(x)
    const [y] = channelsOf(sine({ sampleRate: 4, frequency: 1, phase: Math.PI / 2, samples: 4 }));
    for (const [i, value] of [1, 0, -1, 0].entries()) expect(y[i]).to.be.closeTo(value, 1e-6);
  });

  it('has mean square amplitude^2 / 2 over whole periods', () => {
    const [x] = channelsOf(sine({ sampleRate: 1000, frequency: 10, amplitude: 0.5, samples: 1000 }));
    const meanSquare = x.reduce((sum, v) => sum + v * v, 0) / x.length;
    expect(meanSquare).to.be.closeTo(0.125, 0.125 * 2 ** -23); // float32 samples: 2^-24 each, twice in the square
  });

  it('gives each channel its own wave, name and unit', () => {
    const [f] = sine({
      ...{ sampleRate: 8, frequency: [1, 2], amplitude: [1, 5], phase: [0, Math.PI / 2], offset: [0, 100] },
      ...{ channels: 2, names: ['a', 'b'], units: ['V', 'A'], samples: 8 },
    });
    expect(f.info).to.deep.equal({ sampleRate: 8, names: ['a', 'b'], units: ['V', 'A'] });
    expect(f.data[2]).to.be.closeTo(1, 1e-6); // sin(2 pi / 4)
    expect(f.data[8]).to.be.closeTo(105, 1e-5); // 100 + 5 cos(0)
    expect(f.data[10]).to.be.closeTo(95, 1e-5); // 100 + 5 cos(pi)
  });

  it('refuses a frequency above half the sample rate, and a missing sample rate', () => {
    expect(() => sine({ sampleRate: 100, frequency: 51 })).to.throw(
      RangeError,
      'sine: frequency must be a frequency in [0, 50] Hz, half the sample rate, got 51',
    );
    expect(() => sine({ frequency: 5 } as SineOptions)).to.throw(
      TypeError,
      'sine: sampleRate must be a number, got undefined',
    );
    expect(() => sine({ sampleRate: 100, frequency: 1, amplitude: -1 })).to.throw(
      RangeError,
      'sine: amplitude must be a finite number of at least 0, got -1',
    );
  });
});
