import { expect } from 'chai';
import { csv, type CsvOptions, type CsvReport } from '../../datasets/index.js';
import { DataError, FormatError, OptionRangeError } from '../../lib/errors.js';
import { type Random, random } from '../../lib/random.js';
import { chunked, framesOf, samplesOf } from './csv/chunked.js';

const SEED = 20261;

const below = (r: Random, n: number) => Math.floor(r.uniform() * n);
const pick = <T>(r: Random, list: readonly T[]): T => list[below(r, list.length)];

/** A number as text that some program might write. */
function numeral(r: Random, decimal: string): string {
  const x = r.normal() * 10 ** (below(r, 8) - 3);
  const text = pick(r, [
    x.toFixed(below(r, 6)),
    String(Math.fround(x)),
    String(x),
    x.toExponential(below(r, 17)),
    String(below(r, 999)),
  ]);
  return text.replace('.', decimal);
}

/** A table in some dialect, and its numbers. */
function table(r: Random) {
  const [delimiter, decimal] = pick(
    r,
    [',.', ';.', ';,', '\t.', '\t,', '|,', ' .'].map(x => [x[0], x[1]]),
  );
  const [width, rows, newline] = [2 + below(r, 4), 3 + below(r, 30), pick(r, ['\n', '\r\n', '\r'])];
  const spaced = delimiter === ' ';
  const quoted = !spaced && r.uniform() < 0.3;
  const cell = (text: string) => {
    const core = quoted && r.uniform() < 0.5 ? `"${text}"` : text;
    return r.uniform() < 0.2 && delimiter !== '\t' ? ` ${core} ` : core;
  };
  const lines: string[] = [];
  if (r.uniform() < 0.5) lines.push(Array.from({ length: width }, (_, c) => `name${c}`).join(delimiter));
  const expected = Array.from({ length: width }, (): number[] => []);
  for (let i = 0; i < rows; i++) {
    if (r.uniform() < 0.1) lines.push(pick(r, ['', '# a comment, with "things" in it', '   ']));
    const texts = expected.map(channel => {
      const text = numeral(r, decimal);
      channel.push(Math.fround(Number(text.replace(',', '.'))));
      return text;
    });
    lines.push(texts.map(cell).join(spaced ? pick(r, [' ', '   ', ' \t ']) : delimiter));
  }
  return { text: lines.join(newline) + pick(r, ['', newline]), expected };
}

/** The text with a few bytes changed, doubled, left out or put in. */
function mutate(r: Random, text: string): Uint8Array {
  const bytes = [...new TextEncoder().encode(text)];
  const bits = [44, 59, 9, 10, 13, 34, 34, 35, 45, 46, 48, 57, 101, 110, 97, 32, 0, 0xff, 0xc3];
  for (let k = below(r, 5); k >= 0; k--) {
    const at = below(r, bytes.length);
    const length = r.uniform() < 0.7 ? 1 : below(r, 20);
    const kind = below(r, 3);
    if (kind === 0) bytes.splice(at, length);
    else if (kind === 1) bytes.splice(at, 0, ...bytes.slice(at, at + length));
    else bytes.splice(at, r.uniform() < 0.5 ? 1 : 0, pick(r, bits));
  }
  return Uint8Array.from(bytes);
}

describe('csv under random input', () => {
  it('reads tables of every dialect to the last bit', async () => {
    const r = random(SEED);
    for (let trial = 0; trial < 150; trial++) {
      const { text, expected } = table(r);
      const samples = await samplesOf(
        csv(
          chunked(text, () => 1 + below(r, 40)),
          { time: false, frameLength: 7 },
        ),
      );
      expect(samples, `seed ${SEED}, trial ${trial}: ${JSON.stringify(text)}`).to.deep.equal(expected);
    }
  });

  it('gives the same frames, report or error for damaged tables however they are cut, and never hangs', async () => {
    const r = random(SEED + 1);
    let [errors, good] = [0, 0];
    for (let trial = 0; trial < 250; trial++) {
      const bytes = mutate(r, table(r).text);
      const options: CsvOptions = {
        frameLength: 1 + below(r, 9),
        missing: pick(r, ['error', 'hold', 'nan', 'interpolate']),
        maxInterpolate: 1 + below(r, 5),
        badRows: pick(r, ['error', 'skip']),
        gaps: pick(r, ['mark', 'ignore']),
      };
      const outcome = async (size: number | (() => number)) => {
        let report: CsvReport | undefined;
        try {
          const frames = await framesOf(csv(chunked(bytes, size), { ...options, onReport: x => (report = x) }));
          good++;
          return { frames, report };
        } catch (error) {
          errors++;
          expect([FormatError, DataError, OptionRangeError]).to.include((error as Error).constructor);
          return { message: (error as Error).message };
        }
      };
      const whole = await outcome(1e6);
      const message = `seed ${SEED + 1}, trial ${trial}: ${JSON.stringify(Buffer.from(bytes).toString('latin1'))}`;
      expect(await outcome(1), message).to.deep.equal(whole);
      expect(await outcome(() => 1 + below(r, 50)), message).to.deep.equal(whole);
    }
    expect([errors > 100, good > 100]).to.deep.equal([true, true]); // both ends are tried
  });

  it('accounts for every line of what it reads', async () => {
    const r = random(SEED + 2);
    for (let trial = 0; trial < 150; trial++) {
      const bytes = mutate(r, table(r).text);
      let report: CsvReport | undefined;
      const source = csv(chunked(bytes), { badRows: 'skip', missing: 'nan', onReport: x => (report = x) });
      const frames = await framesOf(source).catch(() => undefined);
      if (!frames || !report) continue;
      const message = `seed ${SEED + 2}, trial ${trial}: ${JSON.stringify(Buffer.from(bytes).toString('latin1'))}`;
      const samples = frames.reduce((sum, f) => sum + f.length, 0);
      expect(report.rows, message).to.equal(samples + report.skipped + report.repeatedRows);
      const { commentLines, blankLines, headerLines, preambleLines, directiveLines } = report;
      const counted = report.rows + commentLines + blankLines + headerLines + preambleLines + directiveLines;
      const joined = Buffer.from(bytes).includes(34) ? report.lines - counted : 0; // a quoted record may take several lines
      expect(counted + joined, message).to.equal(report.lines);
      expect(joined, message).to.be.at.least(0);
    }
  });
});
