import { cpus } from 'node:os';

/** One thing to time. */
export interface Case {
  readonly name: string;
  /** Does the work once; returns a number that depends on all of it, so that nothing is optimised away. */
  work(): number | Promise<number>;
}

/** A group of cases that do comparable work and are timed in turns. */
export interface Group {
  readonly title: string;
  /** What one run of any case gets through, in `unit`. */
  readonly amount: number;
  readonly unit: string;
  readonly cases: readonly Case[];
  /** Repetitions within one run of a case, whose time is to be shown too. */
  readonly repeats?: number;
  /** Timed rounds. Defaults to 15. */
  readonly rounds?: number;
}

let sink = 0;

/** Times a group: two rounds of warm-up, then all cases in turns; prints the best and the median of each, and their ratios. */
export async function time({ title, amount, unit, cases, repeats, rounds = 15 }: Group): Promise<void> {
  const times = cases.map(() => [] as number[]);
  for (let round = -2; round < rounds; round++) {
    for (let k = 0; k < cases.length; k++) {
      const begin = process.hrtime.bigint();
      sink += await cases[k].work();
      if (round >= 0) times[k].push(Number(process.hrtime.bigint() - begin) / 1e9);
    }
  }
  console.log(`\n${title}`);
  const best = times.map(t => amount / Math.min(...t));
  cases.forEach(({ name }, k) => {
    const median = amount / [...times[k]].sort((a, b) => a - b)[rounds >> 1];
    const each = repeats === undefined ? '' : `, ${((1e6 * amount) / best[k] / repeats).toFixed(1)} us each`;
    console.log(
      `  ${name.padEnd(44)} best ${figure(best[k])} ${unit}, median ${figure(median)}, x ${(best[k] / best[0]).toFixed(2)}${each}`,
    );
  });
}

function figure(x: number): string {
  return x.toPrecision(4).padStart(9);
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
