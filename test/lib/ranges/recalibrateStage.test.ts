import { expect } from 'chai';
import { frame, type Frame } from '../../../lib/frame.js';
import { random } from '../../../lib/random.js';
import { type DriftReport, percentile, recalibrateStage, type RecalibrateOptions } from '../../../lib/ranges/index.js';
import { run } from '../../../lib/stage.js';
import { recordings } from '../../recordings.js';
import { stageLaws } from '../../laws.js';

const SEED = 20_241_130;

/** Runs samples through the stage; returns what came out and the reports. */
function recalibrated(x: Float32Array, options: RecalibrateOptions) {
  const reports: DriftReport[] = [];
  const out = [...run(recalibrateStage({ ...options, onDrift: r => reports.push(r) }), [frame(x)])];
  expect(out.flatMap(f => [...f.data])).to.deep.equal([...x]); // nothing lost
  return { out, reports };
}

/** n samples of `next`, the sample index given to it. */
const signal = (n: number, next: (i: number) => number) => Float32Array.from({ length: n }, (_, i) => next(i));

describe('recalibrateStage', () => {
  it('freezes the range of the first blocks and keeps it while the signal stays', () => {
    const g = random(SEED);
    const { out, reports } = recalibrated(
      signal(64 * 1024, () => g.uniform() - 0.5),
      {},
    );
    expect(reports).to.deep.equal([]);
    expect(new Set(out.map(f => f.range)).size).to.equal(1);
  });

  it('does not take chance for drift: a Gaussian of 300 short blocks keeps its range', () => {
    const g = random(SEED);
    const { reports } = recalibrated(
      signal(300 * 64, () => g.normal()),
      { every: 64, blocks: 16, ratio: 3, clipping: 0.2, distance: 0.01 },
    );
    expect(reports, `seed ${SEED}`).to.deep.equal([]); // 300 chances of one in a million
  });

  it('swaps the range at the start of a block when its distribution moves out, and says why', () => {
    // from sample 1000 on 4 times as large; blocks of 100: blocks 10 and 11 drift, block 11 begins at 1100
    const { out, reports } = recalibrated(
      signal(2000, i => (i < 1000 ? 1 : 4) * Math.sin(i)),
      { every: 100, blocks: 4, rounds: 2, overload: 100 },
    );
    expect(reports).to.have.length(1);
    const [{ start, reasons, from, to }] = reports;
    expect(start).to.equal(1100);
    // of 32 independent samples a distance proves nothing below sqrt(7.25 (1/32 + 1/318)) = 0.5
    expect(reasons.map(r => r.cause)).to.deep.equal(['clipping', 'ratio']);
    // sin(i) crosses its mean 318 times in 1000 samples, so 100 samples are worth n = 31.8. Bernstein: n samples of rate 0.01 exceed
    // p + t once in a million times at exp(-n t^2 / (2 p (1 - p) + 2 t / 3)) = 1e-6
    const t = reasons[0].limit - 0.01;
    expect(Math.log(1e6) / ((t * t) / (2 * 0.01 * 0.99 + (2 * t) / 3))).to.be.closeTo(31.8, 0.4);
    // |4 sin| > 1 in a share of 1 - 2/pi asin(1/4) = 0.839 of the time
    expect(reasons[0].value).to.be.closeTo(0.839, 0.02);
    expect(reasons[1].value).to.be.closeTo(4, 0.05);
    for (const f of out.filter(o => o.start < 1100)) expect(f.range).to.equal(from);
    expect(out.find(f => f.start === 1100)?.range).to.equal(to);
    expect(to.max[0]).to.be.within(3.9, 4);
    const ranges = new Set(out.filter(f => f.start >= 1300).map(f => f.range)); // from four blocks on it is frozen
    expect(ranges.size).to.equal(1);
  });

  it('widens at once when a peak of 2 % of the time grows 1.9 times', () => {
    // beats of 250 samples, their peak 5 samples wide, on a baseline of noise: an ECG, roughly
    const g = random(SEED);
    const after = 30 * 1024;
    const peak = (i: number) => Math.max(0, 1 - Math.abs((i % 250) - 5) / 3);
    const { reports } = recalibrated(
      signal(60 * 1024, i => (i < after ? 1 : 1.9) * peak(i) + 0.02 * g.normal()),
      {},
    );
    expect(reports).to.have.length(1);
    expect(reports[0].reasons[0].cause).to.equal('overload');
    expect(reports[0].start).to.be.within(after, after + 2 * 1024);
    expect(reports[0].to.max[0]).to.be.within(1.85, 2);
  });

  it('follows a signal that shrinks after its patience, never below the floor, and a restart costs one stretch', () => {
    const [stop, restart] = [1000, 6000];
    const { reports, out } = recalibrated(
      signal(8000, i => (i < stop || i >= restart ? 1 : 0.01) * Math.sin(i)),
      { every: 100, patience: 2000 },
    );
    expect(reports).to.have.length(2);
    expect(reports[0].start).to.be.within(stop + 1800, stop + 2200);
    expect(reports[0].to.max[0] - reports[0].to.min[0]).to.be.closeTo(2 / 8, 1e-3); // an eighth of [-1, 1]
    expect(reports[1].start).to.equal(restart);
    expect(reports[1].reasons[0].cause).to.equal('overload');
    expect(out.find(f => f.start === restart)?.range.max[0]).to.be.above(0.99);
  });

  it('does not follow a machine that stops for less than its patience', () => {
    const { reports } = recalibrated(
      signal(8000, i => (i % 4000 < 3000 ? 1 : 0.01) * Math.sin(i)),
      { every: 100 },
    );
    expect(reports).to.deep.equal([]);
  });

  it('learns nothing from a lead that is off, at the beginning or later', () => {
    const off = (i: number) => i < 6000 || (i >= 30_000 && i < 34_000);
    const { reports, out } = recalibrated(
      signal(60_000, i => (off(i) ? 2047 : 100 * Math.sin(i))),
      { every: 1000, blocks: 4 },
    );
    expect(reports).to.deep.equal([]);
    expect(out[0].range.max[0]).to.be.within(99, 100);
    expect(new Set(out.map(f => f.range)).size).to.equal(1);
  });

  it('counts samples, not the fragments that gaps leave', () => {
    // a second of 100 samples is missing every 1,700: fragments of all lengths
    const frames: Frame[] = [];
    for (let start = 0; start < 60_000; start += 1700) {
      const x = Float32Array.from({ length: 1600 }, (_, i) => (start < 30_000 ? 1 : 10) * Math.sin(start + i));
      frames.push(frame(x, { start }));
    }
    const reports: DriftReport[] = [];
    const out = [...run(recalibrateStage({ onDrift: r => reports.push(r) }), frames)];
    expect(reports).to.have.length(1);
    expect(reports[0].start).to.be.within(30_000, 33_000);
    expect(out[0].range.max[0]).to.be.within(0.99, 1);
    const first = out.findIndex(f => f.range !== out[0].range);
    expect(out[first].start).to.equal(reports[0].start); // the first range is from four blocks of samples, so it lasts
  });

  it('never swaps on a stationary signal, however slow: sines, a slow noise, white noise, two laws', () => {
    const g = random(SEED);
    let slow = 0;
    const signals: Readonly<Record<string, (i: number) => number>> = {
      ...Object.fromEntries(
        [20, 300, 1500, 3000, 4000, 10_000].map(period => [
          `a sine of period ${period}`,
          (i: number) => Math.sin((2 * Math.PI * i) / period),
        ]),
      ),
      'noise of 1000 samples of memory': () => (slow = 0.999 * slow + g.normal()),
      'white noise': () => g.normal(),
      'a Laplacian': () => (g.uniform() < 0.5 ? -1 : 1) * Math.log(1 - g.uniform()),
    };
    for (const [name, next] of Object.entries(signals)) {
      expect(recalibrated(signal(200 * 1024, next), {}).reports, name).to.deep.equal([]);
    }
  });

  it('follows a slow signal until it has seen it whole, so that nothing stays outside', () => {
    const { out } = recalibrated(
      signal(200 * 1024, i => Math.sin((2 * Math.PI * i) / 10_000)),
      {},
    );
    for (const f of out.filter(o => o.start > 10_000)) expect([f.range.min[0], f.range.max[0]]).to.deep.equal([-1, 1]);
  });

  it('finds a factor of 1.5 and a shift of half a standard deviation in 2 blocks of white noise, the inverse after its patience', () => {
    const g = random(SEED);
    const after = 50 * 1024;
    const changes: Readonly<Record<string, (i: number) => number>> = {
      growth: i => (i < after ? 1 : 1.5) * g.normal(),
      decline: i => (i < after ? 1 : 1 / 1.5) * g.normal(),
      shift: i => (i < after ? 0 : 0.5) + g.normal(),
    };
    for (const [name, next] of Object.entries(changes)) {
      const { reports } = recalibrated(signal(200 * 1024, next), {});
      expect(
        reports.map(r => r.start),
        name,
      ).to.have.length(1);
      const patience = name === 'decline' ? 64 * 1024 : 0;
      expect(reports[0].start, name).to.be.within(after + patience - 1024, after + patience + 2 * 1024);
    }
  });

  it('never swaps on respiration and ECG at rest', function () {
    const signals = recordings(p => /bio\/biosppy_(resp|ppg)|ecg\/(biosppy|edb)|emg\//.test(p));
    if (signals.length === 0) this.skip();
    for (const { name, samples } of signals) {
      for (const every of [512, 1024]) expect(recalibrated(samples, { every }).reports, name).to.deep.equal([]);
    }
  });

  it('sees another distribution in the same range', () => {
    // a sine that is pressed outwards: sup over a of (asin a - asin a^10) / pi is 0.262, at a = 0.83
    const { reports } = recalibrated(
      signal(8192, i => (i < 4096 ? Math.sin(i) : Math.sign(Math.sin(i)) * Math.abs(Math.sin(i)) ** 0.1)),
      { rounds: 1, clipping: 1, ratio: 1.5 },
    );
    expect(reports.map(r => r.start)).to.deep.equal([4096]);
    expect(reports[0].reasons.map(r => r.cause)).to.deep.equal(['distance']);
    expect(reports[0].reasons[0].value).to.be.closeTo(0.262, 0.02);
  });

  it('names the channel that drifts, and renews the range of all', () => {
    const data = new Float32Array(2 * 800);
    for (let i = 0; i < 800; i++) [data[i], data[800 + i]] = [Math.sin(i), (i < 400 ? 1 : 10) * Math.cos(i)];
    const reports: DriftReport[] = [];
    const f: Frame = frame(data, { channels: 2 });
    const stage = recalibrateStage({ every: 100, blocks: 2, rounds: 1, onDrift: r => reports.push(r) });
    expect([...run(stage, [f])].map(o => o.length)).to.deep.equal(new Array(8).fill(100));
    expect(reports).to.have.length(1);
    expect(new Set(reports[0].reasons.map(r => r.channel))).to.deep.equal(new Set(['ch1']));
  });

  it('needs drift in as many blocks in a row as it is told', () => {
    const { reports } = recalibrated(
      signal(3200, i => (i % 800 >= 700 ? 5 : 1) * Math.sin(i)), // one loud block in eight
      { every: 100, rounds: 2, distance: 1, overload: 100 },
    );
    expect(reports).to.deep.equal([]);
  });

  it('does not judge a short end', () => {
    const { reports } = recalibrated(
      signal(420, i => (i < 400 ? Math.sin(i) : 100)),
      { every: 100, blocks: 2, rounds: 1 },
    );
    expect(reports).to.deep.equal([]);
  });

  it('calibrates a shorter stream on what there is, and gives nothing for nothing', () => {
    const { out } = recalibrated(Float32Array.of(1, -2), {});
    expect(out[0].range).to.deep.equal({ min: [-2], max: [1] });
    expect([...run(recalibrateStage(), [])]).to.deep.equal([]);
  });

  it('refuses wrong options at the call', () => {
    for (const [options, message] of [
      [{ every: 2 }, 'recalibrate: every must be'],
      [{ blocks: 0 }, 'recalibrate: blocks must be'],
      [{ rounds: 0 }, 'recalibrate: rounds must be'],
      [{ clipping: -1 }, 'recalibrate: clipping must be a number in [0, 1], got -1'],
      [{ ratio: 1 }, 'recalibrate: ratio must be a finite number above 1, got 1'],
      [{ distance: 0 }, 'recalibrate: distance must be a number in (0, 1], got 0'],
      [{ shift: 0 }, 'recalibrate: shift must be a finite number above 0, got 0'],
      [{ spread: 1 }, 'recalibrate: spread must be a finite number above 1, got 1'],
    ] as const)
      expect(() => recalibrateStage(options)).to.throw(RangeError, message);
  });

  stageLaws('recalibrateStage', {
    make: () => recalibrateStage({ every: 16, blocks: 1, rounds: 1, tracker: () => percentile({ cells: 64 }) }),
  });
});
