import { expect } from 'chai';
import { DataError, FormatError } from '../../../lib/errors.js';
import { frame, streamInfo } from '../../../lib/frame.js';
import type { Range } from '../../../lib/range.js';
import {
  type CalibrateOptions,
  calibrateStage,
  type CalibrationProgress,
  minMax,
  percentile,
  type RangeConfidence,
} from '../../../lib/ranges/index.js';
import { random } from '../../../lib/random.js';
import { run } from '../../../lib/stage.js';
import type { Json } from '../../../lib/state.js';
import { stageLaws } from '../../laws.js';

const SEED = 20_241_131;

const at = (start: number, ...values: number[]) => frame(Float32Array.from(values), { start });

describe('calibrateStage', () => {
  it('freezes the range of the first samples and loses none of them', () => {
    const seen: Range[] = [];
    const out = [
      ...run(calibrateStage({ samples: 3, onRange: r => seen.push(r) }), [at(0, 1, -2), at(2, 3, 100), at(4, 50)]),
    ];
    expect(seen).to.deep.equal([{ min: [-2], max: [3] }]);
    expect(out.flatMap(f => [...f.data])).to.deep.equal([1, -2, 3, 100, 50]);
    for (const f of out) expect(f.range).to.equal(seen[0]);
  });

  it('calibrates a shorter stream on what there is', () => {
    const [f] = [...run(calibrateStage({ samples: 1000 }), [at(0, 1, -2)])];
    expect(f.range).to.deep.equal({ min: [-2], max: [1] });
  });

  it('gives nothing for nothing', () => {
    expect([...run(calibrateStage({ samples: 10 }), [])]).to.deep.equal([]);
  });

  it('refuses a missing or impossible number of samples at the call', () => {
    expect(() => calibrateStage({ samples: 0 })).to.throw(
      RangeError,
      "calibrate: samples must be an integer in [1, 16777216] samples, or a time such as '1s'",
    );
    expect(() => calibrateStage({} as { samples: number })).to.throw(
      TypeError,
      'calibrate: samples must be an integer',
    );
  });

  it('refuses a state whose counts are not those of the samples held', () => {
    const stage = calibrateStage({ samples: 10 });
    stage.process(frame(new Float32Array(4)), () => {});
    const saved = stage.save() as Record<string, Json>;
    const restore = (changes: Record<string, Json>) => () =>
      calibrateStage({ samples: 10 }).restore({ ...saved, ...changes });
    expect(restore({})).not.to.throw();
    expect(restore({ seen: 9 })).to.throw(FormatError, '9 seen must be those held, got 4');
    expect(restore({ held: [], info: null })).to.throw(FormatError, '4 seen must be those held, got 0');
  });

  it('says how far the range may be trusted, by the rule of Wilks', () => {
    const told: RangeConfidence[] = [];
    const x = Float32Array.from({ length: 998 }, (_, i) => Math.sin(i));
    [...run(calibrateStage({ samples: 998, onRange: (_, c) => told.push(c) }), [frame(x)])];
    expect(told).to.deep.equal([{ samples: [998], outside: [0], risk: [2 / 999] }]);
  });

  it('keeps its word: of new samples the stated share lies outside, in the mean of 2,000 calibrations', () => {
    const g = random(SEED);
    const n = 60;
    let [outside, risk] = [0, 0];
    for (let k = 0; k < 2000; k++) {
      const x = Float32Array.from({ length: n }, () => g.normal());
      let range: Range | undefined;
      const onRange = (r: Range, c: RangeConfidence) => {
        range = r;
        risk = c.risk[0];
      };
      [...run(calibrateStage({ samples: n, onRange }), [frame(x)])];
      const next = g.normal();
      if (range && (next < range.min[0] || next > range.max[0])) outside++;
    }
    // a binomial count of 2,000 at p = 2 / 61 has the standard deviation 7.96; four of them
    expect(Math.abs(outside - 2000 * risk), `seed ${SEED}`).to.be.below(4 * 7.96);
  });

  it('counts what a percentile leaves outside, and no NaN', () => {
    const told: RangeConfidence[] = [];
    const x = Float32Array.from({ length: 1000 }, (_, i) => i);
    x[500] = NaN;
    const tracker = () => percentile({ percentile: 98, nonFinite: 'skip' });
    [...run(calibrateStage({ samples: 1000, tracker, onRange: (_, c) => told.push(c) }), [frame(x), at(1000, 5000)])];
    const [{ samples, outside, risk }] = told;
    expect(samples).to.deep.equal([999]);
    expect(outside[0]).to.be.within(18, 20); // 1 % on either side
    expect(risk[0]).to.equal((outside[0] + 2) / 1000);
  });

  it('reports progress at absolute indices', () => {
    const seen: CalibrationProgress[] = [];
    const x = Float32Array.from({ length: 3000 }, (_, i) => i);
    [...run(calibrateStage({ samples: 2500, onProgress: p => seen.push(p) }), [frame(x, { start: 24 })])];
    expect(seen).to.deep.equal([
      { samples: 1000, range: { min: [0], max: [999] }, settled: 0 },
      { samples: 2024, range: { min: [0], max: [2023] }, settled: 0 },
    ]);
  });

  it('stops at the exact sample where the range has settled', () => {
    // grows up to sample 25, stays within after; checks at 10, 20, 30, 40, 50: the one at 40 is the first within, 50 the second
    const x = Float32Array.from({ length: 100 }, (_, i) => (i === 60 ? 1000 : i <= 25 ? i : 25 - (i % 10)));
    const settle = { tolerance: 0.01, every: 10, rounds: 2 };
    const progress: number[] = [];
    const told: RangeConfidence[] = [];
    const stage = calibrateStage({
      samples: 100,
      settle,
      onProgress: p => progress.push(p.settled),
      onRange: (_, c) => told.push(c),
    });
    const out = [...run(stage, [frame(x)])];
    expect(progress).to.deep.equal([0, 0, 0, 1, 2]);
    expect(told[0].samples).to.deep.equal([50]);
    expect(out.flatMap(f => [...f.data])).to.deep.equal([...x]);
    for (const f of out) expect(f.range).to.deep.equal({ min: [0], max: [25] });
  });

  it('never settles on a stretch that is flat, railed or missing', () => {
    const rate = 100;
    const info = streamInfo({ channels: 1, sampleRate: rate, names: ['ECG'], units: ['mV'] });
    const g = random(SEED);
    const leadOff: Readonly<Record<string, (i: number) => number>> = {
      flat: () => 0,
      'between two codes': i => (i % 3 === 0 ? 1 : 0),
      railed: i => (i % 4 === 0 ? 2047 - (i % 40) : 2047),
      missing: i => (i % 8 === 0 ? NaN : 0.01 * Math.sin(i)),
    };
    for (const [name, next] of Object.entries(leadOff)) {
      let range: Range | undefined;
      const settle = { tolerance: 0.05, every: '1s', rounds: 2 } as const;
      const tracker = () => minMax({ nonFinite: 'skip' });
      const stage = calibrateStage({ samples: '30s', settle, tracker, onRange: r => (range = r) });
      const x = Float32Array.from({ length: 12 * rate }, (_, i) =>
        i < 6 * rate ? next(i) : 5000 * Math.sin(i) + g.normal(),
      );
      stage.process(frame(x, { info }), () => {});
      expect(range?.max[0], name).to.be.above(4900); // the signal's, not the lead's
    }
  });

  it('refuses a range of no width, with words, and skips what it is told to', () => {
    const info = streamInfo({ channels: 1, sampleRate: 100, names: ['ECG'] });
    const x = Float32Array.from({ length: 1000 }, (_, i) => (i < 600 ? 7 : Math.sin(i)));
    const made = (options: Omit<CalibrateOptions, 'samples'>) => [
      ...run(calibrateStage({ samples: '3s', ...options }), [frame(x, { info })]),
    ];
    expect(() => made({})).to.throw(
      DataError,
      /^calibrate: channel ECG had the one value 7 from t = 0.000 s .* is its lead off/,
    );
    expect(made({ flat: 'accept' })[0].range).to.deep.equal({ min: [7], max: [7] });
    let confidence: RangeConfidence | undefined;
    const [f] = made({ skip: '6s', onRange: (_, c) => (confidence = c) });
    expect([f.start, f.length, f.range.max[0] > 0.99]).to.deep.equal([0, 1000, true]);
    expect(confidence?.samples).to.deep.equal([300]);
  });

  it('needs a sample rate for times', () => {
    expect(() => [...run(calibrateStage({ samples: '3s' }), [at(0, 1, 2)])]).to.throw(
      DataError,
      'the stream has no sample rate',
    );
  });

  it('carries gains through a saved state', () => {
    const first = calibrateStage({ samples: 4 });
    first.process({ ...at(0, 1, 2), gains: [2] }, () => {});
    const second = calibrateStage({ samples: 4 });
    second.restore(JSON.parse(JSON.stringify(first.save())));
    const out: unknown[] = [];
    second.flush(f => out.push(f.gains));
    expect(out).to.deep.equal([[2]]);
  });

  it('refuses wrong settle options at the call', () => {
    const settle = { tolerance: 0.1, every: 4, rounds: 1 };
    expect(() => calibrateStage({ samples: 9, settle: { ...settle, tolerance: 0 } })).to.throw(
      'settle.tolerance must be',
    );
    expect(() => calibrateStage({ samples: 9, settle: { ...settle, every: 0 } })).to.throw('settle.every must be');
    expect(() => calibrateStage({ samples: 9, settle: { ...settle, rounds: 0 } })).to.throw('settle.rounds must be');
  });

  stageLaws('calibrateStage that settles', {
    make: () =>
      calibrateStage({ samples: 100, skip: 5, flat: 'accept', settle: { tolerance: 0.5, every: 8, rounds: 2 } }),
  });
  stageLaws('calibrateStage', { make: () => calibrateStage({ samples: 20, flat: 'accept' }) });
  stageLaws('calibrateStage in seconds', { make: () => calibrateStage({ samples: '400ms', flat: 'accept' }) });
});
