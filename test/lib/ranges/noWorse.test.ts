import { expect } from 'chai';
import { decodeFrame } from '../../../lib/decode.js';
import { type Frame, frame } from '../../../lib/frame.js';
import { affine, encodeFrame } from '../../../lib/quantizers/index.js';
import { random } from '../../../lib/random.js';
import type { Range } from '../../../lib/range.js';
import type { RangeTracker } from '../../../lib/rangeTracker.js';
import { aciq, entropy, l2, minMax, mse, octav, percentile, sigmaClip } from '../../../lib/ranges/index.js';
import { halfEven } from '../../../lib/rounding.js';
import { type Recording, recordings } from '../../recordings.js';

const WIDTHS = [4, 6, 8, 10, 12];
const N = 20_000;
const SEED = 20_261_130;

/** Every rule that takes its range from the data to lose little. */
const RULES: Readonly<Record<string, (bits: number) => RangeTracker>> = {
  aciq: bits => aciq({ bits }),
  'aciq of a Laplacian': bits => aciq({ bits, distribution: 'laplacian' }),
  entropy: bits => entropy({ bits }),
  l2: bits => l2({ bits }),
  mse: bits => mse({ bits }),
  octav: bits => octav({ bits }),
};

function seeded(): Recording[] {
  const g = random(SEED);
  const burst = (i: number, length: number) => (i % 500 < length ? Math.sin((i % 500) / 3) : 0);
  const signals: Readonly<Record<string, (i: number) => number>> = {
    'a Gaussian': () => g.normal(),
    'an offset of 1000 sigma': () => 1000 + g.normal(),
    'an offset of a million sigma': () => 1e6 + g.normal(),
    sparse: i => 5 * burst(i, 20),
    'resting beside an offset': i => 7 + 0.01 * g.normal() + 3 * burst(i, 10),
    counts: () => halfEven(2 * g.normal()),
    'counts about 2053.7': () => halfEven(2053.7 + 2 * g.normal()),
    clipped: () => Math.max(-1, Math.min(1, 1.5 * g.normal())),
    bimodal: () => (g.uniform() < 0.5 ? -3 : 3) + 0.1 * g.normal(),
    spiky: () => g.normal() + (g.uniform() < 1e-4 ? 500 : 0),
    'spiky beside an offset': () => 50 + g.normal() + (g.uniform() < 1e-4 ? 5000 : 0),
    'a Laplacian': () => (g.uniform() < 0.5 ? -1 : 1) * -Math.log(1 - g.uniform()),
    'an exponential': () => -Math.log(1 - g.uniform()),
    binary: () => (g.uniform() < 0.3 ? 0 : 1),
    steps: i => Math.floor(i / 4000) * 10 + 0.1 * g.normal(),
  };
  return Object.entries(signals).map(([name, next]) => ({
    name,
    samples: Float32Array.from({ length: N }, (_, i) => next(i)),
  }));
}

/** SQNR about the mean, dB, under the quantizer's own grid. */
function measured(f: Frame, range: Range, bits: number): number {
  const quantizer = affine({ bits });
  const decoded = decodeFrame(encodeFrame(quantizer, f, quantizer.design(range))).data;
  const mean = f.data.reduce((sum, x) => sum + x / f.length, 0);
  let [signal, noise] = [0, 0];
  for (let i = 0; i < f.length; i++) {
    signal += (f.data[i] - mean) ** 2;
    noise += (f.data[i] - decoded[i]) ** 2;
  }
  return 10 * Math.log10(signal / noise);
}

const rangeOf = (tracker: RangeTracker, f: Frame): Range => {
  tracker.push(f);
  return tracker.value();
};

/** What a rule loses against min-max by more than 0.5 dB. */
function losses(rule: string, signals: readonly Recording[], widths: readonly number[]): string[] {
  return signals.flatMap(({ name, samples }) => {
    const f = frame(samples);
    const all = rangeOf(minMax(), f);
    return widths.flatMap(bits => {
      if (rule === 'entropy' && bits > 10) return [];
      // a constant has no ratio, and samples that are levels no noise
      const [own, wide] = [rangeOf(RULES[rule](bits), f), all].map(r => measured(f, r, bits));
      return own >= wide - 0.5 || !Number.isFinite(wide)
        ? []
        : [`${name}, ${bits} bits: ${own.toFixed(2)} for ${wide.toFixed(2)} dB`];
    });
  });
}

describe('no rule for a range loses to min-max in silence', () => {
  for (const rule of Object.keys(RULES)) {
    it(`${rule}: at most 0.5 dB on seeded signals of 15 kinds, 4 to 12 bits`, function () {
      this.timeout(60_000);
      expect(losses(rule, seeded(), WIDTHS)).to.deep.equal([]);
    });

    it(`${rule}: at most 0.5 dB on all reference recordings, 4, 8 and 12 bits`, function () {
      this.timeout(120_000);
      const signals = recordings();
      if (signals.length === 0) this.skip();
      expect(losses(rule, signals, [4, 8, 12])).to.deep.equal([]);
    });
  }

  it('percentile and sigmaClip may, as they were asked to, and their ranges say so', () => {
    const f = frame(Float32Array.from({ length: 1000 }, (_, i) => i));
    for (const asked of [percentile({ percentile: 90 }), sigmaClip({ k: 1 })]) {
      expect(rangeOf(asked, f).clips).to.equal(true);
    }
    for (const other of [minMax(), percentile({ percentile: 100 }), mse()]) {
      expect(rangeOf(other, f)).to.not.have.property('clips');
    }
  });

  it('gives the ECG and the PPG back what clipping about zero took: figures of the recordings', function () {
    const one = (path: string) => recordings(p => p === path)[0]?.samples;
    const [ecg, ppg] = [one('ecg/biosppy_ecg.txt'), one('bio/biosppy_ppg.txt')].map(x => x && frame(x));
    if (!ecg || !ppg) return this.skip();
    // uniform on [min, max], about the mean, computed outside: 40.0 dB; no rule stays 0.5 dB below it
    for (const rule of Object.keys(RULES)) {
      expect(measured(ecg, rangeOf(RULES[rule](8), ecg), 8), rule).to.be.above(39.5);
      expect(measured(ppg, rangeOf(RULES[rule](8), ppg), 8), rule).to.be.above(
        measured(ppg, rangeOf(minMax(), ppg), 8) - 0.5,
      );
    }
  });
});
