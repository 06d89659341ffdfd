import { expect } from 'chai';
import { fileURLToPath } from 'node:url';
import { csv, type CsvDescription, type CsvOptions, type CsvReport } from '../../datasets/index.js';
import { DataError } from '../../lib/errors.js';
import { errorOf, samplesOf } from './csv/chunked.js';

const file = (name: string) => fileURLToPath(new URL(`layouts/${name}`, import.meta.url));

/** What `inspect` knows of a file. */
async function inspect(name: string, options: CsvOptions = {}) {
  let report: CsvReport | undefined;
  const source = csv(file(name), { missing: 'nan', badRows: 'skip', ...options, onReport: r => (report = r) });
  const description = await source.probe();
  const samples = await samplesOf(source);
  return { description, report: report as unknown as CsvReport, samples, ...short(description) };
}

function short({ info, columns }: CsvDescription) {
  return {
    channels: info.names.map((name, c) => (info.units[c] ? `${name} [${info.units[c]}]` : name)),
    ignored: columns.filter(c => c.role === 'ignored').map(c => [c.name, c.reason]),
    rate: info.sampleRate,
  };
}

/** Files as programs write them; the right values are those of the programs' manuals, or plain from the text. */
describe('csv reads files as people have them', () => {
  it('a column whose values begin behind the probed rows', async () => {
    const { channels, samples, report } = await inspect('01-late-column.csv');
    expect(channels).to.deep.equal(['a', 'late']);
    expect(samples[1].filter(x => !Number.isNaN(x)).length).to.equal(100);
    expect(report.cells.map(c => [c.name, c.kind, c.count, c.line])).to.deep.equal([['late', 'missing', 2100, 2]]);
  });

  it('the same from a pipe, where nobody can look ahead: the column is named with the line', async () => {
    const { readFileSync } = await import('node:fs');
    const bytes = readFileSync(file('01-late-column.csv'));
    let report: CsvReport | undefined;
    const chunks = async function* () {
      yield await Promise.resolve(bytes);
    };
    const samples = await samplesOf(csv({ name: 'pipe', chunks }, { onReport: r => (report = r) }));
    expect(samples.length).to.equal(1);
    expect(report?.unread).to.deep.equal([{ what: 'column "late"', reason: 'no value in the 1999 probed rows' }]);
    expect(report?.cells).to.deep.equal([{ index: 2, name: 'late', kind: 'late', count: 100, line: 2102, text: '0' }]);
  });

  it('thousands separators in quotes', async () => {
    const { channels, samples } = await inspect('02-text-column-dropped.csv');
    expect(channels).to.deep.equal(['a', 'p']);
    expect(samples[1].slice(0, 3)).to.deep.equal([1200.5, 1201.5, 1202.5]); // RFC 4180
  });

  it('start and rate in the first rows', async () => {
    const { description, rate, samples } = await inspect('03-epoch-then-rate-rows.csv');
    expect([description.info.epoch, rate]).to.deep.equal([1709283600n * 1_000_000_000n, 32]);
    expect(samples.map(s => s.length)).to.deep.equal([80, 80]);
    expect(samples.map(s => s[0])).to.deep.equal([0, 50]);
  });

  it('units in the row below the names', async () => {
    const { rate, channels } = await inspect('04-units-row-ms.csv'); // PicoScope 6 User's Guide, 6.1.1.1.1
    expect([rate, channels]).to.deep.equal([1e6, ['Channel A [V]', 'Channel B [mV]']]);
  });

  it('days as spreadsheets count them', async () => {
    const { rate, description } = await inspect('06-excel-serial-date.csv');
    expect(rate).to.be.closeTo(1 / 60, 1e-3 / 60);
    expect(description.info.epoch).to.equal(BigInt(Date.UTC(2024, 2, 1)) * 1_000_000n); // 45352 days after 1899-12-30
  });

  it('stamps that jitter by a quarter of the period', async () => {
    const { rate, report, description } = await inspect('07-jitter.csv');
    expect(rate).to.be.closeTo(399 / 3.991, 0.1); // 399 intervals in 3.991 s, and the ends jitter too
    expect([report.gaps, report.missingSamples]).to.deep.equal([0, 0]);
    expect(description.jitter).to.be.within(0.002, 0.003);
  });

  it('rows that come in bursts', async () => {
    const { rate, report, description } = await inspect('08-bursts.csv');
    expect([rate, report.missingSamples, description.time?.batch]).to.deep.equal([8, 0, 8]); // 160 rows in 20 s
  });

  it('rows that come twice', async () => {
    const { rate, report, samples } = await inspect('09-three-percent-twice.csv');
    expect([rate, report.repeatedRows, samples[0].length, description(report)]).to.deep.equal([100, 13, 400, 0]);
    function description({ gaps }: CsvReport) {
      return gaps;
    }
  });

  it('dates with the day in front', async () => {
    const { rate, description } = await inspect('11-day-first.csv');
    expect([rate, description.time?.order]).to.deep.equal([1 / 900, 'dmy']);
    expect(description.info.epoch).to.equal(BigInt(Date.UTC(2024, 2, 1, 9)) * 1_000_000n);
  });

  it('a preamble, and a header below a blank line', async () => {
    const { rate, channels, report, description } = await inspect('12-preamble.csv');
    expect([rate, channels]).to.deep.equal([1000, ['CH1', 'CH2']]);
    expect([report.preambleLines, report.blankLines, report.headerLines, description.firstLine]).to.deep.equal([
      3, 1, 1, 6,
    ]);
  });

  it('comments headed by a percent sign, a counter and a time of day', async () => {
    const { rate, ignored, channels } = await inspect('14-percent-comments.txt');
    expect([rate, channels]).to.deep.equal([250, ['ch1', 'ch2']]);
    expect(ignored).to.deep.equal([['ch0', 'it counts the rows']]);
  });

  it('Latin-1', async () => {
    const { rate, channels, description } = await inspect('16-latin1.csv');
    expect([rate, channels, description.encoding]).to.deep.equal([100, ['temp [\u00b0C]', 'acc [\u00b5g]'], 'latin1']);
  });

  it('one bad cell in some rows: it costs its cell', async () => {
    const { samples, report } = await inspect('17-one-bad-cell-a-row.csv');
    expect(samples.every(s => s.length === 80)).to.equal(true);
    expect(samples.flat().filter(Number.isNaN).length).to.equal(20);
    expect([report.missing, report.skipped, report.cells.length]).to.deep.equal([20, 0, 5]);
    expect(report.cells[0]).to.deep.equal({ index: 1, name: 't0', kind: 'missing', count: 4, line: 2, text: 'Bad' });
  });

  it('LabVIEW measurement files with decimal commas', async () => {
    const { rate, channels, samples, description } = await inspect('18-lvm-like.lvm');
    expect([rate, channels, description.delimiter]).to.deep.equal([25600, ['A', 'B'], '\t']);
    expect(samples.map(s => [s.length, s[1]])).to.deep.equal([0.397, 1.864].map(x => [10, Math.fround(x)]));
  });

  it('a second clock', async () => {
    const { channels, ignored } = await inspect('20-second-clock-as-channel.csv');
    expect([channels, ignored]).to.deep.equal([['x'], [['seconds_elapsed', 'a second clock, beside "time"']]]);
  });

  it('a time in German', async () => {
    const { rate, channels } = await inspect('21-zeit.csv');
    expect([rate, channels]).to.deep.equal([100, ['a']]);
  });

  it('a line with a NUL byte: one bad row', async () => {
    const { samples, report } = await inspect('22-nul-byte.txt');
    expect([samples[0].length, report.badRows.nul, report.skipped]).to.deep.equal([80, 1, 1]);
  });

  it('a sep= line', async () => {
    const { channels, report, description } = await inspect('23-sep-line.csv');
    expect([channels, report.directiveLines, description.delimiter]).to.deep.equal([['a'], 1, ';']);
    expect(description.rateFrom).to.equal('unknown');
    expect(description.notes?.[0]).to.contain('option timeUnit or sampleRate gives it');
  });

  it('a number that stands for no value: suspected, and missing once it is said', async () => {
    const { description } = await inspect('25-sentinel.csv');
    expect(description.notes?.[0]).to.contain('"T" is -200 in 9 of 80 probed rows');
    for (const value of [-200, '-200']) {
      const { report, samples } = await inspect('25-sentinel.csv', { missingValues: [value, -999] });
      expect([report.missing, Math.min(...samples[0].filter(x => !Number.isNaN(x))) > 0]).to.deep.equal([9, true]);
    }
  });

  it('Campbell TOA5: station, names, units and processes in four lines', async () => {
    const { channels, ignored, rate } = await inspect('27-toa5-like.dat');
    expect([channels, rate]).to.deep.equal([['AirT [Deg C]', 'RH [%]'], 1 / 600]);
    expect(ignored).to.deep.equal([['RECORD', 'it counts the rows']]);
  });

  it('a column that turns to text behind the probed rows: its cells are named, no row is lost', async () => {
    const { report, samples } = await inspect('29-late-text.csv');
    expect(samples.map(s => s.length)).to.deep.equal([2400, 2400]);
    expect(report.cells).to.deep.equal([
      { index: 2, name: 'version', kind: 'text', count: 350, line: 2052, text: '11.0.1' },
    ]);
  });

  it('a time in minutes', async () => {
    expect((await inspect('30-time-in-minutes.csv')).rate).to.equal(1 / 30);
  });

  it('#N/A in a first cell: a missing value, and an error where that is one', async () => {
    const { report, samples } = await inspect('32-hash-na-rows.csv');
    expect([samples[0].length, report.missing, report.commentLines]).to.deep.equal([80, 8, 0]);
    const error = await errorOf(samplesOf(csv(file('32-hash-na-rows.csv'))));
    expect(error).to.be.instanceOf(DataError);
    expect(error.message).to.contain('line 5, column "a" (index 0): a value is missing, got "#N/A"');
  });

  it('rows of delimiters: blank', async () => {
    const { report, samples } = await inspect('34-rows-of-delimiters.csv');
    expect([samples[0].length, report.blankLines, report.missing]).to.deep.equal([80, 20, 0]);
  });
});
