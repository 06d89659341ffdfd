import { expect } from 'chai';
import { isTimeText, timeTextFormat } from '../../../datasets/csv/timeText.js';

const days = (from: number, to: number, text: (day: number) => string) =>
  Array.from({ length: to - from + 1 }, (_, i) => text(from + i));

describe('timeTextFormat', () => {
  it('tells the order by the size of the numbers', () => {
    expect(timeTextFormat(['12/03/2024', '13/03/2024'], undefined)).to.deep.include({ format: 'date', order: 'dmy' });
    expect(timeTextFormat(['3/12/2024', '3/13/2024'], undefined)).to.deep.include({ format: 'date', order: 'mdy' });
    expect(timeTextFormat(['24-12-30', '24-12-31'], undefined)).to.deep.include({ format: 'date', order: 'ymd' });
  });

  it('tells the order by even steps where sizes do not', () => {
    // every hour of 1 and 2 March: the other way round a month would be missing
    const hours = (day: string) => days(10, 23, hour => `${day} ${hour}:00:00`);
    const forward = timeTextFormat([...hours('01/03/2024'), ...hours('02/03/2024')], undefined);
    expect([forward?.order, forward?.ambiguous]).to.deep.equal(['dmy', undefined]);
    const other = timeTextFormat([...hours('03/01/2024'), ...hours('03/02/2024')], undefined);
    expect([other?.order, other?.ambiguous]).to.deep.equal(['mdy', undefined]);
  });

  it('leaves the length of a step open where dates are days in a row or the first of months', () => {
    const found = timeTextFormat(
      days(1, 9, day => `0${day}/03/2024`),
      undefined,
    );
    expect([found?.ambiguous, found?.vague]).to.deep.equal([true, true]);
    expect(
      timeTextFormat(
        days(10, 14, day => `${day}/03/2024`),
        undefined,
      ),
    ).to.deep.include({ order: 'dmy' });
  });

  it('says so where nothing tells, unless an option does, or points between the numbers', () => {
    const texts = ['03/04/2024 09:00', '03/04/2024 09:01', '03/04/2024 09:02'];
    expect(timeTextFormat(texts, undefined)?.ambiguous).to.equal(true);
    expect(timeTextFormat(texts, 'mdy')).to.deep.include({ order: 'mdy' });
    expect(timeTextFormat(texts, 'mdy')?.ambiguous).to.equal(undefined);
    expect(timeTextFormat(['03.04.2024', '03.04.2024'], undefined)?.ambiguous).to.equal(undefined);
    expect(timeTextFormat(['03-Apr-2024', '04-Apr-2024'], undefined)?.ambiguous).to.equal(undefined);
  });

  it('knows dates alone, ISO 8601 and times of day, with one stray text in ten', () => {
    expect(timeTextFormat(['2024-03-01', '2024-03-02'], undefined)).to.deep.equal({ format: 'iso', dateOnly: true });
    expect(timeTextFormat(['2024-03-01T09:00Z'], undefined)).to.deep.equal({ format: 'iso', dateOnly: false });
    expect(timeTextFormat([...days(10, 18, s => `09:00:${s}`), 'Total'], undefined)).to.deep.equal({ format: 'clock' });
    expect(timeTextFormat(['walking', 'running'], undefined)).to.equal(undefined);
  });
});

describe('isTimeText', () => {
  it('takes no number for a time', () => {
    for (const text of ['2024', '20240301', '12.5', '-1,5', '1e5', '1.2.3', 'CH1', '10-20', '1/2', '3:4:5:6']) {
      expect(isTimeText(text), text).to.equal(false);
    }
    for (const text of ['1.3.2024', '9:15', '2024-03-01', '01/03/24 9:00', '20240301T090000Z']) {
      expect(isTimeText(text), text).to.equal(true);
    }
  });
});
