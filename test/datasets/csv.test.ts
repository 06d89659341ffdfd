import { expect } from 'chai';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { firstValueFrom, from, take, toArray } from 'rxjs';
import { csv, type CsvReport } from '../../datasets/index.js';
import { chunked, framesOf, samplesOf } from './csv/chunked.js';

describe('csv', () => {
  it('gives channel-major frames of frameLength samples with contiguous starts and one shared frozen info', async () => {
    const frames = await framesOf(csv(chunked('1,10\n2,20\n3,30\n4,40\n5,50\n'), { frameLength: 2 }));
    expect(frames.map(f => [...f.data])).to.deep.equal([
      [1, 2, 10, 20],
      [3, 4, 30, 40],
      [5, 50],
    ]);
    expect(frames.map(f => [f.start, f.length, f.channels])).to.deep.equal([
      [0, 2, 2],
      [2, 2, 2],
      [4, 1, 2],
    ]);
    expect(frames.every(f => f.info === frames[0].info)).to.equal(true);
    expect(Object.isFrozen(frames[0].info)).to.equal(true);
  });

  it('takes 1024 samples a frame by default', async () => {
    const frames = await framesOf(csv(chunked('7\n'.repeat(2500))));
    expect(frames.map(f => f.length)).to.deep.equal([1024, 1024, 452]);
  });

  it('gives the same frames whatever the size of the chunks, 1 byte among them', async () => {
    const text =
      '# Fs: 50\r\ntime,"a ""b"" (g)",c\r\n\r\n0.00,1.5,-2e3\r\n0.02,"2.25",\r\n# end\r\n0.04,3,NaN\r\n0.10,4,7';
    const read = async (size: number) => {
      let report: CsvReport | undefined;
      const source = csv(chunked(text, size), { missing: 'interpolate', frameLength: 2, onReport: r => (report = r) });
      return { frames: await framesOf(source), description: await source.probe(), report };
    };
    const whole = await read(1000);
    expect(whole.frames.map(f => [f.start, ...f.data])).to.deep.equal([
      [0, 1.5, 2.25, -2000, Math.fround((-2000 * 4 + 7) / 5)], // the line from sample 0 to sample 5
      [2, 3, Math.fround((-2000 * 3 + 7 * 2) / 5)],
      [5, 4, 7],
    ]);
    for (const size of [1, 2, 3, 7, 64]) expect(await read(size)).to.deep.equal(whole);
  });

  it('can be read again, and by two consumers at once, with equal streams', async () => {
    const source = csv(chunked('a,b\n1,2\n3,4\n', 3));
    const [one, two] = await Promise.all([samplesOf(source), samplesOf(source)]);
    expect(one).to.deep.equal([
      [1, 3],
      [2, 4],
    ]);
    expect(two).to.deep.equal(one);
    expect(await samplesOf(source)).to.deep.equal(one);
  });

  it('reads a path, a file: URL, and works in RxJS', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'csv-'));
    try {
      const path = join(folder, 'signal.csv');
      writeFileSync(path, 'x [mV]\n1\n2\n3\n');
      expect(await samplesOf(csv(path))).to.deep.equal([[1, 2, 3]]);
      expect(await samplesOf(csv(pathToFileURL(path)))).to.deep.equal([[1, 2, 3]]);
      const frames$ = from(csv(path, { frameLength: 1 }));
      const first = await firstValueFrom(frames$.pipe(take(2), toArray()));
      expect(first.map(f => [f.start, f.data[0], f.info.names[0], f.info.units[0]])).to.deep.equal([
        [0, 1, 'x', 'mV'],
        [1, 2, 'x', 'mV'],
      ]);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('reads no further ahead than the probed part and one chunk, and closes the source on return', async () => {
    const chunk = new TextEncoder().encode('1.5,2.5\n'.repeat(512)); // 4 KiB
    let [given, closed] = [0, 0];
    async function* chunks() {
      try {
        await Promise.resolve();
        for (;;) {
          given++;
          yield chunk;
        }
      } finally {
        closed++;
      }
    }
    const iterator = csv({ name: 'endless', chunks }, { frameLength: 512 })[Symbol.asyncIterator]();
    expect(given).to.equal(0);
    await iterator.next();
    const probed = given;
    expect(probed).to.be.at.most(5); // 2,000 rows of 8 bytes are four chunks of 512 rows
    for (let i = 1; i < 100; i++) await iterator.next();
    expect(given).to.be.at.most(101); // one frame is one chunk: at most one ahead
    await iterator.return();
    expect([closed, (await iterator.next()).done]).to.deep.equal([1, true]);
  });

  it('opens nothing before the first sample is asked for', async () => {
    const iterator = csv('/no/such/file.csv')[Symbol.asyncIterator]();
    await iterator.return();
  });

  it('says once how a reading went, also when the consumer leaves early', async () => {
    const reports: CsvReport[] = [];
    const text = '# a comment\nx,y\n\n1,2\n3\n4,five\n"6,7\n8,9\n';
    const source = csv(chunked(text), { badRows: 'skip', missing: 'nan', onReport: r => reports.push(r) });
    await samplesOf(source);
    expect(reports).to.deep.equal([
      {
        name: 'test.csv',
        format: 'csv',
        bytes: text.length,
        lines: 8,
        rows: 5,
        commentLines: 1,
        blankLines: 1,
        directiveLines: 0,
        headerLines: 1,
        preambleLines: 0,
        samples: 3,
        frames: 3,
        skipped: 2,
        badRows: { ragged: 1, timestamp: 0, quote: 1, nul: 0, summary: 0 },
        firstBadRow: { line: 5, rule: 'a row must have 2 fields, got 1' },
        repeatedRows: 0,
        badCells: 1,
        cells: [{ index: 1, name: 'y', kind: 'text', count: 1, line: 6, text: 'five' }],
        unread: [],
        missing: 1,
        infinite: 0,
        outOfRange: 0,
        repeated: 0,
        untimed: 0,
        truncated: 0,
        trailingBytes: 0,
        late: 0,
        annotations: 0,
        gaps: 0,
        missingSamples: 0,
        backwardTimestamps: 0,
        complete: true,
      },
    ]);
    const iterator = source[Symbol.asyncIterator]();
    await iterator.next();
    await iterator.return();
    expect(reports.map(r => r.complete)).to.deep.equal([true, false]);
  });

  it('lets start jump over rows left out; sample 0 is the first row taken', async () => {
    const text = 'x\n0,0\n1\n2\n0,0\n0,0\n3\n';
    const frames = await framesOf(csv(chunked(text), { badRows: 'skip', delimiter: ',' }));
    expect(frames.map(f => [f.start, ...f.data])).to.deep.equal([
      [0, 1, 2],
      [4, 3],
    ]);
  });

  describe('describes a file without being told anything', () => {
    const describe = (text: string | Uint8Array) => csv(chunked(text)).probe();

    it('delimiter, decimal mark, header, units and line break', async () => {
      const d = await describe('t [s];temp [degC];ax (g)\r\n0,00;20,5;-1,25\r\n0,01;20,75;1\r\n');
      expect([d.delimiter, d.decimal, d.header, d.newline, d.bom]).to.deep.equal([';', ',', 'row', 'CR LF', false]);
      expect([d.info.names, d.info.units]).to.deep.equal([
        ['temp', 'ax'],
        ['degC', 'g'],
      ]);
      expect([d.info.sampleRate, d.rateFrom]).to.deep.equal([100, 'time']);
      expect(d.columns.map(c => c.role)).to.deep.equal(['time', 'channel', 'channel']);
    });

    it('a byte order mark, which is no part of the first name', async () => {
      const d = await describe('\ufeffax,ay\n1,2\n');
      expect([d.bom, d.info.names]).to.deep.equal([true, ['ax', 'ay']]);
    });

    it('columns of text and empty ones, which are left out', async () => {
      const d = await describe('ax,label,spare\n1,walking,\n2,running,\n');
      expect(d.columns.map(c => [c.kind, c.role])).to.deep.equal([
        ['number', 'channel'],
        ['text', 'ignored'],
        ['empty', 'ignored'],
      ]);
    });

    it('one column without a header', async () => {
      const d = await describe('0.455\n0.46\n');
      expect([d.delimiter, d.header, d.info.names]).to.deep.equal(['', 'none', ['ch0']]);
    });

    it('runs of spaces, and lone CR line breaks', async () => {
      const d = await describe('  1.0   2.0\r 10.0  -3.5\r');
      expect([d.delimiter, d.newline, d.info.names]).to.deep.equal(['space', 'CR', ['ch0', 'ch1']]);
      expect(await samplesOf(csv(chunked('  1.0   2.0\r 10.0  -3.5\r')))).to.deep.equal([
        [1, 10],
        [2, -3.5],
      ]);
    });

    it('names in the comment line above the first row', async () => {
      const d = await describe('# made by hand\n# ax [g],ay [g]\n1,2\n3,4\n');
      expect([d.header, d.info.names, d.info.units]).to.deep.equal(['comment', ['ax', 'ay'], ['g', 'g']]);
    });

    it('a quoted header of two lines', async () => {
      const text = '"acc\n[g]","b"\n1,2\n3,4\n';
      const d = await describe(text);
      expect([d.quotes, d.info.names, d.info.units]).to.deep.equal([true, ['acc', 'b'], ['g', '']]);
      expect(await samplesOf(csv(chunked(text)))).to.deep.equal([
        [1, 3],
        [2, 4],
      ]);
    });

    it('a file of a single row', async () => {
      expect(await samplesOf(csv(chunked('1;2;3')))).to.deep.equal([[1], [2], [3]]);
    });
  });

  it('takes the columns asked for, by name or index, in that order', async () => {
    const text = 'time,ax,ay [g],label\n0,1,2,a\n1,3,4,b\n';
    const frames = await framesOf(csv(chunked(text), { columns: ['ay', 1] }));
    expect(frames[0].info.names).to.deep.equal(['ay', 'ax']);
    expect([...frames[0].data]).to.deep.equal([2, 4, 1, 3]);
    expect(await samplesOf(csv(chunked(text), { columns: ['time'] }))).to.deep.equal([[0, 1]]);
    expect(await samplesOf(csv(chunked(text), { columns: ['ay [g]'] }))).to.deep.equal([[2, 4]]);
  });

  it('numbers repeated names and names columns without one by their index', async () => {
    const { info } = await csv(chunked('x,x,,x.2,x\n1,2,3,4,5\n')).probe();
    expect(info.names).to.deep.equal(['x', 'x.2', 'ch2', 'x.2.2', 'x.3']);
  });

  it('lets options override every guess', async () => {
    const text = '% 1|2\n1,5|100\n2,5|200\n';
    const options = { comment: '%', delimiter: '|', decimal: ',', header: false, sampleRate: 8000 } as const;
    const d = await csv(chunked(text), options).probe();
    expect([d.info.sampleRate, d.rateFrom, d.header]).to.deep.equal([8000, 'option', 'none']);
    expect(await samplesOf(csv(chunked(text), options))).to.deep.equal([
      [1.5, 2.5],
      [100, 200],
    ]);
    expect(await samplesOf(csv(chunked('1\n2\n'), { header: true }))).to.deep.equal([[2]]);
    expect(await samplesOf(csv(chunked('#,x\n#,2\n#,3\n'), { comment: false }))).to.deep.equal([[2, 3]]);
  });

  it('reads Latin-1 when told so', async () => {
    const bytes = Buffer.from('temp [°C]\n20.5\n', 'latin1');
    const [f] = await framesOf(csv(chunked(bytes), { encoding: 'latin1' }));
    expect([f.info.units[0], f.data[0]]).to.deep.equal(['°C', 20.5]);
  });

  it('reads quoted fields: numbers, doubled quotes, delimiters and line breaks in text', async () => {
    const text = 'x,note,y\n"1.5","a ""b"", c",2\n3,"two\nlines\n",4\n" 5 ",plain, "6"\n';
    expect(await samplesOf(csv(chunked(text)))).to.deep.equal([
      [1.5, 3, 5],
      [2, 4, 6],
    ]);
  });

  it('takes quotes as ordinary characters under quote: false', async () => {
    expect(await samplesOf(csv(chunked('x,pipe\n1,5" wide\n2,6" wide\n'), { quote: false }))).to.deep.equal([[1, 2]]);
  });

  it('passes infinities, counts them, and gives Math.fround of every number', async () => {
    let report: CsvReport | undefined;
    const cells = ['0.1', '-inf', '+Infinity', '1e-50', '16777217', '.5', '5.', '-0', '3.4028234e38', '+7'];
    const [data] = await samplesOf(csv(chunked(`x\n${cells.join('\n')}\n`), { onReport: r => (report = r) }));
    const expected = [0.1, -Infinity, Infinity, 1e-50, 16777217, 0.5, 5, -0, 3.4028234e38, 7].map(Math.fround);
    expect(data.length).to.equal(expected.length);
    expected.forEach((x, i) => expect(Object.is(data[i], x), cells[i]).to.equal(true));
    expect(report?.infinite).to.equal(2);
  });
});
