import { expect } from 'chai';
import { table } from '../../cli/table.js';

describe('table', () => {
  it('puts what does not fit 80 columns below, each part with the names of its rows', () => {
    const head = ['channel', 'quantizer', ...[4, 6, 8, 12].map(w => `${w} bits`)];
    const cell = '19.08 / 19.08 (1234 clipped)'; // 28 characters: two of them and the names take 7 + 9 + 2 * 28 + 6 = 78
    const text = table(head, [['ax', 'uniform', cell, cell, cell, cell]], 2);
    const lines = text.split('\n');
    expect(Math.max(...lines.map(line => line.length))).to.equal(78);
    expect(lines.filter(line => /^channel +quantizer/.test(line)).map(line => line.match(/\d+ bits/g))).to.deep.equal([
      ['4 bits', '6 bits'],
      ['8 bits', '12 bits'],
    ]);
    expect(lines.filter(line => line.startsWith('ax')).map(line => line.split(cell).length - 1)).to.deep.equal([2, 2]);
  });

  it('keeps the two ends of a name that leaves no room, and whole names where there is room', () => {
    const name = `${'a'.repeat(60)}${'b'.repeat(40)}`;
    const [, , row] = table(['name', 'bytes'], [[name, '12']]).split('\n');
    expect(row).to.equal(`${'a'.repeat(14)}...${'b'.repeat(13)}     12`);
    const path = 'p'.repeat(70);
    expect(table(['name', 'bytes'], [[path, '12']])).to.include(path);
  });
});
