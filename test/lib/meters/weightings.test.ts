import { expect } from 'chai';
import { bandTaps } from '../../../lib/meters/bandTaps.js';
import { type Weighting, weightings } from '../../../lib/meters/index.js';

/** Frequency and gain in dB, from the standards' tables, given to 0.1 dB. */
const TABLES: Readonly<Record<Weighting, readonly (readonly [f: number, gain: number])[]>> = {
  // IEC 61672-1:2013, table 3
  A: [
    ...([
      [10, -70.4],
      [12.5, -63.4],
      [16, -56.7],
      [20, -50.5],
      [25, -44.7],
      [31.5, -39.4],
      [40, -34.6],
    ] as const),
    ...([
      [50, -30.2],
      [63, -26.2],
      [80, -22.5],
      [100, -19.1],
      [125, -16.1],
      [160, -13.4],
      [200, -10.9],
    ] as const),
    ...([
      [250, -8.6],
      [315, -6.6],
      [400, -4.8],
      [500, -3.2],
      [630, -1.9],
      [800, -0.8],
      [1000, 0],
    ] as const),
    ...([
      [1250, 0.6],
      [1600, 1],
      [2000, 1.2],
      [2500, 1.3],
      [3150, 1.2],
      [4000, 1],
      [5000, 0.5],
    ] as const),
    ...([
      [6300, -0.1],
      [8000, -1.1],
      [10000, -2.5],
      [12500, -4.3],
      [16000, -6.6],
      [20000, -9.3],
    ] as const),
  ],
  C: [
    ...([
      [10, -14.3],
      [12.5, -11.2],
      [16, -8.5],
      [20, -6.2],
      [25, -4.4],
      [31.5, -3],
      [40, -2],
    ] as const),
    ...([
      [50, -1.3],
      [63, -0.8],
      [80, -0.5],
      [100, -0.3],
      [125, -0.2],
      [160, -0.1],
      [200, 0],
    ] as const),
    ...([
      [1000, 0],
      [1250, 0],
      [1600, -0.1],
      [2000, -0.2],
      [2500, -0.3],
      [3150, -0.5],
      [4000, -0.8],
    ] as const),
    ...([
      [5000, -1.3],
      [6300, -2],
      [8000, -3],
      [10000, -4.4],
      [12500, -6.2],
      [16000, -8.5],
      [20000, -11.2],
    ] as const),
  ],
  // ITU-R BS.468-4, table 1
  itu468: [
    ...([
      [31.5, -29.9],
      [63, -23.9],
      [100, -19.8],
      [200, -13.8],
      [400, -7.8],
      [800, -1.9],
      [1000, 0],
    ] as const),
    ...([
      [2000, 5.6],
      [3150, 9],
      [4000, 10.5],
      [5000, 11.7],
      [6300, 12.2],
      [7100, 12],
      [8000, 11.4],
    ] as const),
    ...([
      [9000, 10.1],
      [10000, 8.1],
      [12500, 0],
      [14000, -5.3],
      [16000, -11.7],
      [20000, -22.2],
      [31500, -42.7],
    ] as const),
  ],
  // ITU-T O.41, table 1
  psophometric: [
    ...([
      [16.66, -85],
      [50, -63],
      [100, -41],
      [200, -21],
      [300, -10.6],
      [400, -6.3],
      [500, -3.6],
    ] as const),
    ...([
      [600, -2],
      [700, -0.9],
      [800, 0],
      [900, 0.6],
      [1000, 1],
      [1200, 0],
      [1400, -0.9],
    ] as const),
    ...([
      [1600, -1.7],
      [1800, -2.4],
      [2000, -3],
      [2500, -4.2],
      [3000, -5.6],
      [3500, -8.5],
      [4000, -15],
    ] as const),
    ...([
      [4500, -25],
      [5000, -36],
      [6000, -43],
    ] as const),
  ],
};

/** Gain of a symmetric impulse response, dB. */
function gainAt(taps: Float64Array, f: number, sampleRate: number): number {
  const reach = (taps.length - 1) / 2;
  let sum = 0;
  for (let n = -reach; n <= reach; n++) sum += taps[n + reach] * Math.cos((2 * Math.PI * f * n) / sampleRate);
  return 20 * Math.log10(Math.abs(sum));
}

describe('weightings', () => {
  for (const name of Object.keys(TABLES) as Weighting[]) {
    it(`${name}: has the gains of the standard's table, which is rounded to 0.1 dB`, () => {
      for (const [f, gain] of TABLES[name]) {
        // IEC's frequencies are 1000 10^(n / 10), named by round numbers: 31.5 is 31.62, which moves the steep end by 0.15 dB
        const exact =
          name === 'A' || name === 'C' ? 1000 * 10 ** (Math.floor(10 * Math.log10(f / 1000) + 0.5) / 10) : f;
        expect(20 * Math.log10(weightings[name](exact)), `${f} Hz`).to.be.closeTo(gain, 0.08);
      }
    });

    it(`${name}: is met by its filter at 48 and 16 kHz from 31.5 Hz on, to 0.2 dB`, () => {
      for (const sampleRate of [48_000, 16_000]) {
        const taps = bandTaps('test', { weighting: name }, sampleRate);
        for (const [f] of TABLES[name]) {
          // below, and at -63 dB, a fifth of a second resolves 5 Hz: within the standards' tolerance of 2 dB
          const tolerance = f < 31.5 ? (f < 20 ? 3 : 0.6) : f === 50 && name === 'psophometric' ? 0.5 : 0.2;
          if (f < 0.49 * sampleRate) {
            const wanted = 20 * Math.log10(weightings[name](f));
            expect(gainAt(taps, f, sampleRate), `${f} Hz at ${sampleRate}`).to.be.closeTo(wanted, tolerance);
          }
        }
      }
    });
  }

  it('let no constant through', () => {
    for (const name of Object.keys(TABLES) as Weighting[]) expect(weightings[name](0), name).to.equal(0);
  });
});
