import { expect } from 'chai';
import { csv, type CsvReport } from '../../datasets/index.js';
import { chunked, samplesOf } from './csv/chunked.js';

const ROWS = 40;
const v = (i: number, c = 0) => (2 * Math.sin(i / 5 + c)).toFixed(3);
const rows = (row: (i: number) => string, count = ROWS) => Array.from({ length: count }, (_, i) => row(i));
const two = (n: number) => String(n).padStart(2, '0');

/** What a file is read as: channels with units, Hz, columns that are not read. */
async function read(lines: readonly string[], newline = '\n') {
  let report: CsvReport | undefined;
  const content = lines.join(newline) + newline;
  const source = csv(chunked(content), { missing: 'nan', badRows: 'skip', onReport: r => (report = r) });
  const { info, columns, notes = [], time, metadata } = await source.probe();
  const samples = await samplesOf(source);
  expect(samples[samples.length - 1].length).to.equal(report?.samples);
  return {
    channels: info.names.map((name, c) => (info.units[c] ? `${name} [${info.units[c]}]` : name)),
    rate: info.sampleRate,
    epoch: info.epoch,
    ignored: columns.filter(c => c.role === 'ignored').map(c => c.name),
    count: samples[0].length,
    ...{ notes, report: report as unknown as CsvReport, time, metadata, samples },
  };
}

