import { expect } from 'chai';
import { csv, type CsvOptions, type CsvReport } from '../../datasets/index.js';
import { DataError } from '../../lib/errors.js';
import { chunked, errorOf, framesOf, samplesOf } from './csv/chunked.js';

const column = (...cells: (number | string)[]) => chunked(`x,y\n${cells.map(cell => `${cell},0`).join('\n')}\n`);

async function read(cells: (number | string)[], options: CsvOptions): Promise<number[]> {
  return (await samplesOf(csv(column(...cells), options)))[0];
}

describe('csv fills cells without a value', () => {
  it('knows them by their text, whatever its case', async () => {
    const cells = ['', ' ', 'NA', 'n/a', '#N/A', 'NaN', '-nan', 'NULL', 'None', '-', '?'];
    let report: CsvReport | undefined;
    const data = await read([1, ...cells], { missing: 'nan', comment: false, onReport: r => (report = r) });
    expect(data).to.deep.equal([1, ...cells.map(() => NaN)]);
    expect(report?.missing).to.equal(cells.length);
  });

  it('hold repeats the value before, across frames', async () => {
    expect(await read([1, '', '', 4, ''], { missing: 'hold', frameLength: 2 })).to.deep.equal([1, 1, 1, 4, 4]);
  });

  it('hold needs a value before', async () => {
    const error = await errorOf(read(['', 2], { missing: 'hold' }));
    expect(error).to.be.instanceOf(DataError);
    expect(error.message).to.contain('line 2, column "x" (index 0): no value stands before this missing one');
  });

  it('interpolate draws a line over the gap, across frames, level at both ends', async () => {
    for (const frameLength of [1, 2, 3, 1024]) {
      const data = await read(['', 2, '', '', 8, '', ''], { missing: 'interpolate', frameLength });
      expect(data).to.deep.equal([2, 2, 4, 6, 8, 8, 8]);
    }
  });

  it('interpolate follows sample indices, so rows left out count', async () => {
    const frames = await framesOf(csv(column(0, '1,2', '', 3), { missing: 'interpolate', badRows: 'skip' }));
    expect(frames.map(f => [f.start, f.data[0]])).to.deep.equal([
      [0, 0],
      [2, 2],
    ]);
    expect(frames[1].data[1]).to.equal(3);
  });

  it('interpolate waits for no more than maxInterpolate values', async () => {
    const options = { missing: 'interpolate', maxInterpolate: 2 } as const;
    expect(await read([1, '', '', 4], options)).to.deep.equal([1, 2, 3, 4]);
    const error = await errorOf(read([1, '', '', '', 5], options));
    expect(error.message).to.contain(
      'line 5, column "x" (index 0): more than maxInterpolate = 2 values are missing in a row',
    );
  });

  it('interpolate needs one value at least', async () => {
    const text = 'x,y\n1,\n2,\n';
    const error = await errorOf(samplesOf(csv(chunked(text), { columns: ['x', 'y'], missing: 'interpolate' })));
    expect(error.message).to.contain('column "y" (index 1): the input ends and the column held no value at all');
  });

  it('keeps an open run in one channel from delaying values in another only as long as it must', async () => {
    const text = 'x,y\n0,0\n,10\n,20\n3,\n4,40\n';
    expect(await samplesOf(csv(chunked(text), { missing: 'interpolate', frameLength: 1 }))).to.deep.equal([
      [0, 1, 2, 3, 4],
      [0, 10, 20, 30, 40],
    ]);
  });
});
