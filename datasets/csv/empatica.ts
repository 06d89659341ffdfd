import { halfEven } from '../../lib/rounding.js';
import type { HeadFacts } from './facts.js';
import { numberOf } from './cells.js';
import type { Layout } from './layout.js';
import type { CsvSettings } from './options.js';

/** What two first rows say instead of samples. */
export interface StartAndRate {
  readonly layout: Layout;
  readonly facts: Partial<HeadFacts>;
  /** ns since 1970. */
  readonly epoch: bigint;
}

/** Between 2010 and 2050, in s since 1970. */
const [EARLIEST, LATEST] = [1262304000, 2524608000];

/** The fastest sensor of a wrist band, in Hz, with room. */
const FASTEST = 2048;

/**
 * The files of Empatica's E4: no header, in the first row the start in s since 1970, in the second the rate in Hz, the same in each
 * column. Undefined for any other table.
 *
 * @see Empatica support, "E4 data: CSV files"
 */
export function empaticaHead(layout: Layout, { header, decimal }: CsvSettings): StartAndRate | undefined {
  const { rows, dialect } = layout;
  if (layout.header.names || header !== undefined || decimal === ',' || rows.length < 3 || layout.facts.length > 0)
    return undefined;
  if (rows[2].line !== rows[0].line + 2) return undefined; // what stands between would not be counted
  const numbers = (k: number) => rows[k].fields.map(cell => numberOf(cell, dialect.decimal) ?? NaN);
  const [starts, rates, first] = [numbers(0), numbers(1), numbers(2)];
  const [start, rate] = [starts[0], rates[0]];
  if (!(start > EARLIEST && start < LATEST && rate > 0 && rate <= FASTEST)) return undefined;
  if (starts.some(x => x !== start) || rates.some(x => x !== rate) || first.some(x => !(Math.abs(x) < EARLIEST / 10)))
    return undefined;
  const table = rows.slice(2);
  return {
    layout: {
      ...layout,
      rows: table,
      line: table[0].line,
      at: table[0].at,
      count: layout.count - 2,
      passed: { ...layout.passed, header: layout.passed.header + 2 },
    },
    facts: { sampleRate: rate },
    epoch: BigInt(halfEven(start * 1e6)) * 1000n,
  };
}
