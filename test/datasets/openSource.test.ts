import { expect } from 'chai';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { openSource, READERS, type SourceFormat } from '../../datasets/index.js';
import { errorOf, samplesOf } from './csv/chunked.js';

describe('openSource', () => {
  let folder: string;
  before(() => (folder = mkdtempSync(join(tmpdir(), 'open-'))));
  after(() => rmSync(folder, { recursive: true }));
  const stored = (name: string, content: string | Uint8Array) => {
    writeFileSync(join(folder, name), content);
    return join(folder, name);
  };

  it('reads a file by what it holds, whatever it is called, compressed or not', async () => {
    const rows = '{"v": 1}\n{"v": 2}\n';
    expect(await samplesOf(await openSource(stored('rows.csv', rows)))).to.deep.equal([[1, 2]]);
    expect(await samplesOf(await openSource(stored('rows.bin', gzipSync(rows))))).to.deep.equal([[1, 2]]);
    expect(await samplesOf(await openSource(stored('table', 'v\n1\n2\n')))).to.deep.equal([[1, 2]]);
    expect(await samplesOf(await openSource(stored('table.csv.gz', gzipSync('v\n1\n2\n'))))).to.deep.equal([[1, 2]]);
  });

  it('reads it as the format that is asked for, with the options of that format', async () => {
    const path = stored('table.txt', '1,2\n');
    const source = await openSource(path, { format: 'raw', type: 'uint8', channels: 2, scale: 0.5 });
    expect(await samplesOf(source)).to.deep.equal([
      [24.5, 25],
      [22, 5],
    ]);
  });

  it('throws options that are wrong, or of another format', async () => {
    const path = stored('a.csv', 'v\n1\n2\n');
    const message = async (options: Parameters<typeof openSource>[1]) =>
      (await errorOf(openSource(path, options))).message;
    expect(await message({ format: 'mp3' as SourceFormat })).to.contain('openSource: format must be one of wav, npy');
    expect(await message({ fullScale: 2 })).to.equal(
      `openSource: ${path} is read as csv; fullScale is an option of wav`,
    );
    expect(await message({ badRow: 'skip' })).to.contain('there is no option "badRow", the nearest is badRows');
    expect(await message({ decimal: ';' })).to.contain('csv: decimal must be one of');
    expect(await message({ fullScale: undefined, decimal: ';' })).to.contain('csv: decimal');
  });

  it('has a title, extensions of its own and a function for every format', () => {
    const readers = Object.entries(READERS);
    const extensions = readers.flatMap(([, reader]) => [...reader.extensions]);
    expect(new Set(extensions).size).to.equal(extensions.length);
    for (const [name, reader] of readers) expect((reader.open as { name: string }).name).to.equal(name);
  });
});
