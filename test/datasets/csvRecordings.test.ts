import { expect } from 'chai';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { csv, type CsvDescription, type CsvReport } from '../../datasets/index.js';
import { sharedData } from '../sharedData.js';
import { samplesOf } from './csv/chunked.js';

describe('csv reads recordings without an option', () => {
  const folder = sharedData();
  const signals = (name: string) => join(folder ?? '', 'signals', name);
  const probe = (name: string): Promise<CsvDescription> => csv(signals(name)).probe();
  before(function () {
    if (folder === undefined) this.skip();
  });

  it('every number of every table, as a split and Number read it', async () => {
    const files = readdirSync(signals(''), { recursive: true, encoding: 'utf8' });
    for (const name of files.filter(file => /\.(csv|txt)$/.test(file) || /^seismic.*\.[enz]$/.test(file))) {
      const { delimiter, header, columns } = await probe(name);
      const lines = readFileSync(signals(name), 'utf8').split(/\r?\n/);
      const rows = lines.filter(line => line.trim() !== '' && !line.startsWith('#')).slice(header === 'row' ? 1 : 0);
      const fields = rows.map(row => (delimiter === '' ? [row] : row.split(delimiter)));
      const expected = columns
        .filter(column => column.role === 'channel')
        .map(column => fields.map(row => Math.fround(Number(row[column.index]))));
      const samples = await samplesOf(csv(signals(name)));
      expect(
        samples.map(channel => channel.length),
        name,
      ).to.deep.equal(expected.map(channel => channel.length));
      const wrong = samples.map((channel, c) => channel.findIndex((x, i) => !Object.is(x, expected[c][i])));
      expect(wrong, name).to.deep.equal(samples.map(() => -1));
    }
  });

  it('accelerometer: three columns of padded integers, no header, no rate', async () => {
    const d = await probe('accel/st_har/stationary_03_26Hz_4g_mg.csv');
    expect([d.delimiter, d.header, d.info.names, d.rateFrom]).to.deep.equal([
      ',',
      'none',
      ['ch0', 'ch1', 'ch2'],
      'unknown',
    ]);
    expect(d.time).to.equal(undefined);
  });

  it('BioSPPy: rate, labels and units from its comments', async () => {
    const d = await probe('accel/biosppy_acc.txt');
    expect([d.delimiter, d.header, d.rateFrom, d.info.sampleRate]).to.deep.equal(['\t', 'comment', 'file', 100]);
    expect(d.info.names).to.deep.equal(['acc_x', 'acc_y', 'acc_z']);
    expect(d.info.units).to.deep.equal(['m/s^2', 'm/s^2', 'm/s^2']);
    for (const [name, label] of [
      ['ecg/biosppy_ecg.txt', 'ECG'],
      ['emg/biosppy_emg.txt', 'EMG'],
      ['bio/biosppy_ppg.txt', 'PPG'],
      ['bio/biosppy_resp.txt', 'Resp'],
    ]) {
      const { info, metadata } = await probe(name);
      expect([info.sampleRate, info.names, info.units]).to.deep.equal([1000, [label], ['']]);
      expect(metadata.find(m => m.key === 'Resolution')?.value).to.equal('12');
    }
  });

  it('ECG: one column and nothing else', async () => {
    const d = await probe('ecg/edb_e0103.csv');
    expect([d.delimiter, d.header, d.info.names, d.rateFrom]).to.deep.equal(['', 'none', ['ch0'], 'unknown']);
  });

  it('HeartPy: stamps of a 15.6 ms clock that repeat, at 100.42 Hz over the whole recording', async () => {
    const name = 'bio/heartpy_data3_ppg.csv';
    let report: CsvReport | undefined;
    const source = csv(signals(name), { onReport: r => (report = r) });
    const { info, time } = await source.probe();
    expect([info.names, info.epoch]).to.deep.equal([['hr'], 1479995938081000000n]); // date -ud '2016-11-24 13:58:58.081' +%s%N
    expect([time?.format, time?.coarse, time?.step]).to.deep.equal(['iso', true, 0.016]);
    // 68,476 rows in 681.898 s; samples lost on the way count in the rate, so it may be a little higher
    expect(info.sampleRate).to.be.within(100.42, 100.42 * 1.01);
    let end = 0;
    for await (const f of source) end = f.start + f.length;
    expect(report?.duration).to.equal(681.898);
    // index and stamps must tell the same time: within 0.2 %, as the first 2,000 rows know the rate to +-1 tick in 20 s = 0.08 %
    expect((end - 1) / (info.sampleRate ?? NaN)).to.be.closeTo(681.898, 681.898 * 0.002);
  });

  it('SKAB: semicolons, CR LF, 1 Hz with seconds left out', async () => {
    const name = 'industrial/skab/valve1_0.csv';
    let report: CsvReport | undefined;
    const source = csv(signals(name), { onReport: r => (report = r) });
    const d = await source.probe();
    expect([d.delimiter, d.newline, d.time?.name, d.info.sampleRate]).to.deep.equal([';', 'CR LF', 'datetime', 1]);
    expect(d.info.names.length).to.equal(10);
    expect(d.info.names.slice(7)).to.deep.equal(['Volume Flow RateRMS', 'anomaly', 'changepoint']);
    let end = 0;
    for await (const f of source) end = f.start + f.length;
    // 1,147 rows span 1,199 s: 1,200 seconds, of which 53 are missing
    expect([report?.rows, report?.gaps, report?.missingSamples, end]).to.deep.equal([1147, 53, 53, 1200]);
  });

  it('NAB: every 5 minutes, hourly with days missing, an hour that comes twice, irregular', async () => {
    expect((await probe('nab/ec2_cpu_utilization_24ae8d.csv')).info.sampleRate).to.equal(1 / 300);
    const end = async (name: string) => {
      let report: CsvReport | undefined;
      let last = 0;
      for await (const f of csv(signals(name), { onReport: r => (report = r) })) last = f.start + f.length;
      return { last, report };
    };
    const ambient = await end('nab/ambient_temperature_system_failure.csv');
    expect(ambient.last).to.equal(28393200 / 3600 + 1); // 2013-07-04 00:00 to 2014-05-28 15:00
    const machine = await end('nab/machine_temperature_system_failure.csv');
    expect([machine.report?.backwardTimestamps, machine.last]).to.deep.equal([1, 22695]);
    expect((await probe('nab/speed_6005.csv')).info.sampleRate).to.be.closeTo(1 / 300, 0.001 / 300);
  });

  it('ETTh1: hourly, seven channels', async () => {
    const { info } = await probe('power/ETTh1.csv');
    expect(info.names).to.deep.equal(['HUFL', 'HULL', 'MUFL', 'MULL', 'LUFL', 'LULL', 'OT']);
    expect(info.sampleRate).to.equal(1 / 3600);
  });
});
