import { expect } from 'chai';
import { csv, type CsvOptions, type CsvReport } from '../../datasets/index.js';
import { FormatError } from '../../lib/errors.js';
import { type Random, random } from '../../lib/random.js';
import { chunked, samplesOf } from './csv/chunked.js';

const SEED = 20262;
const LAYOUTS = Number(process.env.BITSTAIR_LAYOUTS ?? 400);

const below = (r: Random, n: number) => Math.floor(r.uniform() * n);
const pick = <T>(r: Random, list: readonly T[]): T => list[below(r, list.length)];
const two = (n: number) => String(n).padStart(2, '0');

/** How the rows say their times: texts of one or two columns, and the rate if they say it. */
interface TimeForm {
  readonly name: string;
  readonly headers: readonly string[];
  /** A row of units has this under them; undefined where the form needs its unit in the header. */
  readonly unit?: string;
  /** Hz; undefined where nobody can know it. */
  readonly rate?: number;
  readonly cells: (i: number, decimal: string) => readonly string[];
}

const START = Date.UTC(2024, 2, 13, 9); // 13 March: day and month cannot be mistaken

/** Date and time of day of row i, one every `step` s. */
function civil(i: number, step: number) {
  const date = new Date(START + i * step * 1000);
  const [y, mo, d] = [date.getUTCFullYear(), date.getUTCMonth() + 1, date.getUTCDate()];
  const [h, mi, s] = [date.getUTCHours(), date.getUTCMinutes(), date.getUTCSeconds()];
  return { y, mo, d, h, mi, s, ms: date.getUTCMilliseconds(), clock: `${two(h)}:${two(mi)}:${two(s)}` };
}

const FORMS: readonly TimeForm[] = [
  { name: 'none', headers: [], cells: () => [] },
  { name: 's', headers: ['time'], unit: 's', rate: 50, cells: (i, d) => [(i / 50).toFixed(2).replace('.', d)] },
  { name: 'ms', headers: ['Time'], unit: 'ms', rate: 200, cells: i => [String(5 * i)] },
  { name: 'us', headers: ['t'], unit: 'us', rate: 2000, cells: i => [String(500 * i)] },
  {
    name: 'min',
    headers: ['Elapsed'],
    unit: 'min',
    rate: 1 / 30,
    cells: (i, d) => [(i / 2).toFixed(1).replace('.', d)],
  },
  { name: 'h', headers: ['Zeit'], unit: 'h', rate: 1 / 900, cells: (i, d) => [(i / 4).toFixed(2).replace('.', d)] },
  { name: 'name_ms', headers: ['time_ms'], rate: 100, cells: i => [String(10 * i)] },
  { name: 'millis', headers: ['millis'], rate: 100, cells: i => [String(12345 + 10 * i)] },
  {
    name: 'seconds_elapsed',
    headers: ['seconds_elapsed'],
    rate: 20,
    cells: (i, d) => [(i / 20).toFixed(3).replace('.', d)],
  },
  { name: 'unknown', headers: ['timestamp'], cells: i => [String(40 * i)] },
  {
    name: 'epoch s',
    headers: ['Timestamp'],
    rate: 50,
    cells: (i, d) => [(START / 1000 + i / 50).toFixed(2).replace('.', d)],
  },
  { name: 'epoch ms', headers: ['Arrival_Time'], rate: 50, cells: i => [String(START + 20 * i)] },
  { name: 'epoch us', headers: ['time'], rate: 50, cells: i => [`${START + 20 * i}000`] },
  { name: 'epoch ns', headers: ['ts'], rate: 50, cells: i => [`${START + 20 * i}000000`] },
  { name: 'iso', headers: ['time'], rate: 10, cells: i => [new Date(START + 100 * i).toISOString()] },
  {
    name: 'iso with zone',
    headers: ['when'],
    rate: 1 / 60,
    cells: i => [`${new Date(START + 60000 * i).toISOString().slice(0, 16)}+01:00`],
  },
  {
    ...{ name: 'day first', headers: ['DateTime'], rate: 1 / 60 },
    cells: i => [`${two(civil(i, 60).d)}/${two(civil(i, 60).mo)}/${civil(i, 60).y} ${civil(i, 60).clock}`],
  },
  {
    ...{ name: 'day first, points, two digits', headers: ['Datum'], rate: 1 / 3600 },
    cells: i => [`${civil(i, 3600).d}.${civil(i, 3600).mo}.${civil(i, 3600).y % 100} ${two(civil(i, 3600).h)}:00`],
  },
  {
    ...{ name: 'twelve hours', headers: ['Time Stamp'], rate: 1 / 900 },
    cells: i => {
      const { y, mo, d, h, mi, s } = civil(i, 900);
      return [`${mo}/${d}/${y} ${((h + 11) % 12) + 1}:${two(mi)}:${two(s)} ${h < 12 ? 'AM' : 'PM'}`];
    },
  },
  {
    ...{ name: 'date and time', headers: ['Date', 'Time'], rate: 1 },
    cells: i => [`${civil(i, 1).y}-${two(civil(i, 1).mo)}-${two(civil(i, 1).d)}`, civil(i, 1).clock],
  },
  {
    ...{ name: 'date and time, day first', headers: ['Datum', 'Uhrzeit'], rate: 2 },
    cells: (i, d) => [
      `${two(civil(i, 0.5).d)}.${two(civil(i, 0.5).mo)}.${civil(i, 0.5).y}`,
      `${civil(i, 0.5).clock}${d}${String(civil(i, 0.5).ms).padStart(3, '0')}`,
    ],
  },
  { name: 'clock', headers: ['time'], rate: 1, cells: i => [civil(i, 1).clock] },
  { name: 'month by name', headers: ['time'], rate: 1, cells: i => [`13-Mar-2024 ${civil(i, 1).clock}`] },
  {
    name: 'spreadsheet days',
    headers: ['Date'],
    rate: 1 / 60,
    cells: (i, d) => [(45364.375 + i / 1440).toFixed(6).replace('.', d)],
  },
];

