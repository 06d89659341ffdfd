import { expect } from 'chai';
import { isCounterName, isTimeName, isTimePart, timeUnitOf, unitInName } from '../../../datasets/csv/timeName.js';

describe('isTimeName', () => {
  it('knows the names that people use', () => {
    for (const name of [
      'time',
      'TIME',
      't',
      't_ms',
      'Time Stamp',
      'Arrival_Time',
      'arrivalTime',
      'Elapsed',
      'seconds',
      'millis',
    ]) {
      expect(isTimeName(name), name).to.equal(true);
    }
    for (const name of [
      'seconds_elapsed',
      'Zeit',
      'Datum',
      'Uhrzeit',
      'timestamp_utc',
      'Latest: Time',
      'ts',
      'Heure',
      '\u65f6\u95f4',
    ]) {
      expect(isTimeName(name), name).to.equal(true);
    }
  });

  it('takes no signal for a time', () => {
    for (const name of ['temp', 't0', 't1', 'T', 'CH1', 'ax', 'Timmy', 'lifetimes', 'update', 'min', 'ms2', 'x']) {
      expect(isTimeName(name), name).to.equal(name === 'T');
    }
  });
});

describe('unitInName', () => {
  it('reads the unit in the words', () => {
    expect(
      [
        'time_ms',
        'timestamp_us',
        'time_ns',
        'seconds_elapsed',
        'millis',
        'timeMs',
        'tms',
        't_s',
        'minutes since midnight',
      ].map(unitInName),
    ).to.deep.equal(['ms', 'us', 'ns', 's', 'ms', 'ms', 'ms', 's', 'min']);
    expect(['time', 'ts', 't', 'timestamps', 'Zeit'].map(unitInName)).to.deep.equal(new Array(5).fill(undefined));
  });
});

describe('timeUnitOf', () => {
  it('reads what stands in brackets', () => {
    expect(
      ['s', 'sec', 'Seconds', 'ms', '\u00b5s', '\u03bcs', 'nsec', 'min', 'Minutes', 'h', 'hours', 'd'].map(timeUnitOf),
    ).to.deep.equal(['s', 's', 's', 'ms', 'us', 'us', 'ns', 'min', 'min', 'h', 'h', 'd']);
    expect(['V', 'm/s', 'g', '', 'Hz', 'm'].map(timeUnitOf)).to.deep.equal(new Array(6).fill(undefined));
  });
});

describe('isCounterName and isTimePart', () => {
  it('know counts of rows and parts of dates', () => {
    for (const name of [
      'index',
      'Sample Index',
      'nSeq',
      'RECORD',
      'No.',
      '#',
      'Unnamed: 0',
      'PacketCounter',
      'frame number',
      'id',
    ]) {
      expect(isCounterName(name), name).to.equal(true);
    }
    for (const name of ['x', 'count rate', 'steps', 'sample value', 'ax'])
      expect(isCounterName(name), name).to.equal(false);
    expect(['year', 'Month', 'HH', 'ms', 'Day', 'daylight', 'x'].map(isTimePart)).to.deep.equal([
      ...[true, true, true, true, true],
      ...[false, false],
    ]);
  });
});
