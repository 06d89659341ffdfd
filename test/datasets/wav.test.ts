import { expect } from 'chai';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type SourceReport, wav, type WavOptions } from '../../datasets/index.js';
import { g711Level } from '../../lib/kernels/g711.js';
import { sharedData } from '../sharedData.js';
import { chunked, errorOf, framesOf, samplesOf } from './csv/chunked.js';

const text = (s: string) => Buffer.from(s, 'latin1');
const u16 = (...values: number[]) => Buffer.from(values.flatMap(v => [v & 255, (v >> 8) & 255]));
const u32 = (...values: number[]) => Buffer.concat(values.map(v => u16(v & 0xffff, v >>> 16)));
const chunk = (id: string, body: Buffer, size = body.length) =>
  Buffer.concat([text(id), u32(size), body, Buffer.alloc(body.length % 2)]);
const riff = (...chunks: Buffer[]) => {
  const body = Buffer.concat(chunks);
  return Buffer.concat([text('RIFF'), u32(4 + body.length), text('WAVE'), body]);
};
const fmt = (tag: number, channels: number, rate: number, bits: number, block = (channels * bits) / 8) =>
  chunk('fmt ', Buffer.concat([u16(tag, channels), u32(rate, rate * block), u16(block, bits)]));

/** Samples, description and report of a file, the same however it is cut. */
async function read(bytes: Uint8Array, options: WavOptions = {}) {
  let report: SourceReport | undefined;
  const source = (size: number) => wav(chunked(bytes, size), { ...options, onReport: r => (report = r) });
  const samples = await samplesOf(source(65536));
  const { bytes: taken, ...rest } = report as unknown as SourceReport;
  expect(taken).to.be.at.most(bytes.length);
  expect(await samplesOf(source(1))).to.deep.equal(samples);
  expect({ ...(report as unknown as SourceReport), bytes: taken }).to.deep.equal({ bytes: taken, ...rest });
  return { samples, report: rest, description: await source(7).probe() };
}

