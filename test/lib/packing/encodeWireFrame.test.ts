import { expect } from 'chai';
import fc from 'fast-check';
import { DataError, FormatError, OptionRangeError, OptionTypeError } from '../../../lib/errors.js';
import { type QFrame, streamInfo } from '../../../lib/frame.js';
import { decodeWireFrame, encodeWireFrame, packedLength, type WireMeta } from '../../../lib/packing/index.js';
import { freezeParams, type QParams } from '../../../lib/qparams.js';
import { hex, readCbor, type Tagged } from './cbor.js';
import { slowCrc32c } from './slowCrc32c.js';
import { wireSamples } from './wireSamples.js';

const INT8 = { bits: 8, qmin: -128, qmax: 127 } as const;
const META: WireMeta = { source: 's', sequence: 1n };

function frameOf(params: QParams, data: QFrame['data'], more: Partial<QFrame> = {}): QFrame {
  const info = streamInfo({ channels: more.channels ?? 1 });
  return { data, channels: 1, length: data.length / (more.channels ?? 1), start: 0, info, params, clipped: 0, ...more };
}

/** The bytes with the CRC that they need, bit by bit. */
function sealed(text: string): Uint8Array {
  const bytes = hex(text);
  const crc = slowCrc32c(bytes);
  return Uint8Array.of(...bytes, crc >>> 24, crc >>> 16, crc >>> 8, crc);
}

