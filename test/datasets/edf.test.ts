import { expect } from 'chai';
import { edf, type SourceOptions, type SourceReport } from '../../datasets/index.js';
import { chunked, errorOf, framesOf, samplesOf } from './csv/chunked.js';

/** A signal as the header of the specification has it. */
interface Signal {
  readonly label: string;
  readonly unit?: string;
  readonly physical?: readonly [number | string, number | string];
  readonly digital?: readonly [number, number];
  readonly samples: number;
}

interface FileOptions {
  readonly reserved?: string;
  readonly duration?: string;
  readonly records?: number;
  readonly date?: string;
  readonly recording?: string;
  readonly bdf?: boolean;
}

const field = (value: number | string, width: number) => Buffer.from(String(value).padEnd(width), 'latin1');

/** A file field by field (Kemp et al. 1992, table 1); a record is codes of each signal, or bytes of annotations. */
function file(
  signals: readonly Signal[],
  records: readonly (readonly (readonly number[] | string)[])[],
  options: FileOptions = {},
) {
  const { reserved = '', duration = '1', date = '02.03.24', recording = 'X X X X', bdf = false } = options;
  const width = bdf ? 3 : 2;
  const all = (get: (s: Signal) => number | string, length: number) => signals.map(s => field(get(s), length));
  return Buffer.concat([
    bdf ? Buffer.from('\xffBIOSEMI', 'latin1') : field('0', 8),
    ...[field('X X X X', 80), field(recording, 80), field(date, 8), field('10.11.12', 8)],
    ...[field(256 * (signals.length + 1), 8), field(reserved, 44), field(options.records ?? records.length, 8)],
    ...[field(duration, 8), field(signals.length, 4)],
    ...all(s => s.label, 16),
    ...all(() => 'AgCl', 80),
    ...all(s => s.unit ?? '', 8),
    ...all(s => s.physical?.[0] ?? -100, 8),
    ...all(s => s.physical?.[1] ?? 100, 8),
    ...all(s => s.digital?.[0] ?? -100, 8),
    ...all(s => s.digital?.[1] ?? 100, 8),
    ...all(() => 'HP:0.1Hz', 80),
    ...all(s => s.samples, 8),
    ...all(() => '', 32),
    ...records.flatMap(record =>
      record.map((part, k) => {
        const bytes = Buffer.alloc(signals[k].samples * width);
        if (typeof part === 'string') bytes.write(part, 'latin1');
        else part.forEach((code, i) => bytes.writeIntLE(code, i * width, width));
        return bytes;
      }),
    ),
  ]);
}

async function read(bytes: Uint8Array, options: SourceOptions = {}) {
  let report: SourceReport | undefined;
  const source = edf(chunked(bytes, 100), { ...options, onReport: r => (report = r) });
  const [description, frames] = [await source.probe(), await framesOf(source)];
  const starts = frames.map(f => [f.start, f.length]);
  return { samples: await samplesOf(source), starts, description, report: report as unknown as SourceReport };
}

const notes: Signal = { label: 'EDF Annotations', digital: [-32768, 32767], physical: [-1, 1], samples: 20 };