/** Headers as the manuals of the programs show them. */
describe('csv reads the files of instruments', () => {
  it('Keysight Infiniium: pairs, and a lone column under Data', async () => {
    const pairs = [
      'Revision,0',
      'Type,raw',
      'Points,40',
      'XInc,1.00E-06',
      'XOrg,-5.0E-04',
      'XUnits,Second',
      'YUnits,Volt',
    ];
    const { channels, rate, count } = await read([
      ...pairs,
      'Date,01-MAR-2024',
      'Time,09:00:00',
      'Data',
      ...rows(i => v(i)),
    ]);
    expect([channels, rate, count]).to.deep.equal([['Data [Volt]'], 1e6, ROWS]);
  });

  it('Keysight InfiniiVision: channels called by numbers over a row of units', async () => {
    const table = rows(i => `${(-5e-4 + i * 1e-6).toExponential(6)},${v(i)},${v(i, 1)}`);
    const { channels, rate } = await read(['x-axis,1,2', 'second,Volt,Volt', ...table]);
    expect(channels).to.deep.equal(['1 [Volt]', '2 [Volt]']);
    expect(rate).to.be.closeTo(1e6, 1);
  });

  it('Rigol: start and increment in the header', async () => {
    const head = ['X,CH1,CH2,Start,Increment,', 'Sequence,Volt,Volt,-6.000000e-04,1.000000e-06'];
    const { channels, rate, ignored } = await read([...head, ...rows(i => `${i},${v(i)},${v(i, 1)},,`)]);
    expect([channels, rate, ignored]).to.deep.equal([['CH1 [Volt]', 'CH2 [Volt]'], 1e6, ['Start', 'Increment']]);
  });

  it('Tektronix: notes beside the first rows', async () => {
    const notes = [
      'Record Length,2.500000e+03',
      'Sample Interval,1.0e-06',
      'Trigger Point,1.25e+03',
      ',',
      'Source,CH1',
      'Vertical Units,V',
    ];
    const table = rows(i => `${notes[i] ?? ','},,${(-5e-4 + i * 1e-6).toFixed(6)},${v(i)},`);
    const { channels, rate, ignored, count } = await read(table);
    expect([channels, rate, ignored, count]).to.deep.equal([['ch4 [V]'], 1e6, ['ch0', 'ch1', 'ch2'], ROWS]);
  });

  it('Tektronix: a preamble whose last line is a row of labels without any', async () => {
    const head = [
      'Model,MSO4034',
      'Point Format,Y,',
      'Horizontal Units,S,',
      'Sample Interval,4e-08',
      'Vertical Units,V,A',
      'Label,,',
      '',
      'TIME,CH1,CH2',
    ];
    const { channels, rate } = await read([...head, ...rows(i => `${(i * 4e-8).toExponential(4)},${v(i)},${v(i, 1)}`)]);
    expect(channels).to.deep.equal(['CH1 [V]', 'CH2 [A]']);
    expect(rate).to.be.closeTo(25e6, 25);
  });

  it('LabVIEW with a column of times', async () => {
    const head = [
      'LabVIEW Measurement\t',
      'Separator\tTab',
      'Decimal_Separator\t.',
      'X_Columns\tOne',
      'Time\t09:00:00.123',
      '***End_of_Header***\t',
      '\t',
    ];
    const block = [
      'Channels\t2\t\t',
      'Samples\t40\t40\t',
      'Time\t09:00:00.1\t09:00:00.1\t',
      'Y_Unit_Label\tVolts\tg\t',
      'X_Dimension\tTime\tTime\t',
      'X0\t0.0E+0\t0.0E+0\t',
      'Delta_X\t0.001\t0.001\t',
      '***End_of_Header***\t\t\t',
    ];
    const table = rows(i => `${(i / 1000).toFixed(6)}\t${v(i)}\t${v(i, 1)}`);
    const { channels, rate, count } = await read(
      [...head, ...block, 'X_Value\tVoltage\tAcc\tComment', ...table],
      '\r\n',
    );
    expect([channels, rate, count]).to.deep.equal([['Voltage [Volts]', 'Acc [g]'], 1000, ROWS]);
  });

  it('Campbell TOA5 with a station of more fields than the table', async () => {
    const head = [
      '"TOA5","CR1000X","CR1000X","1234","CR1000X.Std.03","CPU:prog.CR1X","5678","TenMin"',
      '"TIMESTAMP","RECORD","AirTC_Avg","RH"',
      '"TS","RN","Deg C","%"',
      '"","","Avg","Smp"',
    ];
    const { channels, rate, ignored, report } = await read([
      ...head,
      ...rows(i => `"2024-03-01 09:${two(i)}:00",${i},${v(i)},${i === 5 ? '"NAN"' : v(i, 1)}`),
    ]);
    expect([channels, rate, ignored, report.missing]).to.deep.equal([
      ['AirTC_Avg [Deg C]', 'RH [%]'],
      1 / 60,
      ['RECORD'],
      1,
    ]);
  });

  it('OpenBCI: names below its comments, two clocks', async () => {
    const head = [
      '%OpenBCI Raw EXG Data',
      '%Sample Rate = 250 Hz',
      'Sample Index, EXG Channel 0, EXG Channel 1, Timestamp, Timestamp (Formatted)',
    ];
    const { channels, rate, ignored, epoch } = await read([
      ...head,
      ...rows(
        i =>
          `${i % 256}.0, ${v(i)}, ${v(i, 1)}, ${(1709283600 + i / 250).toFixed(6)}, 2024-03-01 09:00:00.${String(4 * i).padStart(3, '0')}`,
      ),
    ]);
    expect([channels, rate]).to.deep.equal([['EXG Channel 0', 'EXG Channel 1'], 250]);
    expect([ignored, epoch]).to.deep.equal([['Sample Index', 'Timestamp.2'], 1709283600n * 1_000_000_000n]);
  });

  it('BITalino: names and rate in a line of JSON, a delimiter at the end of each row', async () => {
    const head = [
      '# OpenSignals Text File Format',
      '# {"20:16:07": {"sensor": ["EMG"], "column": ["nSeq", "I1", "A1"], "sampling rate": 1000, "label": ["A1"]}}',
      '# EndOfHeader',
    ];
    const { channels, rate, ignored } = await read([...head, ...rows(i => `${i % 16}\t0\t${500 + (i % 7)}\t`)]);
    expect([channels, rate, ignored]).to.deep.equal([['I1', 'A1'], 1000, ['nSeq']]);
  });

  it('HOBO: a title, a number sign for a name, units behind a comma', async () => {
    const head = ['"Plot Title: Lake 3"', '"#","Date Time, GMT+01:00","Temp, \u00b0C (LGR S/N: 123)","Host Connected"'];
    const { channels, rate, ignored, notes } = await read([
      ...head,
      ...rows(
        i =>
          `${i + 1},03/01/24 ${two(((9 + (i >> 2) - 1) % 12) + 1)}:${two(15 * (i % 4))}:00 ${9 + (i >> 2) < 12 ? 'AM' : 'PM'},${v(i)},`,
      ),
    ]);
    expect([channels, rate, ignored]).to.deep.equal([['Temp [\u00b0C]'], 1 / 900, ['#', 'Host Connected']]);
    expect(notes[0]).to.contain("dateOrder: 'dmy' or dateOrder: 'mdy'"); // 3 January or 1 March
  });

  it('Agilent BenchLink: milliseconds behind a colon', async () => {
    const head = ['Name: test', 'Acquisition Date: 3/1/2024 9:00:00 AM', '', 'Scan,Time,101 (C),102 (VDC)'];
    const { channels, rate, ignored } = await read([
      ...head,
      ...rows(i => `${i + 1},03/15/2024 09:00:${two(i)}:123,${v(i)},${v(i, 1)}`),
    ]);
    expect([channels, rate, ignored]).to.deep.equal([['101 [C]', '102 [VDC]'], 1, ['Scan']]);
  });

  it('ActiGraph: the rate in a sentence', async () => {
    const head = [
      '------------ Data File Created By ActiGraph GT3X+ ActiLife v6.11.9 Firmware v3.2.1 date format M/d/yyyy at 30 Hz  Filter Normal -----------',
      'Serial Number: NEO1F',
      'Start Time 17:10:00',
      'Start Date 8/13/2014',
      '--------------------------------------------------',
      'Accelerometer X,Accelerometer Y,Accelerometer Z',
    ];
    const { rate, channels } = await read([...head, ...rows(i => `${v(i)},${v(i, 1)},${v(i, 2)}`)]);
    expect([rate, channels.length]).to.deep.equal([30, 3]);
  });

  it('Xsens: comments of slashes', async () => {
    const { rate, channels, ignored } = await read([
      '// Update Rate: 100.0Hz',
      '// Firmware Version: 4.0.2',
      'PacketCounter\tSampleTimeFine\tAcc_X',
      ...rows(i => `${1000 + i}\t${123450000 + 100 * i}\t${v(i)}`),
    ]);
    expect([rate, channels, ignored]).to.deep.equal([100, ['Acc_X'], ['PacketCounter']]);
  });

  it('AcqKnowledge: a row of counts below the names', async () => {
    const head = [
      'rec.acq',
      '1 msec/sample',
      '2 channels',
      'ECG',
      'mV',
      'EDA',
      'microsiemens',
      'sec,CH1,CH2,',
      ',40,40,',
    ];
    const { rate, channels, report, count } = await read([
      ...head,
      ...rows(i => `${(i / 1000).toFixed(3)},${v(i)},${v(i, 1)},`),
    ]);
    expect([rate, channels, report.skipped, count]).to.deep.equal([1000, ['CH1', 'CH2'], 0, ROWS]);
  });

  it('Shimmer: a quoted sep= line, names and units', async () => {
    const { rate, channels } = await read([
      '"sep=\\t"',
      'Shimmer_Timestamp_Unix_CAL\tShimmer_Accel_LN_X_CAL',
      'ms\tm/(s^2)',
      ...rows(i => `${(1709283600000 + i * 19.53125).toFixed(6)}\t${v(i)}`),
    ]);
    expect([rate, channels]).to.deep.equal([51.2, ['Shimmer_Accel_LN_X_CAL [m/(s^2)]']]);
  });

  it('phones: several clocks, an index, labels', async () => {
    const { rate, channels, ignored } = await read([
      'Index,Arrival_Time,Creation_Time,x,y,z,User,gt',
      ...rows(
        i =>
          `${i},${1424696633908 + 5 * i},${1424696631913248572n + 5000000n * BigInt(i)},${v(i)},${v(i, 1)},${v(i, 2)},a,stand`,
      ),
    ]);
    expect([rate, channels, ignored]).to.deep.equal([200, ['x', 'y', 'z'], ['Index', 'Creation_Time', 'User', 'gt']]);
  });

  it('data frames: an index without a name', async () => {
    const { channels, ignored, rate } = await read([
      ',time (s),acc',
      ...rows(i => `${i},${(i / 50).toFixed(2)},${v(i)}`),
    ]);
    expect([channels, ignored, rate]).to.deep.equal([['acc'], ['ch0'], 50]);
  });
});