const PREAMBLES: readonly {
  readonly name: string;
  readonly lines: (delimiter: string) => string[];
  readonly rate?: number;
}[] = [
  { name: 'none', lines: () => [] },
  { name: 'none', lines: () => [] },
  { name: 'hash', lines: () => ['# recorded by hand', '# operator: A, B; C'] },
  { name: 'percent', lines: () => ['% recorded by hand', '%', '% second line'] },
  { name: 'slashes', lines: () => ['// Filter: human, 46.1', '// Firmware 4.0.2'] },
  { name: 'title', lines: () => ['Measurement 12', ''] },
  { name: 'pairs', lines: d => [`Model${d}X1`, `Serial${d}A-17`, `Points${d}80`, ''] },
  { name: 'colons', lines: () => ['Device: logger 3', 'Start: 13 March', 'Channels: 2', ''] },
  { name: 'ragged', lines: d => [`Report${d}${d}`, `Site${d}Lake${d}North${d}East${d}7${d}x`, ''] },
  { name: 'directive', lines: d => [`sep=${d}`] },
];

interface Table {
  readonly bytes: Uint8Array;
  readonly what: string;
  readonly form: TimeForm;
  readonly decimal: string;
  readonly names: readonly string[];
  readonly units: readonly string[];
  readonly headed: boolean;
  readonly values: readonly number[][];
  readonly rate: number | undefined;
}

function layout(r: Random): Table {
  const delimiter = pick(r, [',', ';', '\t', '|']);
  const decimal = delimiter === ',' ? '.' : pick(r, ['.', ',']);
  const form = pick(r, FORMS);
  const preamble = pick(r, PREAMBLES);
  const encoding = pick(r, ['utf8', 'utf8', 'bom', 'latin1', 'utf16']);
  const newline = pick(r, ['\n', '\r\n', '\r']);
  const header = pick(r, ['names', 'brackets', 'row', 'row', 'none']);
  // what stands in no header must be said by the cells
  const named = header !== 'none' || (form.unit === undefined && form.headers.length === 0);
  const style = named ? header : 'brackets';
  const units = pick(r, [
    ['g', 'm/s\u00b2'],
    ['V', '\u00b0C'],
    ['mV', 'kPa'],
  ]);
  const titles = pick(r, [
    ['acc x', 'Temp'],
    ['CH1', 'CH2'],
    ['"a, b"', 'c'],
  ]).map(text => (delimiter !== ',' ? text.replaceAll('"', '') : text));
  const inBrackets = style === 'brackets' || (style === 'names' && form.unit !== undefined);
  const rowOfUnits = style === 'row';
  const heads = [
    ...form.headers.map(text => (form.unit && inBrackets ? `${text} [${form.unit}]` : text)),
    ...titles.map((text, c) =>
      inBrackets ? (text.startsWith('"') ? `"${text.slice(1, -1)} [${units[c]}]"` : `${text} (${units[c]})`) : text,
    ),
  ];
  const rows = 30 + below(r, 60);
  const token = pick(r, ['', 'NaN', 'NA', '#N/A', 'null', '-', 'OL', '<NA>', '1.#QNAN', 'Bad']);
  const holes = pick(r, [0, 0, 0.05]);
  const trailing = r.uniform() < 0.15;
  const values: number[][] = [[], []];
  const lines = preamble.lines(delimiter);
  if (style !== 'none') lines.push(heads.join(delimiter));
  if (rowOfUnits) {
    const cells = [...form.headers.map(() => form.unit ?? ''), ...units];
    lines.push((r.uniform() < 0.5 ? cells.map(unit => (unit === '' ? '' : `(${unit})`)) : cells).join(delimiter));
    if (r.uniform() < 0.3) lines.push('');
  }
  for (let i = 0; i < rows; i++) {
    const cells = [...form.cells(i, decimal)];
    values.forEach((channel, c) => {
      // the other channel keeps its value: a row without any may be blank
      if (c === 0 && i > 2 && r.uniform() < holes) {
        channel.push(NaN);
        cells.push(token);
        return;
      }
      const text = (3 * Math.sin(i / 5 + c) + r.normal() / 10).toFixed(3);
      channel.push(Math.fround(Number(text)));
      cells.push(text.replace('.', decimal));
    });
    lines.push(cells.join(delimiter) + (trailing ? delimiter : ''));
    if (r.uniform() < 0.02) lines.push(pick(r, ['', delimiter.repeat(cells.length - 1)]));
  }
  const text = lines.join(newline) + newline;
  const bytes =
    encoding === 'latin1'
      ? Buffer.from(text, 'latin1')
      : encoding === 'utf16'
        ? Buffer.from(`\ufeff${text}`, 'utf16le')
        : Buffer.from(encoding === 'bom' ? `\ufeff${text}` : text);
  return {
    bytes,
    what: JSON.stringify({
      delimiter,
      decimal,
      form: form.name,
      preamble: preamble.name,
      encoding,
      newline,
      style,
      token,
      holes,
      trailing,
    }),
    form,
    decimal,
    names: titles.map(text => text.replaceAll('"', '')),
    units: inBrackets || rowOfUnits ? units : ['', ''],
    headed: style !== 'none',
    values,
    rate: form.unit !== undefined && !inBrackets && !rowOfUnits ? undefined : form.rate,
  };
}

