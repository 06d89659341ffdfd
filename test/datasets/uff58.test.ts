import { expect } from 'chai';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type SourceOptions, type SourceReport, uff58 } from '../../datasets/index.js';
import { sharedData } from '../sharedData.js';
import { chunked, errorOf, samplesOf } from './csv/chunked.js';

/** A data set 58 by its records: five lines of texts, function, form, abscissa, ordinate and two more axes. */
function set(
  name: string,
  numbers: readonly string[],
  { kind = 2, points = 0, spacing = 1, step = '1.00000E-02', axis = 17 } = {},
) {
  const right = (x: number | string, width: number) => String(x).padStart(width);
  const count =
    points ||
    numbers
      .join('')
      .trim()
      .split(/(?<=\d)(?=[-+ ])/)
      .filter(t => /\d\s*$/.test(t)).length;
  return [
    '    -1',
    '    58',
    ...['a channel', 'NONE', '18-Apr-16 13:49:58', 'NONE', 'NONE'],
    `    1         0    0         0 ${name.padEnd(10)}         0   1 NONE               0   0`,
    `${right(kind, 10)}${right(count, 10)}${right(spacing, 10)}  0.00000E+00  ${step}  0.00000E+00`,
    `${right(axis, 10)}    0    0    0 time                 s                   `,
    `        12    0    0    0 Acceleration         m/s2                `,
    ...[
      '         0    0    0    0 NONE                 NONE                ',
      '         0    0    0    0 NONE                 NONE                ',
    ],
    ...numbers,
    '    -1',
  ].join('\r\n');
}

const units = ['    -1', '   164', '         1SI: Meter (newton)', '    -1'].join('\r\n');

async function read(text: string, options: SourceOptions = {}) {
  let report: SourceReport | undefined;
  const source = uff58(chunked(text, 17), { ...options, onReport: r => (report = r) });
  const description = await source.probe();
  return { samples: await samplesOf(source), description, report: report as unknown as SourceReport };
}

describe('uff58', () => {
  it('reads numbers that touch each other, and exponents of Fortran', async () => {
    const { samples, description } = await read(
      set('x', ['  1.00000E+00 -2.50000E-01-1.25000E+01', '  5.00000D-01'], { points: 4 }),
    );
    expect(samples).to.deep.equal([[1, -0.25, -12.5, 0.5]]);
    expect(description.info).to.deep.equal({
      sampleRate: 100,
      epoch: BigInt(Date.UTC(2016, 3, 18, 13, 49, 58)) * 1_000_000n,
      names: ['x'],
      units: ['m/s2'],
    });
  });

  it('reads the first time signal, or the one that is named, and lists all others', async () => {
    const text = [
      units,
      set('spectrum', ['  1.0'], { axis: 18, points: 1 }),
      set('a', ['  1.0'], { points: 1 }),
      set('b', ['  2.0'], { points: 1 }),
    ].join('\r\n');
    const first = await read(text);
    expect(first.samples).to.deep.equal([[1]]);
    expect(first.report.unread).to.deep.equal([
      { what: 'data set 164', reason: 'not of kind 58' },
      { what: 'data set 0, "spectrum"', reason: 'its axis is no time (kind 18)' },
      { what: 'data set of kind 58', reason: 'behind the one that is read' },
    ]);
    expect((await read(text, { columns: ['b'] })).samples).to.deep.equal([[2]]);
    expect((await read(text, { columns: [1] })).samples).to.deep.equal([[1]]);
    expect((await errorOf(read(text, { columns: ['c'] }))).message).to.contain(
      'holds no data set "c"; it has data set 164',
    );
  });

  it('takes the one whole rate whose step is written so, else the quotient', async () => {
    const rate = async (step: string) =>
      (await read(set('x', ['  1.0'], { step, points: 1 }))).description.info.sampleRate;
    expect(await rate('1.52588E-05')).to.equal(65536);
    expect(await rate('3.90625E-03')).to.equal(256);
    expect(await rate('3.00000E+00')).to.equal(1 / 3);
    expect(await rate('1.00000E-06')).to.equal(1e6);
    expect(await rate('2.00000E-06')).to.equal(500_000);
  });

  it('counts numbers that are missing or too many, and names what is no number', async () => {
    expect((await read(set('x', ['  1.0  2.0'], { points: 5 }))).report).to.include({ truncated: 3, samples: 2 });
    expect((await read(set('x', ['  1.0  2.0'], { points: 1 }))).report).to.include({ skipped: 1, samples: 1 });
    const error = await errorOf(read(set('x', ['  1.0  zwei'], { points: 2 })));
    expect(error.message).to.contain('expected numbers behind sample 1, got "1.0  zwei"');
  });

  it('refuses complex numbers, uneven steps and binary data sets', async () => {
    const message = async (text: string) => (await errorOf(read(text))).message;
    expect(await message(set('x', ['  1.0'], { kind: 5, points: 1 }))).to.contain(
      'holds no data set 58 of a time signal',
    );
    expect(await message(set('x', ['  1.0'], { spacing: 0, points: 1 }))).to.contain('holds no data set 58');
    expect(await message('    -1\n    58b     1     2\n')).to.contain('data set 58b is binary; write it as text (58)');
    expect(await message('hello\n')).to.contain('holds no data set 58 of a time signal');
  });

  it('reads a recorded signal as its numbers split by columns of 13', async function () {
    const folder = sharedData();
    if (!folder) return this.skip();
    const path = join(folder, 'signals/vibration/pyuff_sample58_ascii_mic.uff');
    const lines = readFileSync(path, 'latin1').split(/\r?\n/).slice(13);
    const numbers = lines
      .slice(
        0,
        lines.findIndex(l => l.startsWith('    -1')),
      )
      .flatMap(l => l.match(/.{13}/g) ?? []);
    expect(numbers).to.have.length(79292);
    expect(await samplesOf(uff58(path))).to.deep.equal([numbers.map(n => Math.fround(Number(n)))]);
  });
});
