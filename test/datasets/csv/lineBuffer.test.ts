import { expect } from 'chai';
import { byteInput } from '../../../datasets/csv/byteSource.js';
import { LineBuffer, type LineProblem } from '../../../datasets/csv/lineBuffer.js';
import { chunked } from './chunked.js';

/** All whole lines, and why there are no more. */
async function linesOf(content: string | Uint8Array, size: number): Promise<[string, LineProblem | undefined]> {
  const source = await byteInput(chunked(content, size)).open();
  const lines = new LineBuffer(source, 'utf8');
  await lines.start();
  let text = '';
  for (;;) {
    text += lines.bytes.toString('utf8', lines.begin, lines.complete);
    lines.begin = lines.complete;
    if (lines.final) return [text, lines.problem];
    await lines.more();
  }
}

describe('LineBuffer', () => {
  it('gives whole lines, the last one with a break of its own, for any chunks', async () => {
    for (const size of [1, 2, 5, 100]) {
      expect(await linesOf('ab\ncdé\r\n\nlast', size)).to.deep.equal(['ab\ncdé\r\n\nlast\n', undefined]);
      expect(await linesOf('a\rb', size)).to.deep.equal(['a\rb\r', undefined]);
      expect(await linesOf('\ufeffa\n', size)).to.deep.equal(['a\n', undefined]);
      expect(await linesOf('', size)).to.deep.equal(['', undefined]);
    }
  });

  it('stops at the first line that cannot be read, for any chunks', async () => {
    const long = 'x'.repeat(65537);
    for (const size of [1, 1000, 1e6]) {
      expect(await linesOf(Buffer.from('a\n\xff\nc\n', 'latin1'), size)).to.deep.equal(['a\n', 'utf8']);
      expect(await linesOf(`a\n${long}`, size)).to.deep.equal(['a\n', 'long']);
      expect(await linesOf('a\0b\0c\0d\0\n', size)).to.deep.equal(['', 'binary']);
      expect(await linesOf('PK\x03\x04\n', size)).to.deep.equal(['', 'foreign']);
    }
  });

  it('puts SUB for a stray NUL byte', async () => {
    for (const size of [1, 100]) expect(await linesOf('a\nb\0\nc\n', size)).to.deep.equal(['a\nb\x1a\nc\n', undefined]);
  });

  it('passes megabytes through a buffer of half of one', async () => {
    const text = '123.456,789\n'.repeat(100000);
    expect((await linesOf(text, 50000))[0]).to.equal(text);
  });
});
