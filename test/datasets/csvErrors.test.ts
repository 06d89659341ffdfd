import { expect } from 'chai';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { csv, type CsvInput, type CsvOptions, type CsvReport } from '../../datasets/index.js';
import { DataError, FormatError, OptionRangeError, OptionTypeError } from '../../lib/errors.js';
import { chunked, errorOf, samplesOf } from './csv/chunked.js';

/** The error of reading a text, the same for whole and for single bytes. */
async function failure(content: string | Uint8Array, options: CsvOptions = {}): Promise<Error> {
  const error = await errorOf(samplesOf(csv(chunked(content), options)));
  const bytewise = await errorOf(samplesOf(csv(chunked(content, 1), options)));
  expect([bytewise.constructor, bytewise.message]).to.deep.equal([error.constructor, error.message]);
  return error;
}

async function expectFormat(content: string | Uint8Array, message: string, options?: CsvOptions): Promise<void> {
  const error = await failure(content, options);
  expect(error).to.be.instanceOf(FormatError);
  expect(error.message).to.contain(message);
}

async function expectData(content: string, message: string, options?: CsvOptions): Promise<void> {
  const error = await failure(content, options);
  expect(error).to.be.instanceOf(DataError);
  expect(error.message).to.contain(message);
}

describe('csv says what is wrong', () => {
  it('with a path: no such file, a directory', async () => {
    const missing = await errorOf(samplesOf(csv('/no/such/file.csv')));
    expect(missing).to.be.instanceOf(FormatError);
    expect(missing.message).to.equal('csv: /no/such/file.csv: there is no such file; check the path');
    expect((missing.cause as NodeJS.ErrnoException).code).to.equal('ENOENT');
    const folder = mkdtempSync(`${tmpdir()}/csv-`);
    const directory = await errorOf(samplesOf(csv(folder)));
    rmSync(folder, { recursive: true });
    expect(directory.message).to.equal(`csv: ${folder} is a directory; name a file in it`);
  });

  it('with a file that holds no table: empty, comments alone, a header alone, text alone', async () => {
    await expectFormat('', 'csv: test.csv is empty');
    await expectFormat('\ufeff', 'csv: test.csv holds no row');
    await expectFormat('# one\n\n# two\n', 'holds no row in its first 3 lines, of which 2 are comments');
    await expectFormat('\t\t\n\n', 'csv: test.csv');
    await expectFormat('# a comment\nax,ay\n', 'csv: test.csv line 2: a header and no row below it');
    await expectFormat(
      'name,label\na,b\nc,d\n',
      'no column is left that holds numbers, got "ch0" (text), "ch1" (text)',
    );
  });

  it('with bytes that are no text: NUL, UTF-16, invalid UTF-8, and a line of more than 64 KiB', async () => {
    await expectFormat('x\n1\n2\0\n', 'csv: test.csv line 3: a row must not hold a NUL byte');
    await expectFormat('\x7f\0\0\0\x01\0\0\0\x02', 'csv: test.csv line 1: text holds no NUL bytes; the file is binary');
    await expectFormat('%PDF-1.7\n', 'csv: test.csv: the file is a PDF document; export the table as CSV');
    await expectFormat('PK\x03\x04 ', 'the file is a ZIP archive, as .xlsx and .ods workbooks are');
    await expectFormat('<!DOCTYPE html>\n<html>', 'the file is a web page');
    await expectFormat(
      Buffer.from('x\n1\n°\n', 'latin1'),
      `line 3: the bytes are not valid UTF-8; choose encoding: 'latin1'`,
      { encoding: 'utf8' },
    );
    await expectFormat(`x\n1\n${'1'.repeat(65537)}\n2\n`, 'line 3: a line must be at most 65536 bytes long');
    await expectFormat(`x\n1\n${'1'.repeat(65537)}`, 'line 3: a line must be at most 65536 bytes long');
    expect(await samplesOf(csv(chunked(`x\n1\n${'0'.repeat(65535)}2\n`)))).to.deep.equal([[1, 2]]);
  });

  it('with a row, naming the line with comments and blank lines counted, and the column', async () => {
    await expectFormat('# c\n\na,b\n1,2\n\n3\n', 'csv: test.csv line 6: a row must have 2 fields, got 1');
    await expectFormat(
      'a,b\n1,2\n3,4,5\n',
      `line 3: a row must have 2 fields, got 3; badRows: 'skip' leaves such rows out`,
    );
    await expectFormat('a,b\n1,2\n3,4x\n', 'csv: test.csv line 3, column "b" (index 1): expected a number, got "4x"');
    await expectFormat('a,b\n1,2\n3,0x10\n', 'expected a number, got "0x10"');
    await expectFormat('a;b\n1,5;2\n1.000.5;4\n', 'line 3, column "a" (index 0): expected a number, got "1.000.5"');
    await expectFormat(
      'time,x\n2020-01-01,1\n2020-01-02,2\n2020-01-32,3\n',
      'line 4, column "time" (index 0): expected an ISO',
    );
    await expectFormat(
      't [ms],x\n0,1\n10,2\nNA,3\n',
      'line 4, column "t" (index 0): expected a number of ms, got "NA"',
    );
  });

  it('with a quote that is never closed, naming where it opened, and does not swallow the file', async () => {
    const rows = '5,6\n'.repeat(100);
    await expectFormat(
      `a,b\n1,2\n3,"4\n${rows}`,
      'line 3, column "b" (index 1): the quote that opens here is not closed',
    );
    await expectFormat(`a,b\n1,2\n"3,4\n${rows}"7",8\n`, 'line 3, column "a" (index 0): the quote that opens here');
    await expectFormat(`a,b\n1,2\n3,4"\n${rows}`, 'line 3, column "b" (index 1)');
    await expectFormat(`a,b\n1,2\n3,"4"5\n${rows}`, 'line 3, column "b" (index 1): the quote');
    let report: CsvReport | undefined;
    const text = `a,b\n1,2\n3,"4\n${rows}`;
    const [a] = await samplesOf(csv(chunked(text), { badRows: 'skip', onReport: r => (report = r) }));
    expect([a.length, report?.badRows.quote]).to.deep.equal([101, 1]);
  });

  it('with a quote that is closed too far away, however the bytes arrive', async () => {
    const far = `a,b\n1,2\n3,"4\n${'5,6\n'.repeat(17000)}7",8\n9,10\n`; // 68,000 bytes
    await expectFormat(far, 'line 3, column "b" (index 1): the quote that opens here is not closed');
    await expectFormat(`a,b\n1,2\n3,"4\n5\0",6\n`, 'line 3, column "b" (index 1): the quote that opens here');
    await expectFormat(`a,b\n1,2\n3,"4\n${'5'.repeat(70000)}",6\n`, 'line 3, column "b" (index 1): the quote');
    let report: CsvReport | undefined;
    const [a] = await samplesOf(csv(chunked(far), { badRows: 'skip', onReport: r => (report = r) }));
    expect([a.length, report?.badRows.quote]).to.deep.equal([17002, 2]); // the lines of both quotes, and no other
  });

  it('with a header: another width than the rows, more than 4096 columns', async () => {
    await expectFormat('a,b,c\n1,2\n3,4\n', 'line 1: the header has 3 fields and the rows have 2');
    await expectFormat(`${'1,'.repeat(4096)}1\n`, 'line 1: a table may have at most 4096 columns, got 4097');
    expect((await samplesOf(csv(chunked(`${'1,'.repeat(4095)}1\n`), { frameLength: 1 }))).length).to.equal(4096);
  });

  it('with a sample rate in a comment that is not above 0, unless an option overrides it', async () => {
    await expectFormat(
      '# Sampling Rate (Hz):= 0\n1\n2\n',
      '"Sampling Rate (Hz)" must be a finite number above 0, got "0"',
    );
    await expectFormat('# fs = -5\n1\n2\n', 'csv: test.csv line 1: "fs" must be');
    expect(await samplesOf(csv(chunked('# fs = 0\n1\n2\n'), { sampleRate: 5 }))).to.deep.equal([[1, 2]]);
  });

  it('with a value: missing, or beyond float32', async () => {
    await expectData(
      'a,b\n1,2\n3,NaN\n',
      `line 3, column "b" (index 1): a value is missing, got "NaN"; choose missing: 'hold'`,
    );
    await expectData('a,b\n1,2\n,4\n', 'line 3, column "a" (index 0): a value is missing, got ""');
    await expectData('a,b\n1,2\n3,4e38\n', 'line 3, column "b" (index 1): "4e38" is beyond the largest float32');
    await expectData('a\n1\n1e999\n', 'line 3, column "a" (index 0): "1e999"');
  });

  it('gives the frames in front of an error first', async () => {
    const iterator = csv(chunked('1\n2\n3\nx\n'), { frameLength: 2 })[Symbol.asyncIterator]();
    expect((await iterator.next()).value?.length).to.equal(2);
    expect((await errorOf(iterator.next())).message).to.contain('line 4');
    expect((await iterator.next()).done).to.equal(true);
  });

  it('lets an error of the chunks through as it is', async () => {
    const broken = new Error('the line went dead');
    const chunks = async function* () {
      yield await Promise.resolve(new Uint8Array([49, 10]));
      throw broken;
    };
    expect(await errorOf(samplesOf(csv({ name: 'modem', chunks })))).to.equal(broken);
  });

  it('when chunks that come only once are read twice', async () => {
    const generator = (async function* () {
      yield await Promise.resolve(new Uint8Array([49, 10]));
    })();
    const source = csv({ name: 'pipe', chunks: generator });
    expect(await samplesOf(source)).to.deep.equal([[1]]);
    expect((await errorOf(samplesOf(source))).message).to.contain('pass chunks as a function to read them again');
  });

  it('with an option and a file that do not fit', async () => {
    const unknown = await failure('ax,ay\n1,2\n', { columns: ['az'] });
    expect(unknown).to.be.instanceOf(OptionRangeError);
    expect(unknown.message).to.equal('csv: columns must name a column of test.csv, got "az"; it has 2: "ax", "ay"');
    expect((await failure('ax,ay\n1,2\n', { time: 7 })).message).to.contain(
      'time must name a column of test.csv, got 7',
    );
    expect((await failure('ax,ay\n1,2\n', { columns: [0, 'ax'] })).message).to.contain('each column once');
    expect((await failure('ax,ay\n1,2\n', { columns: [0], time: 0 })).message).to.contain(
      'both time and one of columns',
    );
    const wide = `${'1,'.repeat(999)}1\n`;
    expect((await failure(wide, { frameLength: 2 ** 20 })).message).to.contain('frameLength must be at most 67108');
  });

  it('with an option, at the call', () => {
    const at =
      (options: object, input: unknown = 'x.csv') =>
      () =>
        csv(input as CsvInput, options);
    expect(at({ sampleRate: 0 })).to.throw(OptionRangeError, 'csv: sampleRate must be a finite number above 0, got 0');
    expect(at({ sampleRate: '50' })).to.throw(OptionTypeError, 'csv: sampleRate must be a number');
    expect(at({ frameLength: 0 })).to.throw(
      OptionRangeError,
      'csv: frameLength must be an integer in [1, 1048576], got 0',
    );
    expect(at({ maxInterpolate: 0.5 })).to.throw(OptionRangeError, 'csv: maxInterpolate');
    expect(at({ missing: 'drop' })).to.throw(
      OptionRangeError,
      'csv: missing must be one of error, hold, nan, interpolate',
    );
    expect(at({ badRows: true })).to.throw(OptionRangeError, 'csv: badRows');
    expect(at({ gaps: 'fill' })).to.throw(OptionRangeError, 'csv: gaps');
    expect(at({ delimiter: ' ' })).to.throw(OptionRangeError, `csv: delimiter must be 'space' or one ASCII character`);
    expect(at({ delimiter: '::' })).to.throw(OptionRangeError, 'csv: delimiter');
    expect(at({ delimiter: 9 })).to.throw(OptionTypeError, 'csv: delimiter');
    expect(at({ delimiter: ',', decimal: ',' })).to.throw(OptionRangeError, 'csv: delimiter and decimal must differ');
    expect(at({ delimiter: '#' })).to.throw(OptionRangeError, 'csv: delimiter and comment must differ');
    expect(at({ decimal: '·' })).to.throw(OptionRangeError, 'csv: decimal must be one of ., ,');
    expect(at({ comment: '1' })).to.throw(OptionRangeError, 'csv: comment');
    expect(at({ comment: true })).to.throw(OptionTypeError, 'csv: comment');
    expect(at({ header: 'yes' })).to.throw(OptionTypeError, 'csv: header must be a boolean');
    expect(at({ quote: '"' })).to.throw(OptionTypeError, 'csv: quote must be a boolean');
    expect(at({ encoding: 'utf16' })).to.throw(OptionRangeError, 'csv: encoding');
    expect(at({ skipLines: -1 })).to.throw(OptionRangeError, 'csv: skipLines must be an integer in [0, 10000], got -1');
    expect(at({ dateOrder: 'ydm' })).to.throw(OptionRangeError, 'csv: dateOrder must be one of ymd, dmy, mdy');
    expect(at({ missingValues: -200 })).to.throw(OptionTypeError, 'csv: missingValues must be a list');
    expect(at({ missingValues: [null] })).to.throw(OptionTypeError, 'csv: missingValues must be numbers and texts');
    expect(at({ onProgress: 1 })).to.throw(OptionTypeError, 'csv: onProgress must be a function');
    expect(at({ columns: [] })).to.throw(OptionRangeError, 'csv: columns must name 1 to 4096 columns, got 0');
    expect(at({ columns: 'ax' })).to.throw(OptionTypeError, 'csv: columns must be a list');
    expect(at({ columns: [-1] })).to.throw(OptionRangeError, 'csv: columns');
    expect(at({ columns: [null] })).to.throw(OptionTypeError, 'csv: columns must be a name or an index');
    expect(at({ time: true })).to.throw(OptionTypeError, 'csv: time must be a name or an index');
    expect(at({ timeUnit: 'week' })).to.throw(
      OptionRangeError,
      'csv: timeUnit must be one of s, ms, us, ns, min, h, d',
    );
    expect(at({ onReport: {} })).to.throw(OptionTypeError, 'csv: onReport must be a function');
    expect(at({}, 7)).to.throw(OptionTypeError, 'csv: path must be a string, a URL or { name, chunks }, got 7');
    expect(at({}, null)).to.throw(OptionTypeError, 'csv: path');
    expect(at({}, { name: 'x', chunks: [] })).to.throw(OptionTypeError, 'csv: chunks must be an async iterable');
    expect(at({}, new URL('https://example.org/x.csv'))).to.throw(OptionRangeError, 'csv: path must be a file: URL');
  });
});
