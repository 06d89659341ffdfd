import { expect } from 'chai';
import { csv, type CsvOptions, type CsvReport } from '../../datasets/index.js';
import { chunked, framesOf } from './csv/chunked.js';

const describeText = (text: string, options?: CsvOptions) => csv(chunked(text), options).probe();
const table = (header: string, stamps: readonly (string | number)[]) =>
  `${header}\n${stamps.map((t, i) => `${t},${i}`).join('\n')}\n`;

describe('csv reads time columns', () => {
  it('ISO 8601 with an exact epoch in ns: nine digits, space for T, offsets, no offset is UTC', async () => {
    for (const [stamp, epoch] of [
      ['2016-11-24 13:58:58.081000', 1479995938081000000n],
      ['2016-11-24T13:58:58.123456789Z', 1479995938123456789n],
      ['2016-11-24T13:58:58,123456789123+01:30', 1479990538123456789n],
      ['2016-11-24T13:58', 1479995880000000000n],
      ['1969-12-31T23:59:59.999999999Z', -1n],
    ] as const) {
      const { info, time } = await describeText(`when;x\n${stamp};1\n`, { time: 'when' });
      expect([info.epoch, time?.format]).to.deep.equal([epoch, 'iso']);
    }
  });

  it('epochs in s, ms, us and ns, told by magnitude, without a double in between', async () => {
    const steps = [0n, 10n, 20n].map(ms => 1479995938123456789n + ms * 1000000n);
    for (const [unit, digits] of [
      ['s', 9],
      ['ms', 6],
      ['us', 3],
      ['ns', 0],
    ] as const) {
      const stamps = steps.map(ns => {
        const text = String(ns);
        return digits === 0 ? text : `${text.slice(0, -digits)}.${text.slice(-digits)}`;
      });
      const { time, info } = await describeText(table('timestamp,x', stamps));
      expect([time?.format, time?.unit, info.epoch]).to.deep.equal(['epoch', unit, steps[0]]);
      expect(info.sampleRate).to.equal(100);
    }
  });

  it('an epoch in the first column without a header, but no column that merely counts', async () => {
    const d = await describeText('1600000000.00,5\n1600000000.02,6\n1600000000.04,7\n');
    expect([d.time?.index, d.info.sampleRate, d.info.names]).to.deep.equal([0, 50, ['ch1']]);
    expect((await describeText('0,5\n1,6\n2,7\n')).time).to.equal(undefined);
  });

  it('relative times, in the unit of the header, in seconds where they have a fraction, else of unknown unit', async () => {
    expect((await describeText(table('t [ms],x', [0, 10, 20]))).info.sampleRate).to.equal(100);
    expect((await describeText(table('time_us,x', [0, 500, 1000]))).info.sampleRate).to.equal(2000);
    expect((await describeText(table('t,x', ['0.0', '0.5', '1.0']))).info.sampleRate).to.equal(2);
    expect((await describeText(table('t,x', [0, 4, 8]), { timeUnit: 'ms' })).info.sampleRate).to.equal(250);
    const unknown = await describeText(table('t,x', [0, 10, 20]));
    expect([unknown.time?.format, unknown.time?.unit, unknown.rateFrom]).to.deep.equal([
      'relative',
      undefined,
      'unknown',
    ]);
    expect(unknown.info.epoch).to.equal(undefined);
  });

  it('takes no column for time that does not advance, and none at all under time: false', async () => {
    expect((await describeText(table('t,x', [20.5, 20.25, 20.75, 20]))).info.names).to.deep.equal(['t', 'x']);
    expect((await describeText(table('time [s],x', [0, 1]), { time: false })).info.names).to.deep.equal(['time', 'x']);
  });

  it('prefers the rate of an option to that of the file to that of the stamps', async () => {
    const text = `# Sampling Rate (Hz):= 50.00\n${table('time [s],x', [0, 1, 2])}`;
    expect([(await describeText(text)).info.sampleRate, (await describeText(text)).rateFrom]).to.deep.equal([
      50,
      'file',
    ]);
    expect((await describeText(text, { sampleRate: 25 })).info.sampleRate).to.equal(25);
  });

  it('does not round a period that lies between the stamps: 128 Hz in ms stays 128 Hz', async () => {
    const stamps = Array.from({ length: 1025 }, (_, i) => Math.floor((i * 1000) / 128)); // ends on a whole 8.000 s
    expect((await describeText(table('t [ms],x', stamps))).info.sampleRate).to.equal(128);
  });

  it('takes the samples over their span where stamps repeat: 100 Hz under a clock of 64 ticks a second', async () => {
    const stamps = Array.from({ length: 1601 }, (_, i) => Math.floor((i * 64) / 100) * 15625); // us
    const { info, time } = await describeText(table('t [us],x', stamps));
    expect([time?.coarse, time?.step]).to.deep.equal([true, 0.015625]);
    expect(info.sampleRate).to.equal(100); // 1600 samples in 1024 ticks
  });

  it('says no rate where stamps follow no pace', async () => {
    const stamps = Array.from({ length: 40 }, (_, i) => 2 ** i);
    expect((await describeText(table('t [s],x', stamps))).info.sampleRate).to.equal(undefined);
  });

  it('marks a gap by a jump in start, and counts it', async () => {
    let report: CsvReport | undefined;
    const stamps = ['00:00:00', '00:00:01', '00:00:02', '00:00:05', '00:00:06', '00:00:08', '00:00:09'];
    const text = table(
      'time,x',
      stamps.map(t => `2020-01-01 ${t}`),
    );
    const onReport = (r: CsvReport) => (report = r);
    const frames = await framesOf(csv(chunked(text), { onReport }));
    expect(frames.map(f => [f.start, ...f.data])).to.deep.equal([
      [0, 0, 1, 2],
      [5, 3, 4],
      [8, 5, 6],
    ]);
    expect([report?.gaps, report?.missingSamples, report?.duration]).to.deep.equal([2, 3, 9]);
    const whole = await framesOf(csv(chunked(text), { gaps: 'ignore', onReport }));
    expect(whole.map(f => [f.start, f.length])).to.deep.equal([[0, 7]]);
    expect([report?.gaps, report?.missingSamples]).to.deep.equal([2, 3]);
  });

  it('keeps samples together over a late stamp, and over repeated and backward ones, which it counts', async () => {
    let report: CsvReport | undefined;
    const stamps = [...Array.from({ length: 200 }, (_, i) => i * 10), 2004, 2010, 2010, 1500, 1510];
    const frames = await framesOf(csv(chunked(table('t [ms],x', stamps)), { onReport: r => (report = r) }));
    expect(frames.map(f => [f.start, f.length])).to.deep.equal([[0, 205]]);
    expect([report?.repeated, report?.backwardTimestamps, report?.gaps]).to.deep.equal([1, 1, 0]);
  });

  it('does not count rows left out as missing twice', async () => {
    let report: CsvReport | undefined;
    const text = 't [s],x\n0,0\n1,1\n2\n3,3\n4,4\n5\n8,8\n9,9\n';
    const frames = await framesOf(csv(chunked(text), { badRows: 'skip', onReport: r => (report = r) }));
    expect(frames.map(f => [f.start, ...f.data])).to.deep.equal([
      [0, 0, 1],
      [3, 3, 4],
      [8, 8, 9],
    ]);
    expect([report?.gaps, report?.missingSamples, report?.badRows.ragged]).to.deep.equal([1, 2, 2]);
  });

  it('counts the epoch from the first row that is taken', async () => {
    const text = 'time,x\n2020-01-01T00:00:00Z,"bad\n2020-01-01T00:00:01Z,1\n2020-01-01T00:00:02Z,2\n';
    const [f] = await framesOf(csv(chunked(text), { badRows: 'skip' }));
    expect([f.start, f.info.epoch]).to.deep.equal([0, BigInt(Date.UTC(2020, 0, 1, 0, 0, 1)) * 1000000n]);
  });

  it('refuses a gap beyond sample 2^53', async () => {
    const text = 'time_ns,x\n0,0\n1,1\n2,2\n9007199254740993000,3\n';
    const frames = framesOf(csv(chunked(text)));
    await frames.then(
      () => expect.fail('no error'),
      (error: Error) => expect(error.message).to.contain(`line 5: the gap before this row reaches beyond sample 2^53`),
    );
  });
});
