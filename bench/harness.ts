import { cpus } from 'node:os';
import { random } from '../lib/index.js';

/** One thing to time. */
export interface Case {
  readonly name: string;
  /** Does the work once; returns a number that depends on all of it, so that nothing is optimised away. */
  readonly work: () => number | Promise<number>;
}

/** A contestant that is not there. */
export interface Missing {
  readonly name: string;
  /** What is missing, and how to get it. */
  readonly missing: string;
}

/** A group of cases that do comparable work and are timed in turns; the first one is what the others are compared with. */
export interface Group {
  readonly title: string;
  /** What one run of any case gets through, in `unit`. */
  readonly amount: number;
  readonly unit: string;
  readonly cases: readonly (Case | Missing)[];
  /** Repetitions within one run of a case, whose time is to be shown too. */
  readonly repeats?: number;
  /** Timed slices of each case. Defaults to 40. */
  readonly rounds?: number;
}

/** What was measured of a case; rates in the group's unit a second of CPU time. */
export interface Row {
  readonly group: string;
  readonly name: string;
  readonly unit: string;
  readonly best?: number;
  readonly median?: number;
  /** Share of the wall time in which the processor worked for this process, in the median. */
  readonly busy?: number;
  /** Of the group's first case: the tenth percentile of its CPU time by that of this one. */
  readonly ratio?: number;
  readonly missing?: string;
}

/** CPU time of a slice, us: long beside the clock's step, short beside whatever else the machine does. */
const SLICE = 4000;
const SEED = 1;

let sink = 0;
const rows: Row[] = [];

/**
 * Times a group by CPU time, in short slices in an order that is shuffled every round, so that what else runs on the machine, and the
 * processor's clock, meet all cases alike.
 */
export async function time({ title, amount, unit, cases, repeats, rounds = 40 }: Group): Promise<void> {
  const contestants = cases
    .filter(c => 'work' in c)
    .map(c => ({ ...c, calls: 1, cpu: [] as number[], wall: [] as number[] }));
  for (const c of contestants) {
    // warm up, and see how many calls fill a slice
    for (let spent = 0; spent < 20 * SLICE;) {
      const { cpu } = await slice(c, c.calls);
      spent += cpu * c.calls;
      if (cpu * c.calls < SLICE / 2) c.calls *= 2;
    }
  }
  const generator = random(SEED);
  for (let round = 0; round < rounds; round++) {
    const order = contestants.map(c => [generator.bits(), c] as const).sort(([a], [b]) => a - b);
    for (const [, c] of order) {
      const { cpu, wall } = await slice(c, c.calls);
      c.cpu.push(cpu);
      c.wall.push(wall);
    }
  }
  console.log(`\n${title}`);
  const [base] = contestants;
  for (const given of cases) {
    const c = contestants.find(({ name }) => name === given.name);
    if (!c) {
      const missing = 'missing' in given ? given.missing : '';
      rows.push({ group: title, name: given.name, unit, missing });
      console.log(`  ${given.name.padEnd(44)} ${missing}`);
      continue;
    }
    const [best, tenth, median] = [0, 0.1, 0.5].map(p => quantile(c.cpu, p));
    const row = {
      ...{ group: title, name: c.name, unit },
      best: (1e6 * amount) / best,
      median: (1e6 * amount) / median,
      busy: median / quantile(c.wall, 0.5),
      ratio: quantile(base.cpu, 0.1) / tenth,
    };
    rows.push(row);
    const each = repeats === undefined ? '' : `, ${figure(best / repeats).trim()} us each`;
    console.log(
      `  ${c.name.padEnd(44)} best ${figure(row.best)} ${unit}, median ${figure(row.median)}, x ${row.ratio.toFixed(2)}${each}`,
    );
  }
}

/** CPU and wall time of a call, us, over so many calls. */
async function slice(
  { work }: Pick<Case, 'work'>,
  calls: number,
): Promise<{ readonly cpu: number; readonly wall: number }> {
  const begin = process.hrtime.bigint();
  const before = process.cpuUsage();
  for (let k = 0; k < calls; k++) {
    const result = work();
    sink += typeof result === 'number' ? result : await result; // no tick of the event loop where none is needed
  }
  const { user, system } = process.cpuUsage(before);
  return { cpu: (user + system) / calls, wall: Number(process.hrtime.bigint() - begin) / 1e3 / calls };
}

function quantile(list: readonly number[], p: number): number {
  const sorted = [...list].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(p * sorted.length))];
}

function figure(x: number): string {
  return x.toPrecision(4).padStart(9);
}

/** All that was measured so far. */
export function measured(): readonly Row[] {
  return rows;
}

/** What the figures were measured on. */
export function machine(): string {
  const [cpu] = cpus();
  return `${cpu.model}, ${cpus().length} cores, Node ${process.version}`;
}

/** The sink, printed so that it is used. */
export function checksum(): string {
  return `checksum ${sink}`;
}