describe('csv reads what people add to files', () => {
  it('sums at the end, which are no samples', async () => {
    const { count, report } = await read([
      'Time (s),P (W)',
      ...rows(i => `${(i / 50).toFixed(2)},${v(i)}`),
      'Total,12.3',
      '',
      'End of file',
    ]);
    expect([count, report.badRows.summary, report.badRows.ragged, report.blankLines]).to.deep.equal([ROWS, 1, 1, 1]);
  });

  it('names of two lines, in quotes', async () => {
    const { channels, rate } = await read([
      '"Time\n(s)","Acc X\n(m/s^2)","Acc ""Y"""',
      ...rows(i => `${(i / 50).toFixed(2)},${v(i)},${v(i, 1)}`),
    ]);
    expect([channels, rate]).to.deep.equal([['Acc X [m/s^2]', 'Acc "Y"'], 50]);
  });

  it('line ends of all kinds in one file', async () => {
    const lines = ['t [s],x', ...rows(i => `${(i / 50).toFixed(2)},${v(i)}`)];
    const { count, rate } = await read([lines.map((line, k) => line + ['\r\n', '\n', '\r'][k % 3]).join('')], '');
    expect([count, rate]).to.deep.equal([ROWS, 50]);
  });

  it('the header once more, where files were joined', async () => {
    const table = (from: number) => ['time (s),x', ...rows(i => `${((from + i) / 50).toFixed(2)},${v(i)}`)];
    const { count, report } = await read([...table(0), ...table(ROWS)]);
    expect([count, report.headerLines, report.skipped]).to.deep.equal([2 * ROWS, 2, 0]);
  });

  it('the newest row first', async () => {
    const { rate, time, notes, epoch, report } = await read([
      'Time,Value',
      ...rows(i => `2024-03-01T09:${two(59 - i)}:00+01:00,${v(i)}`),
    ]);
    expect([rate, time?.reversed, epoch, report.backwardTimestamps]).to.deep.equal([1 / 60, true, undefined, 0]);
    expect(notes[0]).to.contain('the newest row comes first');
  });

  it('minutes and seconds that may be hours and minutes: the rate is unknown', async () => {
    const { rate, notes } = await read([
      'Elapsed,x',
      ...rows(i => `${two(i / 60)}:${two(i % 60)},${v(i)}`.replace(/^0?\.\d+/, '00')),
    ]);
    expect(rate).to.equal(undefined);
    expect(notes.join()).to.contain('option sampleRate gives it');
  });

  it('times of day over midnight', async () => {
    const { rate, report } = await read([
      'time,x',
      ...rows(i => `${two((23 + Math.floor((58 + i) / 60)) % 24)}:${two((58 + i) % 60)}:00,${v(i)}`),
    ]);
    expect([rate, report.gaps, report.duration]).to.deep.equal([1 / 60, 0, (ROWS - 1) * 60]);
  });

  it('decimal commas in quotes between commas, and in a lone column', async () => {
    const quoted = await read(['Zeit [s],T', ...rows(i => `"${(i / 10).toFixed(1)}","${v(i)}"`.replaceAll('.', ','))]);
    expect([quoted.rate, quoted.samples[0][1]]).to.deep.equal([10, Math.fround(Number(v(1)))]);
    const lone = await read(['Temperatur', ...rows(i => v(i).replace('.', ','))]);
    expect([lone.channels, lone.samples[0][1]]).to.deep.equal([['Temperatur'], Math.fround(Number(v(1)))]);
  });

  it('commas that may be of thousands or of fractions: it asks', async () => {
    const error = await read(['a,b', ...rows(i => `"1,${200 + i}","2,${300 + i}"`)]).catch((e: unknown) => e as Error);
    expect((error as Error).message).to.contain("say decimal: '.' or decimal: ','");
  });

  it('a date in parts', async () => {
    const { channels, ignored, rate } = await read(['YEAR,MO,DY,HR,MN,TEMP', ...rows(i => `2024,3,1,9,${i},${v(i)}`)]);
    expect([channels, ignored, rate]).to.deep.equal([['TEMP'], ['YEAR', 'MO', 'DY', 'HR', 'MN'], undefined]);
  });
});
