import { expect } from 'chai';
import { parseIso } from '../../../datasets/csv/instant.js';
import { rowParser, type RowLayout, SKIPPED, TIME } from '../../../datasets/csv/rowParser.js';
import { random } from '../../../lib/random.js';

function parser(targets: number[], layout: Partial<RowLayout> = {}) {
  const values = new Float32Array(targets.length);
  const time = { seconds: 0, nanos: 0 };
  const full: RowLayout = {
    delimiter: ',',
    decimal: '.',
    newline: 10,
    comments: Uint8Array.of(35),
    quote: 34,
    stamp: parseIso,
    date: undefined,
    label: undefined,
    ...layout,
    targets: Int32Array.from(targets),
  };
  const parse = rowParser(full, values, time);
  return { values, time, parse: (text: string) => parse(Buffer.from(text), 0) };
}

describe('rowParser', () => {
  it('gives Math.fround(Number(text)) for a hundred thousand seeded numerals, or leaves them to a closer look', () => {
    const { values, parse } = parser([0]);
    const r = random(11);
    let plain = 0;
    for (let k = 0; k < 100000; k++) {
      const digits = 1 + Math.floor(r.uniform() * 21);
      let text = '';
      for (let d = 0; d < digits; d++) text += String(Math.floor(r.uniform() * 10));
      const point = Math.floor(r.uniform() * (digits + 1));
      if (r.uniform() < 0.8 && point < digits) text = `${text.slice(0, point)}.${text.slice(point)}`;
      if (r.uniform() < 0.3) text += `e${r.uniform() < 0.5 ? '-' : ''}${Math.floor(r.uniform() * 25)}`;
      if (r.uniform() < 0.5) text = `-${text}`;
      if (parse(`${text}\n`) < 0) continue;
      plain++;
      if (!Object.is(values[0], Math.fround(Number(text)))) expect.fail(`seed 11: ${text} gave ${values[0]}`);
    }
    expect(plain).to.be.above(80000);
  });

  it('decides numbers beside the middle of two float32 as Number does', () => {
    // 1 + 2^-24 is the middle of 1 and the float32 above it; ties go to even, that is to 1
    const { values, parse } = parser([0]);
    for (const text of [
      '1.000000059604644775390625',
      '1.00000005960464477',
      '1.00000005960464478',
      '16777217',
      '16777217.00000001',
    ]) {
      if (parse(`${text}\n`) > 0) expect(values[0], text).to.equal(Math.fround(Number(text)));
    }
  });

  it('passes over spaces, plus signs, quotes and skipped columns, and reads times', () => {
    const { values, time, parse } = parser([TIME, 0, SKIPPED, 1]);
    const text = '2020-01-01T00:00:01.5Z , +1.5,some text, -2e1 \r\n';
    expect(parse(text)).to.equal(text.length);
    expect([values[0], values[1], time.seconds, time.nanos]).to.deep.equal([
      1.5,
      -20,
      Date.UTC(2020, 0, 1) / 1000 + 1,
      5e8,
    ]);
    const quoted = '"2020-01-01 00:00:02","3","a, b","4"\n';
    expect(parse(quoted)).to.equal(quoted.length);
    expect([values[0], values[1], time.seconds]).to.deep.equal([3, 4, Date.UTC(2020, 0, 1) / 1000 + 2]);
  });

  it('reads runs of spaces, tabs as delimiter, decimal commas and lone CR', () => {
    const runs = parser([0, 1], { delimiter: 'space', quote: -1 });
    expect(runs.parse('  1 \t 2  \n')).to.equal(10);
    expect([...runs.values]).to.deep.equal([1, 2]);
    const tabs = parser([0, 1], { delimiter: '\t', decimal: ',' });
    expect(tabs.parse(' 1,5\t2,5 \n')).to.equal(10);
    expect([...tabs.values]).to.deep.equal([1.5, 2.5]);
    const cr = parser([0], { newline: 13 });
    expect([cr.parse('7\r'), cr.values[0]]).to.deep.equal([2, 7]);
  });

  it('leaves everything else to a closer look', () => {
    const { parse } = parser([0, SKIPPED]);
    for (const row of [
      '',
      '# c',
      '1',
      '1,a,b',
      ',a',
      'NaN,a',
      'x,a',
      '1x,a',
      '"1,a',
      '1,"a',
      '1,"a""b"',
      '1,a"b',
      '1e,a',
      '1e400,a',
      '- 1,a',
      '5.,a',
    ]) {
      expect(parse(`${row}\n`), row).to.equal(-1);
    }
    expect(parser([TIME, 0]).parse('yesterday,1\n')).to.equal(-1);
    expect(parser([0, 1], { delimiter: 'space', quote: -1 }).parse('1,2\n')).to.equal(-1);
  });
});