describe('encodeWireFrame', () => {
  it('gives the bytes that RFC 8949 and the key table give: the smallest frame of int8 codes', () => {
    const params: QParams = { kind: 'affine', ...INT8, scale: [0.5], zeroPoint: [0] };
    expect(encodeWireFrame(frameOf(params, Int8Array.of(-128, 127)), META)).to.deep.equal(
      sealed(`
        d9 d9f7           # tag 55799
        58 18             # 24 bytes
          01              # version 1
          61 73           # "s"
          01              # sequence 1
          00              # start 0
          01              # 1 channel
          02              # 2 samples
          a1              # 1 field
            04            # scale
            d8 54 42 0038 #   binary16, little-endian: 0.5
          d8 40 42 00ff   # uint8 array: -128 + 128, 127 + 128
          44              # CRC`),
    );
  });

  it('gives the bytes that RFC 8949 and the key table give: a frame with every field that is not its parameters', () => {
    const info = streamInfo({
      channels: 3,
      sampleRate: 100,
      epoch: 1_700_000_000_000_000_000n,
      names: ['x', 'y', '\u00e4'],
      units: ['g', 'g', ''],
    });
    const params: QParams = { kind: 'fixedPoint', bits: 4, qmin: -7, qmax: 7, fractionBits: -2 };
    const f = frameOf(params, Int8Array.of(-7, 7, 0, 1, -1, 3, -3, 2, -2), {
      channels: 3,
      start: -257,
      info,
      clipped: 24,
      gains: [1, 2, 0.5],
    });
    const meta = {
      source: 'imu/7',
      sequence: 2n ** 64n - 1n,
      gap: true,
      clip: true,
      missing: Uint8Array.of(0x81, 0x01),
    };
    expect(encodeWireFrame(f, meta)).to.deep.equal(
      sealed(`
        d9 d9f7
        58 5d                       # 93 bytes
          01                        # version
          65 69 6d 75 2f 37         # "imu/7"
          1b ffff ffff ffff ffff    # sequence 2^64 - 1
          39 0100                   # start -1 - 256
          03                        # channels
          03                        # samples
          ad                        # 13 fields
            00 02                   # kind: fixedPoint
            01 04                   # bits
            02 26                   # qmin -7
            03 07                   # qmax; by default -7 + 15
            08 21                   # fraction bits -2
            11 18 18                # clipped 24
            12 03                   # gap 1, clip 2
            13 42 8101              # missing: codes 0, 7, 8
            14 d8 54 46 003c 0040 0038 # gains 1, 2, 0.5 as binary16
            15 f9 5640              # rate 100 = 1.5625 * 2^6
            16 1b 1797 9cfe 362a 0000  # epoch 1.7e18 ns
            17 83 6178 6179 62c3a4  # names
            18 18 83 6167 6167 60   # units
          45 e0 87 a6 94 05         # codes + 7, low nibble first: 0 14, 7 8, 6 10, 4 9, 5
          44`),
    );
  });

  it('names numbers of kinds and keys as the table does', () => {
    const one = Int8Array.of(1);
    const fields = (params: QParams) => {
      const frame = { ...frameOf(params, one) };
      const [content] = readCbor(encodeWireFrame(frame, META)) as [Tagged];
      return Array.from((readCbor(content.value as Uint8Array)[6] as Map<bigint, unknown>).entries()).map(
        ([key, value]) => [Number(key), typeof value === 'bigint' ? Number(value) : value],
      );
    };
    const tagged = (tag: number, ...bytes: number[]) => ({ tag, value: Uint8Array.from(bytes) });
    expect(fields({ kind: 'affine', ...INT8, scale: [3], zeroPoint: [-1], ditherSeed: 2 ** 32 - 1 })).to.deep.equal([
      [4, tagged(72, 3)],
      [5, tagged(72, 0xff)],
      [6, 2 ** 32 - 1],
    ]);
    expect(fields({ kind: 'affine', bits: 3, qmin: 0, qmax: 7, scale: [1e-5], zeroPoint: [-0.5] })).to.deep.equal([
      [1, 3],
      [2, 0],
      [4, tagged(86, 0xf1, 0x68, 0xe3, 0x88, 0xb5, 0xf8, 0xe4, 0x3e)],
      [5, tagged(84, 0x00, 0xb8)],
    ]);
    expect(fields({ kind: 'powerOfTwo', ...INT8, exponent: [-149], zeroPoint: [0] })).to.deep.equal([
      [0, 1],
      [7, tagged(77, 0x6b, 0xff)],
    ]);
    expect(
      fields({ kind: 'companded', bits: 8, qmin: -127, qmax: 127, law: 'a', constant: 87.6, peak: [2 ** 20] }),
    ).to.deep.equal([
      [0, 3],
      [2, -127],
      [3, 127],
      [9, 'a'],
      [10, 87.6],
      [11, tagged(78, 0, 0, 16, 0)],
    ]);
    expect(
      fields({ kind: 'codebook', bits: 1, qmin: 0, qmax: 1, levels: [-0.1, 0.1].map(Math.fround), scale: [1] }),
    ).to.deep.equal([
      [0, 4],
      [1, 1],
      [2, 0],
      [4, tagged(72, 1)],
      [12, tagged(85, 0xcd, 0xcc, 0xcc, 0xbd, 0xcd, 0xcc, 0xcc, 0x3d)],
    ]);
    expect(
      fields({ kind: 'blockScaled', bits: 1, qmin: 0, qmax: 1, blockSize: 32, scale: [2], levels: [-1, 1] }),
    ).to.deep.equal([
      [0, 5],
      [1, 1],
      [2, 0],
      [4, tagged(72, 2)],
      [12, tagged(72, 0xff, 1)],
      [13, 32],
    ]);
    const jayant = { coder: 'jayant', constants: [1, 64, 1, 2], state: [4] } as const;
    expect(fields({ kind: 'adaptive', bits: 2, qmin: -2, qmax: 1, ...jayant })).to.deep.equal([
      [0, 6],
      [1, 2],
      [14, 'jayant'],
      [15, tagged(72, 1, 64, 1, 2)],
      [16, tagged(72, 4)],
    ]);
  });

  it('writes what an independent reader of CBOR takes apart again, under a CRC that stands', () => {
    fc.assert(
      fc.property(wireSamples, ({ frame: f, meta }) => {
        const bytes = encodeWireFrame(f, meta);
        const [whole, ...rest] = readCbor(bytes) as [Tagged, ...unknown[]];
        expect([whole.tag, rest.length]).to.deep.equal([55799, 0]);
        const items = readCbor(whole.value as Uint8Array);
        const [version, source, sequence, start, channels, length, fields, codes, crc] = items;
        expect(items).to.have.length(9);
        expect([version, source, sequence, start, channels, length]).to.deep.equal([
          f.centres ? 2n : 1n,
          meta.source,
          meta.sequence,
          BigInt(f.start),
          BigInt(f.channels),
          BigInt(f.length),
        ]);
        const keys = [...(fields as Map<bigint, unknown>).keys()].map(Number);
        expect(keys).to.deep.equal([...new Set(keys)].sort((a, b) => a - b));
        const { bits, qmin } = f.params;
        const packed = (bits === 8 || bits === 16 || bits === 32 ? (codes as Tagged).value : codes) as Uint8Array;
        expect(packed).to.have.length(packedLength(f.data.length, bits));
        const stream = Array.from(packed, b => [...b.toString(2).padStart(8, '0')].reverse().join('')).join('');
        f.data.forEach((q: number, i: number) => {
          const field = [...stream.slice(i * bits, (i + 1) * bits)].reverse().join('');
          expect(parseInt(field, 2)).to.equal(q - qmin);
        });
        expect(Buffer.from(crc as Uint8Array).readUInt32BE()).to.equal(slowCrc32c(bytes.subarray(0, -4)));
      }),
      { numRuns: 1000, seed: 81 },
    );
  });

  it('takes at most 850 bytes for 3 x 256 int8 codes with parameters per channel, rate, epoch and an id of 8 letters', () => {
    const params = freezeParams({
      kind: 'affine' as const,
      ...INT8,
      scale: [0.1, 0.2, 0.3].map(Math.fround),
      zeroPoint: [-128, 127, 100],
    });
    const info = streamInfo({ channels: 3, sampleRate: 26, epoch: 2n ** 63n });
    const f = frameOf(params, new Int8Array(768), { channels: 3, info, start: 2 ** 32 - 1, clipped: 23 });
    expect(encodeWireFrame(f, { source: 'accel-01', sequence: 2n ** 32n - 1n }).length).to.be.at.most(850);
    const named = { ...info, names: ['x', 'y', 'z'], units: ['mg', 'mg', 'mg'] };
    // 2 + 3 * 2 bytes of names, 3 + 3 * 3 of units
    expect(encodeWireFrame({ ...f, info: named }, { source: 'accel-01', sequence: 1n }).length).to.be.at.most(870);
  });

  it('sends frozen parameters and descriptions the same the second time, and changed ones as they are', () => {
    const scale = [2];
    const params: QParams = { kind: 'affine', ...INT8, scale, zeroPoint: [0] };
    const names = ['a'];
    const info = { names, units: [''] };
    const f = frameOf(Object.freeze(params), Int8Array.of(5), { info: Object.freeze(info) });
    expect(encodeWireFrame(f, META)).to.deep.equal(encodeWireFrame(f, META));
    scale[0] = 3;
    names[0] = 'b';
    const sent = decodeWireFrame(encodeWireFrame(f, META)).frame;
    expect([sent.params, sent.info.names]).to.deep.equal([params, ['b']]);
    const shared = freezeParams({ kind: 'affine' as const, ...INT8, scale: [2, 3], zeroPoint: [0] });
    encodeWireFrame(frameOf(shared, Int8Array.of(5, 5), { channels: 2 }), META);
    expect(() => encodeWireFrame(frameOf(shared, Int8Array.of(5)), META)).to.throw(FormatError, 'params.scale');
  });

  it('leaves bytes alone that it has given out', () => {
    const params: QParams = { kind: 'affine', ...INT8, scale: [1], zeroPoint: [0] };
    const first = encodeWireFrame(frameOf(params, Int8Array.of(1)), META);
    const copy = first.slice();
    encodeWireFrame(frameOf(params, Int8Array.of(2)), META);
    expect(first).to.deep.equal(copy);
  });

  it('refuses codes outside their range, whatever their storage and width', () => {
    for (const [bits, qmin, qmax, q] of [
      [8, -127, 127, -128],
      [4, -8, 7, 8],
      [3, 0, 5, 6],
      [16, -32767, 32767, -32768],
      [24, 0, 100, -1],
      [8, 2 ** 31 - 256, 2 ** 31 - 1, -(2 ** 31)],
    ]) {
      const params: QParams = { kind: 'fixedPoint', bits, qmin, qmax, fractionBits: 0 };
      expect(() => encodeWireFrame(frameOf(params, Int32Array.of(qmin, q), { start: 9 }), META))
        .to.throw(DataError, `encodeWireFrame: frame at sample 9: codes must be in [${qmin}, ${qmax}], got ${q}`)
        .with.property('code', 'data-params');
    }
  });

  it('refuses frames that are none', () => {
    const params: QParams = { kind: 'affine', ...INT8, scale: [1], zeroPoint: [0] };
    const f = frameOf(params, Int8Array.of(1, 2));
    const many = streamInfo({ channels: 65 });
    for (const [wrong, why] of [
      [{ ...frameOf(params, new Int8Array(65), { channels: 65, info: many }) }, /must have 1 to 64 channels, got 65/],
      [{ ...f, channels: 0 }, /1 to 64 channels, got 0/],
      [{ ...f, length: 3 }, /1 channels of 3 samples make 3 codes, got 2/],
      [{ ...f, start: 0.5 }, /start must be a safe integer, got 0.5/],
      [{ ...f, clipped: -1 }, /clipped must be a count, got -1/],
      [{ ...f, gains: [1, 1] }, /gains must be one a channel/],
      [{ ...f, gains: [0] }, /gains must be one a channel, finite and above 0/],
      [{ ...f, centres: [1, 2] }, /centres must be one per channel and finite/],
      [{ ...f, centres: [NaN] }, /centres must be one per channel and finite/],
      [{ ...f, info: streamInfo({ channels: 2 }) }, /names must be one a channel, got 2 for 1 channels/],
      [{ ...f, info: { ...f.info, sampleRate: NaN } }, /rate must be above 0, got NaN Hz/],
      [{ ...f, info: { ...f.info, epoch: 2n ** 64n } }, /epoch must be in/],
      [
        frameOf({ kind: 'blockScaled', ...INT8, blockSize: 1, scale: [1] }, Int8Array.of(1, 2)),
        /block scales must be one a block/,
      ],
      [frameOf({ ...params }, new Int8Array(2 ** 20)), /at most 1048576 bytes, got 10486\d\d; reframe it/],
      [frameOf({ ...params }, new Int8Array(2 ** 20 + 1)), /at most 1048576 bytes, got more codes; reframe it/],
    ] as const) {
      expect(() => encodeWireFrame(wrong, META)).to.throw(DataError, why);
    }
    expect(() => encodeWireFrame(f, META, { maxBytes: 64 })).to.not.throw();
    expect(() => encodeWireFrame(frameOf(params, new Int8Array(40)), META, { maxBytes: 64 })).to.throw(
      DataError,
      /reframe/,
    );
  });

  it('refuses parameters that could not be read back', () => {
    const params: QParams = { kind: 'affine', ...INT8, scale: [0], zeroPoint: [0] };
    expect(() => encodeWireFrame(frameOf(params, Int8Array.of(1)), META)).to.throw(
      FormatError,
      'encodeWireFrame: params.scale must be above 0, got 0',
    );
  });

  it('checks what is sent with the frame', () => {
    const f = frameOf({ kind: 'affine', ...INT8, scale: [1], zeroPoint: [0] }, Int8Array.of(1, 2));
    for (const [meta, why] of [
      [{ sequence: -1n }, /sequence must be in \[0, 2\^64\), got -1/],
      [{ sequence: 2n ** 64n }, /sequence must be in/],
      [{ source: 'x'.repeat(256) }, /source must be at most 255 bytes of UTF-8, got 256/],
      [{ source: '\ud800' }, /source must be well-formed Unicode/],
      [{ missing: new Uint8Array(2) }, /missing must hold 1 bytes for 2 samples, got 2/],
      [{ missing: Uint8Array.of(4) }, /missing must be 0 behind its last sample/],
    ] as const) {
      expect(() => encodeWireFrame(f, { ...META, ...meta })).to.throw(OptionRangeError, why);
    }
    for (const [meta, why] of [
      [{ sequence: 1 }, /sequence must be a bigint, got 1/],
      [{ source: 7 }, /source must be a text, got 7/],
      [{ gap: 1 }, /gap must be a boolean/],
      [{ clip: 'no' }, /clip must be a boolean/],
    ] as const) {
      expect(() => encodeWireFrame(f, { ...META, ...(meta as object) })).to.throw(OptionTypeError, why);
    }
    expect(() => encodeWireFrame(f, META, { maxBytes: 63 })).to.throw(
      OptionRangeError,
      /maxBytes must be an integer in/,
    );
  });
});
