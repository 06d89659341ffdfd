import { expect } from 'chai';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { npy, type NpyOptions, type SourceReport } from '../../datasets/index.js';
import { sharedData } from '../sharedData.js';
import { chunked, errorOf, samplesOf } from './csv/chunked.js';

/** A file by its definition: magic, version, length, dictionary, elements. */
function file(descr: string, shape: string, data: Uint8Array, { fortran = false, version = 1 } = {}): Buffer {
  const dictionary = `{'descr': '${descr}', 'fortran_order': ${fortran ? 'True' : 'False'}, 'shape': ${shape}, }\n`;
  const length = Buffer.alloc(version === 1 ? 2 : 4);
  length.writeUIntLE(dictionary.length, 0, length.length);
  return Buffer.concat([
    Buffer.from('\x93NUMPY', 'latin1'),
    Buffer.of(version, 0),
    length,
    Buffer.from(dictionary),
    data,
  ]);
}

const bytesOf = (array: Int16Array | Int32Array | Float64Array | Float32Array) =>
  Buffer.from(array.buffer, array.byteOffset, array.byteLength);

async function read(bytes: Uint8Array, options: NpyOptions = {}) {
  let report: SourceReport | undefined;
  const source = npy(chunked(bytes, 11), { ...options, onReport: r => (report = r) });
  const description = await source.probe();
  return { samples: await samplesOf(source), description, report: report as unknown as SourceReport };
}

