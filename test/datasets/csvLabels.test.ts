import { expect } from 'chai';
import { csv, type CsvOptions } from '../../datasets/index.js';
import type { LabelChange } from '../../lib/labelChange.js';
import { chunked, errorOf, framesOf } from './csv/chunked.js';

async function read(text: string, options: CsvOptions = {}, size?: number) {
  const changes: [number, string | undefined][] = [];
  const onLabel = ({ start, label }: LabelChange) => void changes.push([start, label]);
  const frames = await framesOf(csv(chunked(text, size), { labels: 'activity', onLabel, ...options }));
  return { changes, frames };
}

const TABLE = 'x,activity\n1,walk\n2,walk\n3,stairs up\n4,stairs up\n5,\n6,walk\n';

describe('csv reads a column of labels', () => {
  it('tells where labels change, by sample, whatever the chunks; the column is no channel', async () => {
    for (const size of [1, 5, 7, 4096]) {
      const { changes, frames } = await read(TABLE, {}, size);
      expect(changes).to.deep.equal([
        [0, 'walk'],
        [2, 'stairs up'],
        [4, undefined],
        [5, 'walk'],
      ]);
      expect(frames.map(f => [f.info.names, Array.from(f.data)])).to.deep.equal([[['x'], [1, 2, 3, 4, 5, 6]]]);
    }
  });

  it('tells of a label before the frame that holds its sample', async () => {
    const seen: (number | string | undefined)[] = [];
    const onLabel = ({ label }: LabelChange) => void seen.push(label);
    for await (const f of csv(chunked(TABLE), { labels: 1, onLabel, frameLength: 2 })) seen.push(f.start);
    expect(seen).to.deep.equal(['walk', 0, 'stairs up', 2, undefined, 'walk', 4]);
  });

  it('takes numbers and quoted texts, and keeps words that are names of classes', async () => {
    const numbers = await read('x,activity\n1,0\n2,0\n3,1\n', { labels: 'activity' });
    expect(numbers.changes).to.deep.equal([
      [0, '0'],
      [2, '1'],
    ]);
    expect(numbers.frames[0].channels).to.equal(1);
    const quoted = await read('x,activity\n1,"sit, down"\n2,sit\n3,"say ""no"""\n4,none\n5,bad\n6,NaN\n7,?\n', {
      missingValues: ['?'],
    });
    expect(quoted.changes.map(([, label]) => label)).to.deep.equal([
      'sit, down',
      'sit',
      'say "no"',
      'none',
      'bad',
      undefined,
    ]);
  });

  it('tells labels of more bytes than it compares, and of rows that are not plain', async () => {
    const long = 'a'.repeat(70);
    const { changes } = await read(`x,activity\n1,${long}\n2,${long}b\n,${long}b\n4,${long}\n`, { missing: 'hold' });
    expect(changes).to.deep.equal([
      [0, long],
      [1, `${long}b`],
      [3, long],
    ]);
  });

  it('follows gaps and rows left out: a label starts at its own sample', async () => {
    const skipped = await read('x,activity\n1,a\n2,b,3\n3,a\n4,b\n', { badRows: 'skip' });
    expect(skipped.changes).to.deep.equal([
      [0, 'a'],
      [3, 'b'],
    ]);
    const gap = await read('time [s],x,activity\n0,1,a\n1,2,a\n2,3,a\n7,4,b\n8,5,b\n');
    expect(gap.changes).to.deep.equal([
      [0, 'a'],
      [7, 'b'],
    ]);
  });

  it('refuses a column that is not there or is a channel too, and a listener without a column', async () => {
    expect((await errorOf(read(TABLE, { labels: 'label' }))).message).to.include(
      'csv: labels must name a column of test.csv, got "label"; it has 2: "x", "activity"',
    );
    expect((await errorOf(read(TABLE, { columns: ['activity', 'x'] }))).message).to.include(
      'csv: labels must name a column that is not among columns, got "activity" for both',
    );
    expect(() => csv(chunked(TABLE), { onLabel: () => undefined })).to.throw(RangeError, 'csv: onLabel needs labels');
  });
});
