import { expect } from 'chai';
import { narrow } from '../../../datasets/csv/utf16.js';
import { byteInput } from '../../../datasets/csv/byteSource.js';
import { chunked } from './chunked.js';

async function read(content: Uint8Array, size: number) {
  const { source, wide } = await narrow(await byteInput(chunked(content, size)).open());
  const parts: Buffer[] = [];
  for (;;) {
    const block = Buffer.alloc(7);
    const count = await source.read(block);
    if (count === 0) return [wide, Buffer.concat(parts).toString()];
    parts.push(block.subarray(0, count));
  }
}

const TEXT = 't [s];\u00b5V;\u{1f321}\r\n0,1;2\r\n';

describe('narrow', () => {
  it('turns UTF-16 of either order into UTF-8, with or without a mark, however it is cut', async () => {
    const little = Buffer.from(TEXT, 'utf16le');
    const big = Buffer.from(little).swap16();
    for (const size of [1, 3, 1000]) {
      expect(await read(Buffer.concat([Buffer.of(0xff, 0xfe), little]), size)).to.deep.equal(['utf-16le', TEXT]);
      expect(await read(Buffer.concat([Buffer.of(0xfe, 0xff), big]), size)).to.deep.equal(['utf-16be', TEXT]);
      expect(await read(little, size)).to.deep.equal(['utf-16le', TEXT]);
      expect(await read(big, size)).to.deep.equal(['utf-16be', TEXT]);
    }
  });

  it('leaves everything else as it is', async () => {
    for (const text of ['', 'a', 'ab\n', TEXT, '\ufeffx\n', 'a\0b\n'])
      expect(await read(Buffer.from(text), 2)).to.deep.equal([undefined, text]);
  });
});
