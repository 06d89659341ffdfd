import { expect } from 'chai';
import {
  type Instant,
  isIso,
  nanosecondsBetween,
  nanosecondsOf,
  parseCount,
  parseIso,
  parseText,
} from '../../../datasets/csv/instant.js';
import { random } from '../../../lib/random.js';

function iso(text: string): bigint | undefined {
  const out: Instant = { seconds: 0, nanos: 0 };
  return parseText(text, parseIso, out) ? nanosecondsOf(out) : undefined;
}

function count(text: string, shift: number, decimal = '.'): bigint | undefined {
  const out: Instant = { seconds: 0, nanos: 0 };
  const parse = (bytes: Uint8Array, begin: number, end: number, to: Instant) =>
    parseCount(bytes, begin, end, shift, decimal.charCodeAt(0), to);
  return parseText(text, parse, out) ? nanosecondsOf(out) : undefined;
}

describe('parseIso', () => {
  it('agrees with Date over four centuries, leap days included', () => {
    const r = random(7);
    for (let k = 0; k < 2000; k++) {
      const ms = Math.floor((r.uniform() * 400 - 200) * 31556952000);
      const text = new Date(ms).toISOString();
      expect(iso(text), `seed 7: ${text}`).to.equal(BigInt(ms) * 1000000n);
    }
  });

  it('reads every form it names', () => {
    const day = BigInt(Date.UTC(2020, 1, 29)) * 1000000n;
    const noon = day + 43200n * 1000000000n;
    for (const text of [
      '2020-02-29',
      '2020/02/29',
      '2020-02-29 00:00',
      '2020-02-29T00:00:00Z',
      '2020-02-29t00:00:00.000z',
    ]) {
      expect(iso(text), text).to.equal(day);
    }
    for (const text of [
      '2020-02-29T14:00+02',
      '2020-02-29 14:00:00+0200',
      '2020-02-29T06:30:00-05:30',
      '2020-02-29 12:00 Z',
    ]) {
      expect(iso(text), text).to.equal(noon);
    }
    expect(iso('2020-02-28T23:59:60')).to.equal(day); // a leap second is the first of the next minute
    expect(iso('2020-02-29 00:00:00,1')).to.equal(day + 100000000n);
    expect(iso('2020-02-29 00:00:00.1234567899')).to.equal(day + 123456789n);
  });

  it('refuses what is no such time', () => {
    for (const text of [
      '2020-13-01',
      '2021-02-29',
      '2020-00-10',
      '2020-01-00',
      '2020-1-1',
      '2020-01/01',
      '20200101',
      '2020-01-01T24:00',
      '2020-01-01T00:60',
      '2020-01-01T00:00:61',
      '2020-01-01T00:00:00.',
      '2020-01-01T00:00:00+1',
      '2020-01-01T00:00:00 UTC',
      '2020-01-01x',
      '2020-01-01 ',
      '11:14:34',
      `2020-01-01${' '.repeat(60)}`,
    ]) {
      expect(isIso(text), text).to.equal(false);
    }
  });
});

describe('parseCount', () => {
  it('keeps every digit down to 1 ns in every unit', () => {
    expect(count('1479995938123456789', 9)).to.equal(1479995938123456789n);
    expect(count('1479995938123456.789', 6)).to.equal(1479995938123456789n);
    expect(count('1479995938123.456789', 3)).to.equal(1479995938123456789n);
    expect(count('1479995938.123456789', 0)).to.equal(1479995938123456789n);
    expect(count('1479995938,5', 0, ',')).to.equal(1479995938500000000n);
  });

  it('reads exponents, as numpy.savetxt writes them', () => {
    expect(count('1.479995938123456700e+09', 0)).to.equal(1479995938123456700n);
    expect(count('5e-3', 0)).to.equal(5000000n);
    expect(count('25E2', 3)).to.equal(2500000000n);
    expect(count('0.000e+00', 0)).to.equal(0n);
  });

  it('cuts what is below 1 ns towards -infinity', () => {
    expect(count('1.9999999999', 0)).to.equal(1999999999n);
    expect(count('-1.5', 0)).to.equal(-1500000000n);
    expect(count('-0.0000000001', 0)).to.equal(-1n);
    expect(count('-1', 9)).to.equal(-1n);
  });

  it('agrees with exact integers on random counts', () => {
    const r = random(8);
    for (let k = 0; k < 500; k++) {
      const ns = BigInt(r.bits()) * BigInt(r.bits()) * (r.bits() % 2 ? 1n : -1n);
      for (const shift of [9, 6, 3, 0]) {
        const digits = String(ns < 0n ? -ns : ns).padStart(20, '0');
        const cut = digits.length - (9 - shift);
        const text = `${ns < 0n ? '-' : ''}${digits.slice(0, cut)}${shift === 9 ? '' : '.'}${digits.slice(cut)}`;
        expect(count(text, shift), `seed 8: ${text}`).to.equal(ns);
      }
    }
  });

  it('refuses text, and counts beyond 2^53 s', () => {
    for (const text of ['', '-', '.', '1e', '1e+', '1ex', '1.2.3', '1x', 'NaN', '1e5000', '9007199254740993', '1e30']) {
      expect(count(text, 0), text).to.equal(undefined);
    }
  });
});

describe('nanosecondsBetween', () => {
  it('is exact over days', () => {
    const [a, b] = [
      { seconds: 1479995938, nanos: 999999999 },
      { seconds: 1479995938 + 86400 * 100, nanos: 0 },
    ];
    expect(nanosecondsBetween(a, b)).to.equal(8640000e9 - 999999999);
    expect(nanosecondsBetween(b, a)).to.equal(-(8640000e9 - 999999999));
  });
});
