import { expect } from 'chai';
import { ByteReader } from '../../../datasets/bytes/byteReader.js';
import { lineBatches, MAX_LINE } from '../../../datasets/bytes/lineBatches.js';
import { byteInput } from '../../../datasets/csv/byteSource.js';
import { chunked } from '../csv/chunked.js';

async function linesOf(text: string, size: number): Promise<(string | undefined)[]> {
  const source = await byteInput(chunked(text, size), { who: 'test', maxExpanded: 1e9 }).open();
  const lines: (string | undefined)[] = [];
  for await (const batch of lineBatches(new ByteReader(source))) lines.push(...batch);
  return lines;
}

describe('lineBatches', () => {
  it('gives lines of LF and CR LF, the last one with and without a break, however they are cut', async () => {
    for (const size of [1, 2, 3, 100]) {
      expect(await linesOf('\ufeffa\r\n\nbé\nc', size)).to.deep.equal(['a', '', 'bé', 'c']);
      expect(await linesOf('a\n', size)).to.deep.equal(['a']);
      expect(await linesOf('', size)).to.deep.equal([]);
    }
  });

  it('gives undefined for a line that is too long, wherever it stands', async () => {
    const long = 'x'.repeat(MAX_LINE + 1);
    for (const size of [5000, 65536, 3e6]) {
      expect(await linesOf(`a\n${long}\nb`, size)).to.deep.equal(['a', undefined, 'b']);
      expect(await linesOf(`a\n${long}`, size)).to.deep.equal(['a', undefined]);
      expect((await linesOf('x'.repeat(MAX_LINE), size))[0]).to.have.length(MAX_LINE);
    }
  });
});
