import { expect } from 'chai';
import { csv, type CsvReport } from '../../datasets/index.js';
import { type Random, random } from '../../lib/random.js';
import { chunked, framesOf } from './csv/chunked.js';

const SEED = 20263;
const BASES = 1000;
const ROWS = 2300; // more than are probed

/** Times of samples as some system stamps them, in periods, and how many samples it lost. */
interface Stamped {
  readonly times: readonly number[];
  readonly lost: number;
}

const exponential = (r: Random) => -Math.log(1 - r.uniform());
const even = Array.from({ length: ROWS }, (_, i) => i);

/** Leaves out single samples and runs of them; never the first two or the last ones. */
function withDrops(r: Random, times: readonly number[], share: number): Stamped {
  let lost = 0;
  const kept = times.filter((_, i) => {
    const drop = i > 20 && i < times.length - 80 && r.uniform() < share;
    if (drop) lost++;
    return !drop;
  });
  return { times: kept, lost };
}

/** Ways that clocks, drivers and radios stamp what was sampled at even steps. */
const KINDS: Readonly<Record<string, (r: Random) => Stamped>> = {
  exact: () => ({ times: even, lost: 0 }),
  'Gaussian jitter of a quarter': r => ({ times: even.map(i => i + 0.25 * r.normal()), lost: 0 }),
  'exponential latency': r => ({ times: even.map(i => i + (0.2 + r.uniform()) * exponential(r)), lost: 0 }),
  'latency in order': r => ({ times: even.map(i => i + 0.5 * exponential(r)).sort((a, b) => a - b), lost: 0 }),
  bursts: r => {
    const size = 4 + Math.floor(r.uniform() * 28);
    return { times: even.map(i => Math.floor(i / size) * size + (i % size) * 0.01), lost: 0 };
  },
  'batched stamps': r => {
    const size = 2 + Math.floor(r.uniform() * 20);
    return { times: even.map(i => Math.floor(i / size) * size), lost: 0 };
  },
  'a slow clock': r => {
    const tick = 1.3 + 4 * r.uniform();
    return { times: even.map(i => Math.floor(i / tick) * tick), lost: 0 };
  },
  drops: r => withDrops(r, even, 0.03),
  'a tenth of jitter and drops': r =>
    withDrops(
      r,
      even.map(i => i + 0.1 * r.normal()),
      0.02,
    ),
  'a quarter of jitter and a few drops': r =>
    withDrops(
      r,
      even.map(i => i + 0.25 * r.normal()),
      0.002,
    ),
  'stamps rounded': r => {
    const digits = 8 + Math.floor(r.uniform() * 40); // ticks to a period
    return { times: even.map(i => Math.floor(i * digits + 0.5) / digits), lost: 0 };
  },
  'one clock change': () => ({ times: even.map(i => (i > 1000 ? i - 5000 : i)), lost: 0 }),
};

describe('csv tells the rate of stamps that are not even', () => {
  it(`within 0.1 % on ${BASES} seeded time bases, and at most 1 % of the gaps that it finds are none`, async function () {
    this.timeout(240_000);
    const r = random(SEED);
    const wrong: string[] = [];
    let [found, truth, invented, missed] = [0, 0, 0, 0];
    const names = Object.keys(KINDS);
    for (let trial = 0; trial < BASES; trial++) {
      const name = names[trial % names.length];
      const period = 10 ** (-3 + 3 * r.uniform()); // s
      const { times, lost } = KINDS[name](r);
      const rows = times.map((t, i) => `${(100 + t * period).toFixed(9)},${(i * 7919) % 1000}`);
      let report: CsvReport | undefined;
      const source = csv(chunked(`time [s],x\n${rows.join('\n')}\n`), { onReport: x => (report = x) });
      const frames = await framesOf(source);
      const rate = frames[0].info.sampleRate ?? NaN;
      if (!(Math.abs(rate * period - 1) <= 1e-3)) wrong.push(`trial ${trial}, ${name}: ${rate * period} of the rate`);
      expect(
        frames.reduce((sum, f) => sum + f.length, 0),
        name,
      ).to.equal(times.length);
      const missing = report?.missingSamples ?? NaN;
      found += missing;
      truth += lost;
      invented += Math.max(0, missing - lost);
      missed += Math.max(0, lost - missing);
    }
    expect(wrong, `${wrong.length} of ${BASES}\n${wrong.slice(0, 20).join('\n')}`).to.deep.equal([]);
    expect(truth).to.be.greaterThan(5000); // or nothing is shown
    expect(invented / found, `${invented} of ${found} samples invented`).to.be.at.most(0.01);
    expect(missed / truth, `${missed} of ${truth} lost samples missed`).to.be.at.most(0.01);
  });
});
