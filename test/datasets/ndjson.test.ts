import { expect } from 'chai';
import { ndjson, type NdjsonOptions, type SourceReport } from '../../datasets/index.js';
import { DataError, FormatError } from '../../lib/errors.js';
import { chunked, errorOf, framesOf, samplesOf } from './csv/chunked.js';

const lines = (...rows: unknown[]) => rows.map(row => (typeof row === 'string' ? row : JSON.stringify(row))).join('\n');

async function read(text: string, options: NdjsonOptions = {}) {
  let report: SourceReport | undefined;
  const source = ndjson(chunked(text, 13), { ...options, onReport: r => (report = r) });
  const description = await source.probe();
  const frames = await framesOf(source);
  const samples = await samplesOf(source);
  expect(await samplesOf(ndjson(chunked(text), options))).to.deep.equal(samples);
  return {
    description,
    samples,
    starts: frames.map(f => [f.start, f.length]),
    report: report as unknown as SourceReport,
  };
}

describe('ndjson', () => {
  it('reads objects: numbers as channels by path, a clock by name, its epoch and rate', async () => {
    const row = (i: number) => ({ ts_ms: 1_700_000_000_000 + 20 * i, acc: { x: i, y: -i / 4 }, id: 'a7', ok: i > 0 });
    const { description, samples } = await read(lines(...Array.from({ length: 8 }, (_, i) => row(i))));
    expect(samples).to.deep.equal([
      [0, 1, 2, 3, 4, 5, 6, 7],
      [0, 1, 2, 3, 4, 5, 6, 7].map(i => 0 - i / 4),
      [0, 1, 1, 1, 1, 1, 1, 1],
    ]);
    expect(description.info).to.deep.equal({
      sampleRate: 50,
      epoch: 1_700_000_000_000_000_000n,
      names: ['acc.x', 'acc.y', 'ok'],
      units: ['', '', ''],
    });
    expect(description.columns.map(c => [c.name, c.role, c.reason])).to.deep.equal([
      ['ts_ms', 'time', undefined],
      ['acc.x', 'channel', undefined],
      ['acc.y', 'channel', undefined],
      ['id', 'ignored', 'holds text'],
      ['ok', 'channel', undefined],
    ]);
  });

  it('reads arrays, batches of rows in a line, blank lines, CR LF and a byte order mark', async () => {
    const { samples, description } = await read('\ufeff[1,2]\r\n\r\n[[3,4],[5,6]]\r\n');
    expect(samples).to.deep.equal([
      [1, 3, 5],
      [2, 4, 6],
    ]);
    expect(description.info.names).to.deep.equal(['ch0', 'ch1']);
    expect(description.details.rows).to.equal('arrays');
  });

  it('marks gaps in its times, and counts rows that are late or repeated', async () => {
    const times = ['00.0', '00.1', '00.2', '00.7', '00.6', '00.8', '00.8', '00.9', '01.0', '01.1', '01.2', '01.3'];
    const rows = times.map((t, i) => ({ time: `2024-03-02T10:00:${t}Z`, v: i }));
    const { starts, report, description } = await read(lines(...rows), { badRows: 'skip', sampleRate: 10 });
    expect(description.rateFrom).to.equal('option');
    expect(starts).to.deep.equal([
      [0, 3],
      [7, 8],
    ]);
    expect(report).to.include({ gaps: 1, missingSamples: 4, late: 1, repeated: 1, samples: 11 });
  });

  it('takes a count of samples as start, and drops what comes twice', async () => {
    const rows = [5, 6, 6, 9].map(n => ({ seq: n, v: n }));
    const { starts, report, samples } = await read(lines(...rows), {
      time: 'seq',
      timeUnit: 'samples',
      badRows: 'skip',
    });
    expect(starts).to.deep.equal([
      [5, 2],
      [9, 1],
    ]);
    expect(samples).to.deep.equal([[5, 6, 9]]);
    expect(report).to.include({ gaps: 1, missingSamples: 2, repeated: 1 });
  });

  it('says no rate where the unit of its clock is not known, and which option does', async () => {
    const rows = Array.from({ length: 5 }, (_, i) => ({ t: 40 * i, v: i }));
    const { description } = await read(lines(...rows));
    expect(description.rateFrom).to.equal('unknown');
    expect(description.notes).to.deep.equal(['The unit of "t" is not known, so the rate is not; say it as timeUnit.']);
    expect((await read(lines(...rows), { timeUnit: 'ms' })).description.info.sampleRate).to.equal(25);
  });

  it('fills missing values by the policies, and leaves out bad lines, which were samples', async () => {
    const text = lines(
      { a: 1, b: 1 },
      '{"a": 2, "b"',
      { a: null, b: 3 },
      { a: 'x', b: 4 },
      { event: 'boot' },
      { a: 5, b: 5 },
    );
    const { samples, starts, report } = await read(text, { missing: 'hold', badRows: 'skip' });
    expect(samples).to.deep.equal([
      [1, 1, 1, 5],
      [1, 3, 4, 5],
    ]);
    expect(starts).to.deep.equal([
      [0, 1],
      [2, 3],
    ]);
    expect(report).to.include({ missing: 2, skipped: 2, complete: true });
    const strict = await errorOf(read(text));
    expect(strict).to.be.instanceOf(FormatError);
    expect(strict.message).to.equal(
      `ndjson: test.csv: line 2: a line must be JSON; badRows: 'skip' leaves such rows out`,
    );
    const missing = await errorOf(read(text, { badRows: 'skip' }));
    expect(missing).to.be.instanceOf(DataError);
    expect(missing.message).to.contain('ndjson: test.csv line 3, channel "a": a value is missing, got null');
  });

  it('reads what Python writes for numbers that are none, but no other words', async () => {
    const text =
      '{"a": NaN, "s": "no NaN"}\n{"a": -Infinity, "s": "x"}\n{"a": 2, "s": "an Infinity"}\n{"a": nan, "s": ""}';
    const { samples, report } = await read(text, { missing: 'nan', badRows: 'skip' });
    expect(samples).to.deep.equal([[NaN, -Infinity, 2]]);
    expect(report).to.include({ missing: 1, skipped: 1 });
  });

  it('names fields that turn up behind the first rows, once', async () => {
    const rows = Array.from({ length: 2100 }, (_, i) => ({ v: i, ...(i > 2050 && { late: 1 }) }));
    const { report } = await read(lines(...rows));
    expect(report.unread).to.deep.equal([
      { what: 'field "late", from line 2052 on', reason: 'was not in the first rows; name it in columns' },
    ]);
  });

  it('warns of rows that hold arrays of samples', async () => {
    const row = { pcm: Array.from({ length: 160 }, (_, i) => i) };
    const { description } = await read(lines(row, row));
    expect(description.notes).to.deep.equal([
      'Rows hold arrays of 160 values; each element is read as a channel of its own.',
    ]);
  });

  it('refuses files without rows, with advice, and lines without end', async () => {
    const message = async (text: string, options: NdjsonOptions = {}) => (await errorOf(read(text, options))).message;
    expect(await message('[\n {"a": 1},\n {"a": 2}\n]\n')).to.contain('write one value a line, as with jq -c');
    expect(await message('time,a\n1,2\n')).to.contain('is this a file of JSON, one array or object a line?');
    expect(await message('')).to.contain('holds no row in its first 0 bytes');
    expect(await message(lines({ a: 'x' }, { a: 'y' }))).to.contain(
      'holds no field of numbers in its first 2 rows, got "a" (text)',
    );
    const long = `{"a":1}\n{"a":2,"b":"${'x'.repeat(2 ** 20)}"}\n{"a":3}\n`;
    const source = (badRows: 'error' | 'skip') => ndjson(chunked(long), { badRows });
    expect((await errorOf(samplesOf(source('error')))).message).to.contain(
      'line 2: a line must be at most 1048576 bytes long',
    );
    expect(await samplesOf(source('skip'))).to.deep.equal([[1, 3]]);
    expect(await message(lines({ a: 1 }), { time: 'when' })).to.contain('time must be a field of test.csv, got "when"');
    expect(() => ndjson('x', { time: 3 as unknown as string })).to.throw(TypeError, 'ndjson: time');
    expect(() => ndjson('x', { timeUnit: 'min' as 's' })).to.throw(RangeError, 'ndjson: timeUnit');
  });
});
