import { expect } from 'chai';
import { countParser, daysParser, dayStampParser } from '../../../datasets/csv/counts.js';
import { nanosecondsOf, parseText } from '../../../datasets/csv/instant.js';
import type { StampParser } from '../../../datasets/csv/rowParser.js';

function ns(text: string, parse: StampParser): bigint | undefined {
  const out = { seconds: 0, nanos: 0 };
  return parseText(text, parse, out) ? nanosecondsOf(out) : undefined;
}

describe('counts of time', () => {
  it('in s, ms, us and ns keep every digit', () => {
    expect(ns('1709283600123456789', countParser('ns', '.'))).to.equal(1709283600123456789n);
    expect(ns('1709283600123,456789', countParser('ms', ','))).to.equal(1709283600123456789n);
  });

  it('in minutes, hours and days', () => {
    expect(ns('1.5', daysParser('min', '.'))).to.equal(90n * 1_000_000_000n);
    expect(ns('-0,25', daysParser('h', ','))).to.equal(-900n * 1_000_000_000n);
    expect(ns('2', daysParser('d', '.'))).to.equal(172800n * 1_000_000_000n);
    expect([
      ns('1e3', daysParser('h', '.')),
      ns('', daysParser('h', '.')),
      ns('x', daysParser('d', '.')),
    ]).to.deep.equal([...[undefined, undefined, undefined]]);
  });

  it('in days of spreadsheets, MATLAB and astronomers name the same noon', () => {
    // 2024-03-01T12:00Z: 45352.5 in Excel, datenum 739312.5, Julian date 2460371
    const noon = BigInt(Date.UTC(2024, 2, 1, 12)) * 1_000_000n;
    for (const text of ['45352.5', '739312.5', '2460371.0']) expect(ns(text, dayStampParser('.')), text).to.equal(noon);
  });
});