/** The same from a file, which is read at any place. */
async function readFile(bytes: Uint8Array, options: NpyOptions = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'npy-'));
  try {
    writeFileSync(join(folder, 'a.npy'), bytes);
    let report: SourceReport | undefined;
    const samples = await samplesOf(npy(join(folder, 'a.npy'), { ...options, onReport: r => (report = r) }));
    return { samples, report: report as unknown as SourceReport };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

// written by NumPy 2.4.6, numpy.lib.format.write_array
const WRITTEN = {
  v1: 'k05VTVBZAQB2AHsnZGVzY3InOiAnPmkyJywgJ2ZvcnRyYW5fb3JkZXInOiBGYWxzZSwgJ3NoYXBlJzogKDIsIDMpLCB9ICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgIAoAAQACAAMABAAFAAY=',
  v2: 'k05VTVBZAgB0AAAAeydkZXNjcic6ICc+aTInLCAnZm9ydHJhbl9vcmRlcic6IEZhbHNlLCAnc2hhcGUnOiAoMiwgMyksIH0gICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgIAoAAQACAAMABAAFAAY=',
  v3: 'k05VTVBZAwB0AAAAeydkZXNjcic6ICc+aTInLCAnZm9ydHJhbl9vcmRlcic6IEZhbHNlLCAnc2hhcGUnOiAoMiwgMyksIH0gICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgIAoAAQACAAMABAAFAAY=',
  fortran:
    'k05VTVBZAQB2AHsnZGVzY3InOiAnPGY4JywgJ2ZvcnRyYW5fb3JkZXInOiBUcnVlLCAnc2hhcGUnOiAoMywgMiksIH0gICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgIAoAAAAAAADwPwAAAAAAAAhAAAAAAAAAFEAAAAAAAAAAQAAAAAAAABBAAAAAAAAAGEA=',
  half: 'k05VTVBZAQB2AHsnZGVzY3InOiAnPGYyJywgJ2ZvcnRyYW5fb3JkZXInOiBGYWxzZSwgJ3NoYXBlJzogKDQsKSwgfSAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgIApmLv/7AQAAfA==',
  long: 'k05VTVBZAQB2AHsnZGVzY3InOiAnPGk4JywgJ2ZvcnRyYW5fb3JkZXInOiBGYWxzZSwgJ3NoYXBlJzogKDUsKSwgfSAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgIAoBAAAAQAAAQP////+///+/AQAAAAAAIAD///////////////////9/',
  object:
    'k05VTVBZAQB2AHsnZGVzY3InOiAnfE8nLCAnZm9ydHJhbl9vcmRlcic6IEZhbHNlLCAnc2hhcGUnOiAoMSwpLCB9ICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgIAqABJU=',
};
const written = (key: keyof typeof WRITTEN) => Buffer.from(WRITTEN[key], 'base64');

describe('npy', () => {
  it('reads versions 1 to 3 as NumPy writes them, big-endian, the longer axis as time', async () => {
    for (const key of ['v1', 'v2', 'v3'] as const) {
      const { samples, description } = await read(written(key));
      expect(samples, key).to.deep.equal([
        [1, 2, 3],
        [4, 5, 6],
      ]);
      expect(description.details).to.deep.equal({
        samples: 'int16, big-endian',
        layout: 'shape (2, 3), time along axis 1',
      });
    }
  });

  it('takes another axis as time when it is said', async () => {
    expect((await read(written('v1'), { timeAxis: 0 })).samples).to.deep.equal([
      [1, 4],
      [2, 5],
      [3, 6],
    ]);
  });

  it('reads Fortran order: from chunks, from a file and from a gzip file', async () => {
    const expected = [
      [1, 3, 5],
      [2, 4, 6],
    ];
    expect((await read(written('fortran'))).samples).to.deep.equal(expected);
    expect((await readFile(written('fortran'), { frameLength: 2 })).samples).to.deep.equal(expected);
    expect((await readFile(gzipSync(written('fortran')))).samples).to.deep.equal(expected);
    expect((await read(written('fortran'), { timeAxis: 1 })).samples).to.deep.equal([
      [1, 2],
      [3, 4],
      [5, 6],
    ]);
  });

  it('reads half floats: 0.1 rounded to half, the least number, the smallest step, infinity', async () => {
    const { samples, report } = await read(written('half'));
    expect(samples).to.deep.equal([[0.0999755859375, -65504, 2 ** -24, Infinity]]);
    expect(report.infinite).to.equal(1);
  });

  it('rounds 64-bit integers once: a last bit above the middle of two float32 decides', async () => {
    // numpy: astype(float32) of 2^62 + 2^38 + 1, its negative, 2^53 + 1, -1, 2^63 - 1
    expect((await read(written('long'))).samples).to.deep.equal([
      [2 ** 62 + 2 ** 39, -(2 ** 62) - 2 ** 39, 2 ** 53, -1, 2 ** 63],
    ]);
    const unsigned = Buffer.alloc(24);
    [2n ** 62n + 2n ** 38n + 1n, 2n ** 64n - 1n, 2n ** 63n].forEach((v, k) => unsigned.writeBigUInt64LE(v, 8 * k));
    expect((await read(file('<u8', '(3,)', unsigned))).samples).to.deep.equal([[2 ** 62 + 2 ** 39, 2 ** 64, 2 ** 63]]);
  });

  it('reads booleans, bytes and 32-bit numbers of both byte orders', async () => {
    const values = async (...args: Parameters<typeof file>) => (await read(file(...args))).samples[0];
    expect(await values('|b1', '(3,)', Buffer.of(1, 0, 1))).to.deep.equal([1, 0, 1]);
    expect(await values('|i1', '(2,)', Buffer.of(0x80, 0x7f))).to.deep.equal([-128, 127]);
    expect(await values('|u1', '(2,)', Buffer.of(0x80, 0xff))).to.deep.equal([128, 255]);
    expect(await values('<u2', '(1,)', Buffer.of(0xff, 0xff))).to.deep.equal([65535]);
    expect(await values('<u4', '(1,)', Buffer.of(0, 0, 0, 0x80))).to.deep.equal([2 ** 31]);
    expect(await values('>i4', '(1,)', Buffer.of(0x80, 0, 0, 0))).to.deep.equal([-(2 ** 31)]);
    expect(await values('<f4', '(1,)', bytesOf(Float32Array.of(0.1)))).to.deep.equal([Math.fround(0.1)]);
    expect(await values('>f8', '(1,)', Buffer.from(bytesOf(Float64Array.of(0.1))).reverse())).to.deep.equal([
      Math.fround(0.1),
    ]);
  });

  it('passes over axes of length 1, and takes a scalar as one sample', async () => {
    const data = bytesOf(Int16Array.of(1, 2, 3, 4, 5, 6));
    expect((await read(file('<i2', '(1, 3, 1, 2)', data))).samples).to.deep.equal([
      [1, 3, 5],
      [2, 4, 6],
    ]);
    expect((await read(file('<i2', '()', data.subarray(0, 2)))).samples).to.deep.equal([[1]]);
    expect((await read(file('<i2', '(0,)', Buffer.alloc(0)))).samples).to.deep.equal([]);
  });

  it('counts what is cut off, and what stands behind, whatever the order of elements', async () => {
    const data = bytesOf(Int16Array.from({ length: 20 }, (_, k) => k));
    const cut = (bytes: Buffer) => bytes.subarray(0, bytes.length - 7);
    const interleaved = await read(cut(file('<i2', '(10, 2)', data)));
    expect(interleaved.samples[0]).to.deep.equal([0, 2, 4, 6, 8, 10, 12, 14]);
    expect(interleaved.report).to.include({ truncated: 2, trailingBytes: 1 });
    const planar = file('<i2', '(10, 2)', data, { fortran: true });
    for (const { samples, report } of [await read(cut(planar)), await readFile(cut(planar))]) {
      expect(samples).to.deep.equal([
        [0, 1, 2, 3, 4, 5],
        [10, 11, 12, 13, 14, 15],
      ]);
      expect(report.truncated).to.equal(4);
    }
    const longer = Buffer.concat([planar, Buffer.alloc(5)]);
    expect((await read(longer)).report).to.include({ truncated: 0, trailingBytes: 5, samples: 10 });
    expect((await readFile(longer)).report).to.include({ truncated: 0, trailingBytes: 5, samples: 10 });
    expect((await read(Buffer.concat([file('<i2', '(20,)', data), Buffer.alloc(3)]))).report.trailingBytes).to.equal(3);
  });

  it('knows no rate but that of the option', async () => {
    expect((await read(written('v1'))).description).to.include({ rateFrom: 'unknown' });
    const { description } = await read(written('v1'), { sampleRate: 50, columns: [1] });
    expect(description.info).to.deep.equal({ sampleRate: 50, names: ['ch1'], units: [''] });
  });

  it('refuses what it cannot read, with advice, and runs nothing', async () => {
    const message = async (bytes: Uint8Array, options: NpyOptions = {}) => {
      const error = await errorOf(read(bytes, options));
      expect(error).to.have.property('code', 'format-source');
      return error.message;
    };
    expect(await message(written('object'))).to.contain('got "|O"; objects are Python code and never run');
    expect(await message(file('<c8', '(1,)', Buffer.alloc(8)))).to.contain('the real and the imaginary part');
    expect(await message(file('<M8[ns]', '(1,)', Buffer.alloc(8)))).to.contain('save times as numbers');
    expect(await message(file('<i2', '(2, 2, 2)', Buffer.alloc(16)))).to.contain('at most two axes longer than 1');
    expect(await message(file('<i2', '(3, 70000)', Buffer.alloc(16)), { timeAxis: 0 })).to.contain(
      'at most 65536 channels',
    );
    expect(await message(file('<i2', '(99999999999999999999,)', Buffer.alloc(16)))).to.contain('below 2^53');
    expect(await message(file('<i2', '(9007199254740991, 3)', Buffer.alloc(16)))).to.contain(
      'more elements than a file can',
    );
    expect(await message(Buffer.from('PK\x03\x04 zip archive', 'latin1'))).to.contain('take one array out of it');
    expect(await message(written('v1').subarray(0, 40))).to.contain('ends in its header');
    const huge = Buffer.concat([Buffer.from('\x93NUMPY', 'latin1'), Buffer.of(2, 0, 255, 255, 255, 255)]);
    expect(await message(huge)).to.contain('must be at most 65536 bytes, got 4294967295');
  });

  it('holds no array of one channel after another that is large and cannot be read at any place', async () => {
    const error = await errorOf(read(file('<f8', '(3, 9000000)', Buffer.alloc(8))));
    expect(error.message).to.contain('216000000 bytes, which takes a file that is not compressed');
  });

  it('reads a recorded array as integers read by hand', async function () {
    const folder = sharedData();
    if (!folder) return this.skip();
    const path = join(folder, 'signals/vibration/adi_samplemotor_autoencoder_input.npy');
    const bytes = readFileSync(path);
    const value = (i: number, c: number) => Number(bytes.readBigInt64LE(128 + 8 * (3 * i + c)));
    expect(await samplesOf(npy(path))).to.deep.equal(
      [0, 1, 2].map(c => Array.from({ length: 256 }, (_, i) => value(i, c))),
    );
  });
});
