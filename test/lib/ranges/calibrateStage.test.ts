import { expect } from 'chai';
import { frame } from '../../../lib/frame.js';
import type { Range } from '../../../lib/range.js';
import {
  calibrateStage,
  type CalibrationProgress,
  percentile,
  type RangeConfidence,
} from '../../../lib/ranges/index.js';
import { random } from '../../../lib/random.js';
import { run } from '../../../lib/stage.js';
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
      'calibrate: samples must be an integer in [1, 16777216], got 0',
    );
    expect(() => calibrateStage({} as { samples: number })).to.throw(
      TypeError,
      'samples must be a number, got undefined',
    );
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
    // grows up to sample 25, stays after; checks at 10, 20, 30, 40, 50: the one at 40 is the first within, 50 the second
    const x = Float32Array.from({ length: 100 }, (_, i) => (i === 60 ? 1000 : Math.min(i, 25)));
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

  it('settles on a constant, and never within the first check', () => {
    const told: RangeConfidence[] = [];
    const settle = { tolerance: 0.1, every: 4, rounds: 1 };
    [...run(calibrateStage({ samples: 100, settle, onRange: (_, c) => told.push(c) }), [frame(new Float32Array(50))])];
    expect(told[0].samples).to.deep.equal([8]);
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
    make: () => calibrateStage({ samples: 100, settle: { tolerance: 0.5, every: 8, rounds: 2 } }),
  });
  stageLaws('calibrateStage', { make: () => calibrateStage({ samples: 20 }) });
});
