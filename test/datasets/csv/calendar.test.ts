import { expect } from 'chai';
import { type DateOrder, parseClock, parseDate } from '../../../datasets/csv/calendar.js';
import { nanosecondsOf, parseText } from '../../../datasets/csv/instant.js';

/** ns since 1970, or undefined. */
function date(text: string, order: DateOrder): bigint | undefined {
  const out = { seconds: 0, nanos: 0 };
  const parsed = parseText(text, (bytes, begin, end, o) => parseDate(bytes, begin, end, order, o), out);
  return parsed ? nanosecondsOf(out) : undefined;
}

function clock(text: string): number | undefined {
  const out = { seconds: 0, nanos: 0 };
  return parseText(text, parseClock, out) ? out.seconds + out.nanos / 1e9 : undefined;
}

/** As JavaScript's own calendar has it. */
const utc = (...parts: [number, number, number, number?, number?, number?, number?]) =>
  BigInt(Date.UTC(parts[0], parts[1] - 1, parts[2], parts[3] ?? 0, parts[4] ?? 0, parts[5] ?? 0, parts[6] ?? 0)) *
  1_000_000n;

describe('parseDate', () => {
  it('reads day, month and year in any order, with one or two digits', () => {
    for (const text of [
      '13/03/2024',
      '13.3.2024',
      '13-03-24',
      '13 Mar 2024',
      '13-Mar-2024',
      'Mar 13, 2024',
      'Wed, 13 March 2024',
    ]) {
      expect(date(text, 'dmy'), text).to.equal(utc(2024, 3, 13));
    }
    expect([date('3/13/2024', 'mdy'), date('2024/3/13', 'ymd'), date('24-03-13', 'ymd')]).to.deep.equal(
      new Array(3).fill(utc(2024, 3, 13)),
    );
    expect([date('13/03/2024', 'mdy'), date('31.04.2024', 'dmy'), date('29.02.2023', 'dmy')]).to.deep.equal([
      undefined,
      undefined,
      undefined,
    ]);
    expect([date('1.1.69', 'dmy'), date('1.1.70', 'dmy')]).to.deep.equal([utc(2069, 1, 1), utc(1970, 1, 1)]);
  });

  it('reads a time of day behind it, with either half of the day and a zone', () => {
    expect(date('13/03/2024 9:15', 'dmy')).to.equal(utc(2024, 3, 13, 9, 15));
    expect(date('13/03/2024 09:15:30,250', 'dmy')).to.equal(utc(2024, 3, 13, 9, 15, 30, 250));
    expect(date('13/03/2024 09:15:30:250', 'dmy')).to.equal(utc(2024, 3, 13, 9, 15, 30, 250));
    expect(date('3/13/2024 12:00:05 AM', 'mdy')).to.equal(utc(2024, 3, 13, 0, 0, 5));
    expect(date('3/13/2024 12:00 p.m.', 'mdy')).to.equal(utc(2024, 3, 13, 12));
    expect(date('3/13/2024, 1:05:00 PM', 'mdy')).to.equal(utc(2024, 3, 13, 13, 5));
    expect(date('13.03.2024 09:15 +01:00', 'dmy')).to.equal(utc(2024, 3, 13, 8, 15));
    expect(date('13.03.2024 09:15:00 UTC', 'dmy')).to.equal(utc(2024, 3, 13, 9, 15));
    for (const text of ['13/03/2024 24:30', '13/03/2024 9', '13/03/2024 13:00 PM', '13/03/2024 09:60', '13/03/2024x']) {
      expect(date(text, 'dmy'), text).to.equal(undefined);
    }
  });

  it('reads dates without separators', () => {
    expect(date('20240313', 'ymd')).to.equal(utc(2024, 3, 13));
    expect(date('20240313T091530Z', 'ymd')).to.equal(utc(2024, 3, 13, 9, 15, 30));
    expect(date('20240313 09:15:30', 'ymd')).to.equal(utc(2024, 3, 13, 9, 15, 30));
    expect(date('20240313091530.5', 'ymd')).to.equal(utc(2024, 3, 13, 9, 15, 30, 500));
    expect(date('20241313', 'ymd')).to.equal(undefined);
  });
});

describe('parseClock', () => {
  it('reads times of day and durations', () => {
    expect(['9:15', '09:15:30', '09:15:30.25', '09:15:30:250', '100:00:00'].map(clock)).to.deep.equal([
      33300, 33330, 33330.25, 33330.25, 360000,
    ]);
    expect(['12:00:00 AM', '12:30 PM', '1:00:00 pm'].map(clock)).to.deep.equal([0, 45000, 46800]);
  });

  it('takes two numbers and a fraction for minutes and seconds', () => expect(clock('15:30.5')).to.equal(930.5));

  it('takes nothing else', () => {
    for (const text of ['9', '9:', '09:15:61', '9:15:30.2.5', 'noon', '-1:00', '09:15 XM'])
      expect(clock(text), text).to.equal(undefined);
  });
});
