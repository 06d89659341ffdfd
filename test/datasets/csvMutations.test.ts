import { expect } from 'chai';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { csv, type CsvOptions, type CsvReport } from '../../datasets/index.js';
import { DataError, FormatError, OptionRangeError } from '../../lib/errors.js';
import { type Random, random } from '../../lib/random.js';
import { framesOf } from './csv/chunked.js';

const SEED = 20264;
/** CI takes 100,000; `BITSTAIR_MUTATIONS=1000000` for a long run. */
const FILES = Number(process.env.BITSTAIR_MUTATIONS ?? 5_000);

const folder = fileURLToPath(new URL('layouts/', import.meta.url));

/** Head and tail of every layout, small enough that thousands are read in seconds. */
const SEEDS = readdirSync(folder).map(name => {
  const bytes = readFileSync(folder + name);
  return bytes.length < 600 ? bytes : Buffer.concat([bytes.subarray(0, 450), bytes.subarray(bytes.length - 150)]);
});

const below = (r: Random, n: number) => Math.floor(r.uniform() * n);

/** Bytes changed, doubled, left out, swapped with another file's, or of words that mean something. */
function mutate(r: Random): Uint8Array {
  let bytes = SEEDS[below(r, SEEDS.length)];
  const words = [
    '"',
    '\n',
    '\r',
    '\t',
    ';',
    ',',
    '#',
    '%',
    '\0',
    '\u00b0',
    '-',
    'e',
    '1e999',
    'NaN',
    'Total',
    '#N/A',
    'sep=',
    '99999999999999999999',
    ' ',
  ];
  for (let k = below(r, 4); k >= 0; k--) {
    const at = below(r, bytes.length + 1);
    const length = r.uniform() < 0.6 ? 1 : below(r, 40);
    const [head, tail] = [bytes.subarray(0, at), bytes.subarray(at)];
    const other = SEEDS[below(r, SEEDS.length)];
    const kinds = [
      () => [head, tail.subarray(length)],
      () => [head, tail.subarray(0, length), tail],
      () => [head, Buffer.from(words[below(r, words.length)]), tail],
      () => [head, Uint8Array.of(below(r, 256)), tail.subarray(1)],
      () => [head, other.subarray(below(r, other.length)).subarray(0, 200), tail],
      () => [head],
    ];
    bytes = Buffer.concat(kinds[below(r, kinds.length)]());
  }
  return bytes;
}

describe('csv over mutated files', () => {
  it(`reads ${FILES} of them with typed errors or counted losses only`, async function () {
    this.timeout(Math.max(120_000, FILES * 20));
    const r = random(SEED);
    let [read, refused] = [0, 0];
    for (let trial = 0; trial < FILES; trial++) {
      const bytes = mutate(r);
      const lenient = r.uniform() < 0.7;
      const options: CsvOptions = lenient ? { missing: 'nan', badRows: 'skip' } : {};
      let report: CsvReport | undefined;
      const chunks = async function* () {
        yield await Promise.resolve(bytes);
      };
      const message = () => `seed ${SEED}, trial ${trial}: ${JSON.stringify(Buffer.from(bytes).toString('latin1'))}`;
      try {
        const frames = await framesOf(
          csv({ name: 'mutated.csv', chunks }, { ...options, onReport: x => (report = x) }),
        );
        read++;
        const samples = frames.reduce((sum, f) => sum + f.length, 0);
        const {
          rows,
          skipped,
          repeatedRows,
          lines,
          commentLines,
          blankLines,
          directiveLines,
          headerLines,
          preambleLines,
        } = report as unknown as CsvReport;
        expect(rows, message()).to.equal(samples + skipped + repeatedRows);
        const counted = rows + commentLines + blankLines + directiveLines + headerLines + preambleLines;
        if (bytes.includes(34)) expect(counted, message()).to.be.at.most(lines);
        else expect(counted, message()).to.equal(lines);
        expect(
          frames.every((f, k) => k === 0 || f.start >= frames[k - 1].start + frames[k - 1].length),
          message(),
        ).to.equal(true);
      } catch (error) {
        if (error instanceof Error && error.name === 'AssertionError') throw error;
        refused++;
        expect([FormatError, DataError, OptionRangeError], `${message()}\n${(error as Error).stack}`).to.include(
          (error as Error).constructor,
        );
      }
    }
    expect([read > FILES / 4, refused > FILES / 20], `${read} read, ${refused} refused`).to.deep.equal([true, true]);
  });
});
