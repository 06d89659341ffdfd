import { expect } from 'chai';
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { shippedCsv, shippedNetwork, sourceFormat } from '../../datasets/index.js';
import { sharedData } from '../sharedData.js';

describe('sourceFormat', () => {
  let folder: string;
  before(() => (folder = mkdtempSync(join(tmpdir(), 'format-'))));
  after(() => rmSync(folder, { recursive: true }));
  const formatOf = (name: string, content: string | Uint8Array) => {
    writeFileSync(join(folder, name), content);
    return sourceFormat(join(folder, name));
  };

  it('tells formats by their first bytes, whatever the name', async () => {
    const head = Buffer.concat([Buffer.from('0       '.padEnd(168), 'latin1'), Buffer.from('02.03.2410.11.12')]);
    expect(await formatOf('a.txt', 'RIFF\x10\x00\x00\x00WAVEfmt ')).to.equal('wav');
    expect(await formatOf('b.txt', Buffer.from('\x93NUMPY\x01\x00', 'latin1'))).to.equal('npy');
    expect(await formatOf('c.txt', head)).to.equal('edf');
    expect(await formatOf('d.txt', '    -1\n    58\nMic 01.0Scalar\nNONE\n')).to.equal('uff58');
    expect(await formatOf('e.json', '{\n "protected": {"ver": "v1"},\n "signature": "0", "payload": {')).to.equal(
      'edgeImpulse',
    );
    expect(await formatOf('f.json', '{"a":1}\n{"a":2}\n')).to.equal('ndjson');
    expect(await formatOf('f.json.gz', gzipSync('[1]\n[2]\n'))).to.equal('ndjson');
  });

  it('takes no table for something else: a first cell of 0 and spaces, rows that begin with -1', async () => {
    expect(await formatOf('g.txt', '0       1       2\n1       2       3\n'.repeat(20))).to.equal('csv');
    expect(await formatOf('h.txt', '    -1   2\n    58   3\n')).to.equal('csv');
    expect(await formatOf('h1.txt', '    -1\n    58\n    60\n')).to.equal('csv');
    expect(await formatOf('i.txt', '# {"a": 1}\n1,2\n3,4\n')).to.equal('csv');
  });

  it('tells by the name where content does not say, and says nothing of others', async () => {
    expect(await formatOf('j.PCM', Buffer.of(1, 2, 3))).to.equal('raw');
    expect(await formatOf('k.jsonl', '{"a":1}')).to.equal('ndjson');
    expect(await formatOf('k.tsv.gz', gzipSync('1\t2\n'))).to.equal('csv');
    expect(await formatOf('l.unknown', 'x')).to.equal(undefined);
    expect(await sourceFormat(join(folder, 'absent.wav'))).to.equal('wav');
    expect(await sourceFormat(folder)).to.equal(undefined);
  });

  it('leaves models to others, and knows what is shipped', async () => {
    expect(await sourceFormat(shippedNetwork())).to.equal(undefined);
    expect(await sourceFormat(shippedCsv())).to.equal('csv');
    const models = join(sharedData() ?? folder, 'models');
    const files = existsSync(models) ? readdirSync(models).filter(f => /\.(tflite|onnx|json)$/.test(f)) : [];
    for (const file of files) expect(await sourceFormat(join(models, file)), file).to.equal(undefined);
  });
});