/** What is wrong in how a table was read; undefined when nothing is. */
async function verdict(table: Table): Promise<string | undefined> {
  let report: CsvReport | undefined;
  const options: CsvOptions = { missing: 'nan', badRows: 'skip', onReport: x => (report = x) };
  const source = csv(chunked(table.bytes), options);
  const { info, rateFrom } = await source.probe();
  const samples = await samplesOf(source);
  const { names, units, values, rate, headed } = table;
  const same = samples.length === values.length && samples.every((s, c) => s.length === values[c].length);
  if (!same)
    return `shape ${samples.map(s => s.length).join()} for ${values.map(s => s.length).join()}, names ${info.names.join()}`;
  const wrong = samples.findIndex((s, c) => s.some((x, i) => !Object.is(x, values[c][i])));
  if (wrong >= 0) return `values of channel ${wrong}`;
  if (headed && info.names.join('|') !== names.join('|')) return `names ${info.names.join('|')}`;
  if (headed && info.units.join('|') !== units.join('|')) return `units ${info.units.join('|')}`;
  const { sampleRate } = info;
  if (
    rate === undefined ? sampleRate !== undefined : sampleRate !== undefined && Math.abs(sampleRate / rate - 1) > 1e-3
  ) {
    return `rate ${sampleRate} for ${rate}`;
  }
  if (rate !== undefined && sampleRate === undefined) return `rate ${rateFrom}, ${rate} could be known`;
  const holes = values.flat().filter(Number.isNaN).length;
  if (report?.missing !== holes) return `${report?.missing} missing of ${holes}`;
  return report.gaps > 0 || report.skipped > 0 ? `${report.gaps} gaps, ${report.skipped} rows skipped` : undefined;
}

describe('csv over generated layouts', () => {
  it(`reads ${LAYOUTS} layouts right without an option, or refuses them with an option that helps`, async function () {
    this.timeout(120_000);
    const r = random(SEED);
    const wrong: string[] = [];
    const refused: string[] = [];
    for (let trial = 0; trial < LAYOUTS; trial++) {
      const table = layout(r);
      try {
        const fault = await verdict(table);
        if (fault !== undefined)
          wrong.push(
            `trial ${trial}: ${fault}: ${table.what}\n${Buffer.from(table.bytes).toString('latin1').slice(0, 300)}`,
          );
      } catch (error) {
        expect(error, table.what).to.be.instanceOf(FormatError);
        expect((error as Error).message, table.what).to.match(
          /(skipLines|header|delimiter|decimal|comment|time|columns|encoding|quote): |option/,
        );
        refused.push(table.what);
      }
    }
    expect(wrong, `${wrong.length} wrong\n${wrong.slice(0, 8).join('\n\n')}`).to.deep.equal([]);
    expect(refused.length, refused.join('\n')).to.be.at.most(LAYOUTS / 50);
  });
});
