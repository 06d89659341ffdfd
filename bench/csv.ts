import { parse } from 'csv-parse';
import { createReadStream } from 'node:fs';
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { csv } from '../datasets/index.js';
import { random } from '../lib/index.js';
import { type Group, time } from './harness.js';

const ROWS = 400_000;

/** Reads a generated CSV of 3 channels, beside bare csv-parse with Number. */
export async function timeCsv(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'bitstair-bench-'));
  try {
    const file = join(folder, 'sensor.csv');
    const generator = random(1);
    const cell = () => (16 * generator.uniform() - 8).toFixed(5);
    const rows = Array.from({ length: ROWS }, (_, i) => `${(i / 50).toFixed(2)},${cell()},${cell()},${cell()}`);
    await writeFile(file, `time [s],ax [g],ay [g],az [g]\n${rows.join('\n')}\n`);
    await time(group(file, (await stat(file)).size));
  } finally {
    await rm(folder, { recursive: true });
  }
}

function group(file: string, bytes: number): Group {
  return {
    title: `CSV, ${ROWS} rows of a time and 3 channels, ${(bytes / 1e6).toFixed(1)} MB`,
    amount: bytes / 1e6,
    unit: 'MB/s',
    rounds: 5,
    cases: [
      {
        name: 'csv-parse and Number',
        async work() {
          let sum = 0;
          const records = createReadStream(file).pipe(parse({ from_line: 2 })) as AsyncIterable<string[]>;
          for await (const record of records) for (const cell of record) sum += Number(cell);
          return sum;
        },
      },
      {
        name: 'csv, to frames',
        async work() {
          let sum = 0;
          for await (const f of csv(file)) sum += f.data[0];
          return sum;
        },
      },
    ],
  };
}