describe('edf', () => {
  it('scales codes from the digital to the physical ends, signal by signal, in their units', async () => {
    const { samples, description } = await read(
      file(
        [
          { label: 'EEG Fpz-Cz', unit: 'uV', physical: [-250, 250], digital: [-2048, 2047], samples: 3 },
          { label: 'EEG Pz-Oz', unit: 'uV', physical: [100, -100], digital: [0, 200], samples: 3 }, // upside down
        ],
        [
          [
            [-2048, 2047, 0],
            [0, 200, 150],
          ],
        ],
      ),
    );
    expect(samples).to.deep.equal([
      [-250, 250, Math.fround(-250 + (2048 * 500) / 4095)],
      [100, -100, -50],
    ]);
    expect(description.info).to.deep.equal({
      sampleRate: 3,
      epoch: BigInt(Date.UTC(2024, 2, 2, 10, 11, 12)) * 1_000_000n,
      names: ['EEG Fpz-Cz', 'EEG Pz-Oz'],
      units: ['uV', 'uV'],
    });
    expect(description).to.include({ length: 3, rateFrom: 'file' });
  });

  it('has the exact quotient as rate: 7 samples in 0.035 s are 200 Hz, 1 in 30 s are 1/30 Hz', async () => {
    const rate = async (samples: number, duration: string) =>
      (await read(file([{ label: 'x', samples }], [[[]]], { duration }))).description.info.sampleRate;
    expect(await rate(7, '0.035')).to.equal(200);
    expect(await rate(1, '30')).to.equal(1 / 30);
    expect(await rate(1000, '0,5')).to.equal(2000);
    expect(await rate(3, '0')).to.equal(undefined);
  });

  it('reads the largest group of one rate, names the others with theirs, and reads them when asked', async () => {
    const bytes = file(
      [
        { label: 'a', samples: 2 },
        { label: 'slow', samples: 1 },
        { label: 'b', samples: 2 },
        { label: 'empty', samples: 0 },
        { label: 'flat', physical: [5, 5], samples: 2 },
        { label: 'damaged', physical: ['?', 5], samples: 2 },
      ],
      [
        [[1, 2], [7], [3, 4], [], [0, 0], [0, 0]],
        [[5, 6], [8], [7, 8], [], [0, 0], [0, 0]],
      ],
    );
    const { samples, description } = await read(bytes);
    expect(samples).to.deep.equal([
      [1, 2, 5, 6],
      [3, 4, 7, 8],
    ]);
    expect(description.columns.filter(c => c.role === 'ignored').map(c => [c.name, c.reason])).to.deep.equal([
      ['slow', '1 Hz, and the channels of one stream share one rate; choose such signals by columns'],
      ['empty', 'has no samples'],
      ['flat', 'its values go from 5 to 5, so they have no scale'],
      ['damaged', 'its values go from NaN to 5, so they have no scale'],
    ]);
    const slow = await read(bytes, { columns: ['slow'] });
    expect(slow.samples).to.deep.equal([[7, 8]]);
    expect(slow.description.info.sampleRate).to.equal(1);
    expect((await errorOf(read(bytes, { columns: ['a', 'slow'] }))).message).to.contain(
      'columns of one stream must have one rate, got "a" with 2 Hz and "slow" with 1 Hz',
    );
    expect((await errorOf(read(bytes, { columns: ['flat'] }))).message).to.contain('so they have no scale');
  });

  it('gives signals of the same label names of their own', async () => {
    const bytes = file(
      [
        { label: 'EEG', samples: 1 },
        { label: 'EEG', samples: 1 },
      ],
      [[[1], [2]]],
    );
    expect((await read(bytes, { columns: ['EEG.2', 'EEG'] })).samples).to.deep.equal([[2], [1]]);
  });

  it('reads BDF: 24 bits, of both signs', async () => {
    const wide = { label: 'Fp1', physical: [-8388608, 8388607], digital: [-8388608, 8388607], samples: 4 } as const;
    const { samples, description } = await read(
      file([wide], [[[-8388608, 8388607, -1, 65536]]], { bdf: true, reserved: '24BIT' }),
    );
    expect(samples).to.deep.equal([[-8388608, 8388607, -1, 65536]]);
    expect(description.details.kind).to.equal('BDF');
  });

  it('counts annotations, and adds the onset of the first record to the epoch', async () => {
    const bytes = file(
      [{ label: 'x', samples: 1 }, notes],
      [
        [[1], '+0.125\x14\x14\0+0.2\x15300\x14Lights off\x14Turn\x14\0'],
        [[2], '+1.125\x14\x14\0'],
      ],
      { reserved: 'EDF+C', recording: 'Startdate 02-MAR-1924 X X X' },
    );
    const { samples, description, report } = await read(bytes);
    expect(samples).to.deep.equal([[1, 2]]);
    expect(report.annotations).to.equal(2);
    const begin = BigInt(Date.UTC(1924, 2, 2, 10, 11, 12)) * 1_000_000n;
    expect(description.info.epoch).to.equal(begin + 125_000_000n);
    expect(description.columns[1]).to.include({
      role: 'ignored',
      reason: 'annotations are counted, they are not samples',
    });
  });

  it('lets start jump in a discontinuous file to where the onset puts a record', async () => {
    const record = (value: number, onset: string) => [[value, value], `+${onset}\x14\x14\0`];
    const bytes = file(
      [{ label: 'x', samples: 2 }, notes],
      [record(1, '3.5'), record(2, '4.0'), record(3, '6.5'), record(4, '6.75'), [[5, 5], ''], record(6, '8')],
      { reserved: 'EDF+D', duration: '0.5' },
    );
    const { starts, report, description } = await read(bytes, { frameLength: 3 });
    // 4 Hz: onsets 0, 0.5, 3, then 3.25 which overlaps the record before, none, and 4.5 s
    expect(starts).to.deep.equal([
      [0, 3],
      [3, 1],
      [12, 3],
      [15, 3],
      [18, 2],
    ]);
    expect(report).to.include({ gaps: 1, missingSamples: 8, late: 1, untimed: 1, samples: 12 });
    expect(description).to.not.have.property('length');
  });

  it('counts records that are missing, bytes behind the last whole one, and codes outside of their ends', async () => {
    const signals = [{ label: 'x', samples: 2, digital: [-10, 10], physical: [-10, 10] }] as const;
    const bytes = file(signals, [[[1, 11]], [[-11, 3]]], { records: 5 });
    const { samples, report } = await read(Buffer.concat([bytes, Buffer.alloc(3)]));
    expect(samples).to.deep.equal([[1, 11, -11, 3]]);
    expect(report).to.include({ truncated: 6, trailingBytes: 3, outOfRange: 2, complete: true });
    const open = await read(file(signals, [[[1, 2]]], { records: -1 }));
    expect(open.samples).to.deep.equal([[1, 2]]);
    expect(open.report.truncated).to.equal(0);
    const longer = await read(file(signals, [[[1, 2]], [[3, 4]]], { records: 1 }));
    expect(longer.samples).to.deep.equal([[1, 2]]);
    expect(longer.report.trailingBytes).to.equal(4);
  });

  it('has no epoch where date or time are none, and two digits of a year from 1985 on', async () => {
    const epoch = async (date: string) =>
      (await read(file([{ label: 'x', samples: 1 }], [], { date }))).description.info.epoch;
    expect(await epoch('31.02.20')).to.equal(undefined);
    expect(await epoch('yy.mm.dd')).to.equal(undefined);
    expect(await epoch('01.01.85')).to.equal(BigInt(Date.UTC(1985, 0, 1, 10, 11, 12)) * 1_000_000n);
    expect(await epoch('01.01.84')).to.equal(BigInt(Date.UTC(2084, 0, 1, 10, 11, 12)) * 1_000_000n);
  });

  it('refuses what is no such file, or contradicts itself, before it takes memory', async () => {
    const message = async (bytes: Uint8Array) => {
      const error = await errorOf(read(bytes));
      expect(error).to.have.property('code', 'format-source');
      return error.message;
    };
    const good = file([{ label: 'x', samples: 1 }], [[[1]]]);
    const patched = (at: number, text: string) => {
      const bytes = Buffer.from(good);
      bytes.write(text, at, 'latin1');
      return bytes;
    };
    expect(await message(Buffer.from('time,a\n'))).to.contain('must begin with "0" and 7 spaces');
    expect(await message(patched(252, '-1  '))).to.contain(
      'the number of signals must be an integer in [1, 9999], got "-1"',
    );
    expect(await message(patched(252, '9999'))).to.contain('ends in its header of 9999 signals');
    expect(await message(patched(244, 'abc'))).to.contain('the duration of a data record must be a number');
    expect(await message(patched(256 + 216, '99999999'))).to.contain(
      'the samples of signal 0 ("x") in a record must be an integer in [0, 67108864], got "99999999"',
    );
    expect(await message(patched(256 + 216, '60000000'))).to.contain('a data record must have 1 to 67108864 bytes');
    expect(await message(file([notes], [['']], { reserved: 'EDF+C' }))).to.contain('has no signal that can be read');
  });
});
