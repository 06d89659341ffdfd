import { expect } from 'chai';
import { gzipSync } from 'node:zlib';
import { csv, raw, wav } from '../../../datasets/index.js';
import { FormatError } from '../../../lib/errors.js';
import { chunked, errorOf, samplesOf } from '../csv/chunked.js';

const table = `a,b\n${Array.from({ length: 400 }, (_, i) => `${i},${i / 4}`).join('\n')}\n`;

describe('gzip files', () => {
  it('are read as what they hold, whatever the source and however they are cut', async () => {
    const plain = await samplesOf(csv(chunked(table)));
    for (const size of [1, 7, 65536]) {
      expect(await samplesOf(csv(chunked(gzipSync(table), size)))).to.deep.equal(plain);
    }
  });

  it('of several members are read whole (RFC 1952, section 2.2)', async () => {
    const parts = Buffer.concat([gzipSync(Buffer.of(1, 2)), gzipSync(Buffer.of(3))]);
    expect(await samplesOf(raw(chunked(parts, 5), { type: 'uint8', channels: 1 }))).to.deep.equal([[1, 2, 3]]);
  });

  it('that are cut off or damaged are an error that says so, not a shorter signal', async () => {
    const whole = gzipSync(Buffer.from(Array.from({ length: 5000 }, (_, k) => (k * k) % 251)));
    const read = (bytes: Uint8Array) => errorOf(samplesOf(raw(chunked(bytes), { type: 'uint8', channels: 1 })));
    const cut = await read(whole.subarray(0, whole.length - 20));
    expect(cut).to.be.instanceOf(FormatError);
    expect(cut.message).to.match(/^gunzip: test.csv: the gzip file ends early, it was cut off/);
    const damaged = Buffer.from(whole);
    damaged[whole.length - 6] ^= 255; // the check sum
    expect((await read(damaged)).message).to.match(/^gunzip: test.csv: the gzip file is damaged/);
    expect((await read(damaged)).cause).to.be.instanceOf(Error);
  });

  it('expand to maxExpanded bytes and no further, in constant memory', async () => {
    const bomb = gzipSync(Buffer.alloc(50_000_000));
    let frames = 0;
    const source = raw(chunked(bomb), { type: 'uint8', channels: 1, maxExpanded: 1_000_000 });
    const error = await errorOf(
      (async () => {
        for await (const f of source) frames += f.length;
      })(),
    );
    expect(error.message).to.equal(
      'gunzip: test.csv: the gzip file expands to more than maxExpanded = 1000000 bytes; raise it if that is right',
    );
    expect(frames).to.be.within(900_000, 1_000_000);
  });

  it('pass the error of their source through, and are closed early without a trace', async () => {
    const failure = new Error('unplugged');
    const source = raw(
      {
        name: 'x',
        chunks: async function* () {
          await Promise.resolve();
          yield gzipSync(table).subarray(0, 50);
          throw failure;
        },
      },
      { type: 'uint8', channels: 1 },
    );
    expect(await errorOf(samplesOf(source))).to.equal(failure);
    for await (const frame of csv(chunked(gzipSync(table), 100))) {
      expect(frame.start).to.equal(0);
      break;
    }
  });

  it('leave an empty file and one of two bytes as they are', async () => {
    expect(await samplesOf(raw(chunked(Buffer.of(0x1f, 0x8b)), { type: 'uint8', channels: 1 }))).to.deep.equal([
      [0x1f, 0x8b],
    ]);
    expect((await errorOf(samplesOf(wav(chunked(''))))).message).to.contain('wav: test.csv: must begin with RIFF');
  });
});