describe('wav', () => {
  it('reads 16-bit PCM as code / 2^15, channel-major, with its rate', async () => {
    const { samples, report, description } = await read(
      riff(fmt(1, 2, 44100, 16), chunk('data', u16(0, 1, 0x7fff, 0x8000, 0xffff, 0x4000))),
    );
    expect(samples).to.deep.equal([
      [0, 32767 / 32768, -1 / 32768],
      [1 / 32768, -1, 0.5],
    ]);
    expect(description.info).to.deep.equal({ sampleRate: 44100, names: ['ch0', 'ch1'], units: ['', ''] });
    expect(description.length).to.equal(3);
    expect(report).to.include({ samples: 3, truncated: 0, trailingBytes: 0, complete: true, duration: 2 / 44100 });
  });

  it('reads 8 bits as unsigned around 128, 24 and 32 bits as signed, little-endian', async () => {
    const eight = await read(riff(fmt(1, 1, 8000, 8), chunk('data', Buffer.from([0, 128, 255]))));
    expect(eight.samples).to.deep.equal([[-1, 0, 127 / 128]]);
    const bytes = Buffer.from([0xff, 0xff, 0x7f, 0, 0, 0x80, 1, 0, 0]);
    const deep = await read(riff(fmt(1, 1, 8000, 24), chunk('data', bytes)));
    expect(deep.samples).to.deep.equal([[(2 ** 23 - 1) / 2 ** 23, -1, 2 ** -23]]);
    const full = await read(riff(fmt(1, 1, 8000, 32), chunk('data', u32(0x80000000, 0x40000000, 0xffffffff))));
    expect(full.samples).to.deep.equal([[-1, 0.5, -(2 ** -31)]]);
  });

  it('takes codes of odd widths from the upper bits of their bytes: 12 bits of 0x7ff0 are 2047 / 2048', async () => {
    const { samples } = await read(riff(fmt(1, 1, 8000, 12, 2), chunk('data', u16(0x7ff0, 0x8000))));
    expect(samples).to.deep.equal([[2047 / 2048, -1]]);
  });

  it('reads 32-bit and 64-bit floats as they are, and counts what is not finite', async () => {
    const f32 = Buffer.from(new Float32Array([0.1, -2, NaN, Infinity]).buffer);
    const { samples, report } = await read(riff(fmt(3, 1, 100, 32), chunk('data', f32)));
    expect(samples).to.deep.equal([[Math.fround(0.1), -2, NaN, Infinity]]);
    expect(report).to.include({ missing: 1, infinite: 1 });
    const f64 = Buffer.from(new Float64Array([0.1, 1e38]).buffer);
    expect((await read(riff(fmt(3, 1, 100, 64), chunk('data', f64)))).samples).to.deep.equal([
      [Math.fround(0.1), Math.fround(1e38)],
    ]);
    const beyond = Buffer.from(new Float64Array([0, 1e39]).buffer);
    const error = await errorOf(read(riff(fmt(3, 1, 100, 64), chunk('data', beyond))));
    expect(error).to.have.property('code', 'data-non-finite');
    expect(error.message).to.equal('wav: test.csv, channel ch0, sample 1: 1e+39 is beyond the largest float32, 3.4e38');
  });

  it('reads all codes of mu-law and A-law by the tables of G.711', async () => {
    const codes = Buffer.from(Array.from({ length: 256 }, (_, k) => k));
    const mu = await read(riff(fmt(7, 1, 8000, 8), chunk('data', codes)));
    const a = await read(riff(fmt(6, 1, 8000, 8), chunk('data', codes)), { fullScale: 32768 });
    expect(mu.samples[0]).to.deep.equal(Array.from(codes, code => g711Level('mu', code) / 32768));
    expect(a.samples[0]).to.deep.equal(Array.from(codes, code => g711Level('a', code)));
    // G.711 tables 2a and 1a: the largest values, 8031 of 14 bits and 4032 of 13 bits
    expect(Math.max(...mu.samples[0]) * 32768).to.equal(8031 * 4);
    expect(Math.max(...a.samples[0])).to.equal(4032 * 8);
  });

  it('reads extensible formats, their loudspeakers as names, and how many bits are used', async () => {
    const guid = Buffer.from('0100000000001000800000aa00389b71', 'hex');
    const extension = Buffer.concat([u16(22, 20), u32(0x3), guid]);
    const body = Buffer.concat([u16(0xfffe, 2), u32(48000, 288000), u16(6, 24), extension]);
    const { samples, description } = await read(
      riff(chunk('fmt ', body), chunk('data', Buffer.from([0, 0, 0x40, 0, 0, 0xc0]))),
    );
    expect(samples).to.deep.equal([[0.5], [-0.5]]);
    expect(description.info.names).to.deep.equal(['FL', 'FR']);
    expect(description.details.samples).to.equal('int24, 20 bits used');
  });

  it('passes over chunks of any length, with and without their pad byte, and lists them', async () => {
    const list = Buffer.concat([text('odd1'), u32(3), text('abc')]); // without the pad byte
    const { samples, description, report } = await read(
      riff(
        chunk('JUNK', Buffer.alloc(5)),
        list,
        fmt(1, 1, 8000, 8),
        chunk('data', Buffer.from([255, 0, 128])),
        chunk('LIST', Buffer.alloc(4)),
      ),
    );
    expect(samples).to.deep.equal([[127 / 128, -1, 0]]);
    expect(description.unread.map(u => u.what)).to.deep.equal(['chunk "JUNK", 5 bytes', 'chunk "odd1", 3 bytes']);
    expect(report.unread.map(u => u.what)).to.deep.equal([
      'chunk "JUNK", 5 bytes',
      'chunk "odd1", 3 bytes',
      'chunk "LIST", 4 bytes',
    ]);
  });

  it('reads sizes that were never filled in to the end of the file: 0xffffffff, and 0 in an unfinished header', async () => {
    const data = Buffer.concat([text('data'), u32(0xffffffff), u16(1, 2, 3)]);
    const stream = Buffer.concat([text('RIFF'), u32(0xffffffff), text('WAVE'), fmt(1, 1, 8000, 16), data]);
    expect((await read(stream, { fullScale: 32768 })).samples).to.deep.equal([[1, 2, 3]]);
    const stopped = Buffer.from(stream);
    stopped.writeUInt32LE(0, 4);
    stopped.writeUInt32LE(0, stopped.length - 10);
    const { samples, report, description } = await read(stopped, { fullScale: 32768 });
    expect(samples).to.deep.equal([[1, 2, 3]]);
    expect(report.truncated).to.equal(0);
    expect(description).to.not.have.property('length');
  });

  it('takes a finished header with 0 bytes of samples at its word', async () => {
    const { samples, report } = await read(
      riff(fmt(1, 1, 8000, 16), chunk('data', Buffer.alloc(0)), chunk('LIST', u16(9))),
    );
    expect(samples).to.deep.equal([]);
    expect(report.unread).to.have.length(1);
  });

  it('reads RF64 with the size of its chunk ds64', async () => {
    const ds64 = Buffer.concat([u32(100, 0), u32(4, 0), u32(2, 0), u32(0)]);
    const file = Buffer.concat([
      text('RF64'),
      u32(0xffffffff),
      text('WAVE'),
      chunk('ds64', ds64),
      fmt(1, 1, 8000, 16),
      chunk('data', u16(5, 6), 0xffffffff),
      chunk('LIST', u16(7)),
    ]);
    const { samples, report } = await read(file, { fullScale: 32768 });
    expect(samples).to.deep.equal([[5, 6]]);
    expect(report).to.include({ truncated: 0, trailingBytes: 0 });
    expect(report.unread.map(u => u.what)).to.deep.equal(['chunk "LIST", 2 bytes']);
  });

  it('counts samples that the size promises and the file does not have, and bytes of half a sample', async () => {
    const file = riff(fmt(1, 2, 8000, 16), chunk('data', u16(1, 2, 3, 4), 40));
    const { samples, report } = await read(file.subarray(0, file.length - 1), { fullScale: 32768 });
    expect(samples).to.deep.equal([[1], [2]]);
    expect(report).to.include({ truncated: 9, trailingBytes: 3, complete: true });
  });

  it('reads RIFX, whose numbers are big-endian', async () => {
    const be32 = (v: number) => Buffer.from(u32(v)).reverse();
    const be16 = (...v: number[]) => Buffer.concat(v.map(x => Buffer.from(u16(x)).reverse()));
    const format = Buffer.concat([be16(1, 1), be32(8000), be32(16000), be16(2, 16)]);
    const body = Buffer.concat([text('WAVEfmt '), be32(16), format, text('data'), be32(4), be16(0x4000, 0x8000)]);
    const { samples } = await read(Buffer.concat([text('RIFX'), be32(body.length), body]));
    expect(samples).to.deep.equal([[0.5, -1]]);
  });

  it('takes the epoch from the broadcast extension', async () => {
    const bext = Buffer.alloc(602);
    bext.write('2024-03-02', 320, 'latin1');
    bext.write('10:11:12', 330, 'latin1');
    const { description } = await read(
      riff(chunk('bext', bext), fmt(1, 1, 8000, 8), chunk('data', Buffer.from([128, 128]))),
    );
    expect(description.info.epoch).to.equal(BigInt(Date.UTC(2024, 2, 2, 10, 11, 12)) * 1_000_000n);
  });

  it('chooses channels by name and by index, in that order', async () => {
    const file = riff(fmt(1, 3, 8000, 16), chunk('data', u16(1, 2, 3, 4, 5, 6)));
    const { samples, description } = await read(file, { columns: [2, 'ch0'], fullScale: 32768 });
    expect(samples).to.deep.equal([
      [3, 6],
      [1, 4],
    ]);
    expect(description.columns[1]).to.include({ role: 'ignored', reason: 'not among columns' });
    const error = await errorOf(read(file, { columns: ['ch7'] }));
    expect(error.message).to.equal(
      'wav: columns must name channels of test.csv, got "ch7"; it has "ch0", "ch1", "ch2"',
    );
  });

  it('refuses what is no WAV file, and formats it does not read, with advice', async () => {
    const message = async (bytes: Uint8Array) => {
      const error = await errorOf(read(bytes));
      expect(error).to.have.property('code', 'format-source');
      return error.message;
    };
    expect(await message(text('OggS and more'))).to.equal(
      'wav: test.csv: must begin with RIFF, RIFX, RF64 or BW64 and WAVE, got "OggS and mor"',
    );
    expect(await message(riff(fmt(2, 1, 8000, 4, 256), chunk('data', u16(1))))).to.contain(
      'got Microsoft ADPCM, 4 bits in 256 bytes; convert it, as with ffmpeg -i IN -c:a pcm_s16le OUT.wav',
    );
    expect(await message(riff(chunk('data', u16(1))))).to.contain('in a chunk "fmt ", before "data"');
    expect(await message(riff(fmt(1, 1, 8000, 16)))).to.contain('has no chunk "data"');
    expect(await message(riff(fmt(1, 1, 0, 16), chunk('data', u16(1))))).to.contain('give it as sampleRate');
    expect(await message(riff(fmt(1, 0, 8000, 16), chunk('data', u16(1))))).to.contain('at least 1 channel');
    expect(await message(riff(fmt(1, 2, 8000, 24, 8), chunk('data', u16(1))))).to.contain(
      '2 channels of 24 bits must take 6 bytes a sample, got 8',
    );
  });

  it('throws wrong options at the call', () => {
    expect(() => wav('x.wav', { fullScale: 0 })).to.throw(
      RangeError,
      'wav: fullScale must be a finite number above 0, got 0',
    );
    expect(() => wav('x.wav', { frameLength: 0 })).to.throw(RangeError, 'wav: frameLength');
    expect(() => wav('x.wav', { columns: [] })).to.throw(RangeError, 'wav: columns');
    expect(() => wav(7 as unknown as string)).to.throw(TypeError, 'wav: path must be a string');
  });

  it('reads recorded files to the last bit', async function () {
    const folder = sharedData();
    if (!folder) return this.skip();
    const audio = join(folder, 'signals/audio');
    const files = readdirSync(audio, { recursive: true, encoding: 'utf8' }).filter(f => f.endsWith('.wav'));
    expect(files.length).to.be.above(4);
    for (const file of files) {
      const bytes = readFileSync(join(audio, file));
      // all of these have 44 bytes of header, 16 bits and nothing behind the samples
      const channels = bytes.readUInt16LE(22);
      const codes = new Int16Array(bytes.buffer.slice(bytes.byteOffset + 44, bytes.byteOffset + bytes.length));
      const samples = await samplesOf(wav(join(audio, file)));
      for (let c = 0; c < channels; c++) {
        expect(samples[c], file).to.deep.equal(
          Array.from(
            codes.filter((_, i) => i % channels === c),
            x => x / 32768,
          ),
        );
      }
      const frames = await framesOf(wav(join(audio, file), { frameLength: 100 }));
      expect(frames.reduce((sum, f) => sum + f.length, 0)).to.equal(samples[0].length);
      expect(frames.at(-1)?.start).to.equal((frames.length - 1) * 100);
    }
  });
});
