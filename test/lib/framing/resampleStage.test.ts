import { expect } from 'chai';
import { DataError, OptionRangeError, OptionTypeError } from '../../../lib/errors.js';
import { type Frame, frame, streamInfo } from '../../../lib/frame.js';
import { resampleStage, type ResampleOptions, resamplingFilter } from '../../../lib/framing/index.js';
import { random } from '../../../lib/random.js';
import { run } from '../../../lib/stage.js';
import { stageLaws } from '../../laws.js';

const resampled = (options: ResampleOptions, frames: readonly Frame[]) => [...run(resampleStage(options), frames)];

const at = (sampleRate: number) => streamInfo({ channels: 1, sampleRate });

const noise = (length: number, seed = 1) => {
  const generator = random(seed);
  return new Float32Array(length).map(() => generator.normal());
};

/**
 * scipy.signal.resample_poly(x, up, down, window=taps / up) by its definition, in doubles: `up` - 1 zeros behind each sample, the filter,
 * every `down`-th of what comes, half the filter's length taken off; ceil(length up / down) samples. `hold` is its padtype "edge".
 */
function polyphase(x: Float32Array, up: number, down: number, edges: 'hold' | 'zero' = 'hold'): Float64Array {
  const taps = resamplingFilter(up, down);
  const half = (taps.length - 1) / 2;
  return Float64Array.from({ length: Math.ceil((x.length * up) / down) }, (_, m) => {
    let sum = 0;
    const beyond = edges === 'hold' ? Math.ceil(half / up) + 1 : 0;
    for (let k = -beyond; k < x.length + beyond; k++) {
      const tap = half + m * down - k * up;
      if (tap >= 0 && tap < taps.length) sum += taps[tap] * x[Math.min(Math.max(k, 0), x.length - 1)];
    }
    return sum;
  });
}

/** Largest difference of samples from expected values, in units of the last place of the largest one. */
function steps(samples: readonly number[], expected: Float64Array): number {
  expect(samples.length).to.equal(expected.length);
  const largest = expected.reduce((a, b) => Math.max(a, Math.abs(b)), 0);
  const step = 2 ** (Math.floor(Math.log2(largest)) - 23);
  return samples.reduce((a, y, m) => Math.max(a, Math.abs(y - expected[m])), 0) / step;
}

describe('resampleStage', () => {
  for (const [from, to, up, down] of [
    [104, 26, 1, 4],
    [50, 26, 13, 25],
    [44100, 16000, 160, 441],
    [16000, 48000, 3, 1],
    [52, 50, 25, 26],
  ] as const) {
    const edges = up === 25 ? 'zero' : 'hold';
    it(`from ${from} to ${to} Hz is scipy's resample_poly with the same taps, to float32 rounding, ${edges}`, () => {
      const x = noise(701).map(sample => sample + 7);
      const frames = [0, 1, 90, 400].map((start, k, all) =>
        frame(x.slice(start, all[k + 1] ?? x.length), { start, info: at(from) }),
      );
      const out = resampled({ rate: to, edges }, frames);
      // rounded once, to the nearest
      expect(
        steps(
          out.flatMap(f => [...f.data]),
          polyphase(x, up, down, edges),
        ),
      ).to.be.at.most(0.5 + 1e-6);
      expect(out[0].start).to.equal(0);
      expect(out[0].info.sampleRate).to.equal(to);
    });
  }

  it('makes no step of an offset at the edges', () => {
    const [f] = resampled({ rate: 26 }, [frame(new Float32Array(500).fill(981.25), { info: at(104) })]);
    expect(f.data.every(x => Math.abs(x - 981.25) < 1e-4)).to.equal(true);
  });

  it('compensates its delay: a sine stays where it was', () => {
    const sine = (rate: number, length: number) =>
      Float32Array.from({ length }, (_, i) => Math.sin((2 * Math.PI * 3 * i) / rate));
    const out = resampled({ rate: 26, edges: 'drop' }, [frame(sine(50, 2000), { info: at(50) })]);
    const wanted = sine(26, 1040);
    let count = 0;
    for (const f of out) {
      f.data.forEach((y, i) => {
        expect(y).to.be.closeTo(wanted[f.start + i], 2e-4); // 80 dB, and the rounding of the input
        count++;
      });
    }
    // 27 samples of the lower rate are missing at each end
    expect(count).to.equal(1040 - 2 * 27);
  });

  it('leaves a constant as it is where the filter lies in samples', () => {
    const out = resampled({ rate: 26, edges: 'drop' }, [frame(new Float32Array(500).fill(0.981), { info: at(104) })]);
    for (const y of out.flatMap(f => [...f.data])) expect(y).to.equal(Math.fround(0.981));
  });

  it('passes everything on where the rate stays', () => {
    const x = noise(40);
    expect(resampled({ rate: 50 }, [frame(x, { info: at(50) })]).flatMap(f => [...f.data])).to.deep.equal([...x]);
  });

  it('begins anew behind a gap, at indices that go on', () => {
    const [a, b] = [noise(300), noise(300, 2)];
    const out = resampled({ rate: 26 }, [frame(a, { info: at(104) }), frame(b, { info: at(104), start: 1001 })]);
    const split = out.findIndex(f => f.start >= 251);
    const values = (frames: readonly Frame[]) => frames.flatMap(f => [...f.data]);
    expect(steps(values(out.slice(0, split)), polyphase(a, 1, 4))).to.be.at.most(0.5 + 1e-6);
    // sample 1001 is no multiple of 4: the first output stands at 1004
    expect(out[split].start).to.equal(251);
    const shifted = new Float32Array(304);
    shifted.set([b[0], ...b, b[299], b[299], b[299]]); // its neighbours are held
    expect(steps(values(out.slice(split)), polyphase(shifted, 1, 4).slice(1))).to.be.at.most(0.5 + 1e-6);
  });

  it('says which rate comes of one that is no short fraction of the input', () => {
    const [f] = resampled({ rate: 26 }, [frame(noise(500), { info: at(49.97) })]);
    expect(f.info.sampleRate).to.be.closeTo(26, 26 * 1e-5);
  });

  it('refuses streams of unknown or far rates, and wrong options', () => {
    const make = (options: unknown) => () => resampleStage(options as ResampleOptions);
    expect(() => resampled({ rate: 26 }, [frame(noise(4))])).to.throw(DataError, 'must say its sample rate');
    expect(() => resampled({ rate: 1e6 }, [frame(noise(4), { info: at(50) })])).to.throw(DataError, 'factor of 1024');
    expect(make({ rate: 0 })).to.throw(OptionRangeError, 'rate must be a finite number above 0, got 0');
    expect(make({ rate: '26' })).to.throw(OptionTypeError, 'rate must be a number');
    expect(make({ rate: 26, edges: 'mirror' })).to.throw(OptionRangeError, 'edges must be one of hold, zero, drop');
  });

  it('refuses gains that change within its filter', () => {
    const stage = resampleStage({ rate: 25 });
    const f = frame(noise(10), { info: at(50) });
    stage.process({ ...f, gains: [1] }, () => {});
    const next = { ...f, start: 10, gains: [2] };
    expect(() => stage.process(next, () => {})).to.throw(DataError, 'gains or centres change');
  });

  // the laws' signals have 50 Hz
  stageLaws('resample', { make: () => resampleStage({ rate: 26 }) });
  stageLaws('resample', { make: () => resampleStage({ rate: 130, edges: 'drop' }) });
});
