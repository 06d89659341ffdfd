import { expect } from 'chai';
import fc from 'fast-check';
import { decodeFrame } from '../../../lib/decode.js';
import { FormatError, OptionRangeError } from '../../../lib/errors.js';
import { frame, type QFrame, streamInfo } from '../../../lib/frame.js';
import { decodeWireFrame, encodeWireFrame, type WireMeta } from '../../../lib/packing/index.js';
import type { QParams } from '../../../lib/qparams.js';
import {
  affine,
  dithered,
  dpcm,
  e2m1,
  g711,
  imaAdpcm,
  jayant,
  midRise,
  muLaw,
  mx,
  nf4,
  powerOfTwo,
  quantizeStage,
  type QuantizeOptions,
  symmetric,
} from '../../../lib/quantizers/index.js';
import { random } from '../../../lib/random.js';
import { run } from '../../../lib/stage.js';
import { hex } from './cbor.js';
import { slowCrc32c } from './slowCrc32c.js';
import { wireSamples } from './wireSamples.js';

/** A frame around a content in hexadecimal digits, with its length and the CRC that it needs. */
function sealed(text: string): Uint8Array {
  const content = hex(`${text} 44`);
  const length = content.length + 4;
  const head = length < 24 ? [0x40 + length] : length < 256 ? [0x58, length] : [0x59, length >> 8, length & 255];
  const bytes = [0xd9, 0xd9, 0xf7, ...head, ...content];
  const crc = slowCrc32c(bytes);
  return Uint8Array.of(...bytes, crc >>> 24, crc >>> 16, crc >>> 8, crc);
}

/** Version, source, sequence, start, one channel, two samples; then fields; then codes. */
const HEAD = '01 6173 01 00 01 02';
const CODES = 'd8 40 42 00ff';
const AFFINE = '04 d8 54 42 0038';

function frameOf(data: QFrame['data'], params: QParams, more: Partial<QFrame> = {}): QFrame {
  const channels = more.channels ?? 1;
  const info = streamInfo({ channels });
  return { data, channels, length: data.length / channels, start: 0, info, params, clipped: 0, ...more };
}

describe('decodeWireFrame', () => {
  it('reads a frame made by hand', () => {
    const { frame, source, sequence, gap, clip, missing } = decodeWireFrame(sealed(`${HEAD} a1 ${AFFINE} ${CODES}`));
    expect(frame).to.deep.equal({
      data: Int8Array.of(-128, 127),
      channels: 1,
      length: 2,
      start: 0,
      info: streamInfo({ channels: 1 }),
      params: { kind: 'affine', bits: 8, qmin: -128, qmax: 127, scale: [0.5], zeroPoint: [0] },
      clipped: 0,
    });
    expect([source, sequence, gap, clip, missing]).to.deep.equal(['s', 1n, false, false, undefined]);
    expect(Array.from(decodeFrame(frame).data)).to.deep.equal([-64, 63.5]);
  });

  it('gives back every frame with all that was sent, and the same bytes when it is sent again', () => {
    fc.assert(
      fc.property(wireSamples, ({ frame, meta }) => {
        const bytes = encodeWireFrame(frame, meta);
        const { frame: back, ...rest } = decodeWireFrame(bytes);
        const missing = meta.missing?.some(byte => byte !== 0) ? { missing: meta.missing } : {};
        expect(back).to.deep.equal({ ...frame, ...missing });
        const { source, sequence, gap, clip } = meta;
        expect(rest).to.deep.equal({ source, sequence, gap, clip, ...missing });
        expect(encodeWireFrame(back, rest)).to.deep.equal(bytes);
      }),
      { numRuns: 2000, seed: 91 },
    );
  });

  it('decodes to the same samples on the other side, bit for bit, whatever the quantizer', () => {
    const noise = random(4);
    const frames = [0, 100, 250].map((start, k) =>
      frame(
        Float32Array.from({ length: 2 * [100, 150, 37][k] }, () => noise.normal() / 3),
        { channels: 2, start },
      ),
    );
    const ranged = { range: [-1, 1] } as const;
    for (const options of [
      { quantizer: affine({ bits: 5, axis: 'channel' }), ...ranged },
      { quantizer: symmetric({ bits: 12 }), ...ranged },
      { quantizer: muLaw(), ...ranged },
      { quantizer: g711({ fullScale: 1 }), ...ranged },
      { quantizer: powerOfTwo(), ...ranged },
      { quantizer: nf4() },
      { quantizer: dithered({ quantizer: midRise({ bits: 4 }), subtractive: true, seed: 7, ...ranged }) },
      { quantizer: mx({ element: 'int8' }) },
      { quantizer: mx({ element: e2m1 }) },
      { quantizer: imaAdpcm({ fullScale: 1, every: 64 }) },
      { quantizer: dpcm({ step: 0.01, every: 64 }) },
      { quantizer: jayant({ minStep: 0.001, maxStep: 1, every: 64 }) },
    ]) {
      for (const f of run(quantizeStage(options as QuantizeOptions), frames)) {
        const { reference, ...sent } = f;
        expect(reference ?? f).to.be.an('object');
        const back = decodeWireFrame(encodeWireFrame(f, { source: options.quantizer.name, sequence: 0n })).frame;
        expect(back).to.deep.equal(sent);
        expect(decodeFrame(back)).to.deep.equal(decodeFrame(sent));
      }
    }
  });

  it('gives codes that nobody else writes to, from small frames and large ones', () => {
    const params: QParams = { kind: 'affine', bits: 8, qmin: -128, qmax: 127, scale: [1], zeroPoint: [0] };
    for (const length of [0, 1, 3, 4, 5, 767, 5000]) {
      const codes = Int8Array.from({ length }, (_, i) => i * 37);
      const bytes = encodeWireFrame(frameOf(codes, params), { source: 'a', sequence: 0n });
      const frames = Array.from({ length: 40 }, () => decodeWireFrame(bytes).frame);
      frames[1].data.fill(99);
      bytes.fill(0);
      frames.forEach((f, k) => expect(f.data).to.deep.equal(k === 1 ? new Int8Array(length).fill(99) : codes));
    }
  });

  it('reads a part of a larger buffer, as of a socket', () => {
    const params: QParams = { kind: 'fixedPoint', bits: 5, qmin: -16, qmax: 15, fractionBits: 0 };
    const info = streamInfo({ channels: 1, sampleRate: 0.1, names: ['t'] });
    const meta: WireMeta = { source: 'b', sequence: 7n, missing: Uint8Array.of(2) };
    const bytes = encodeWireFrame(frameOf(Int8Array.of(1, -2, 3), params, { info, gains: [0.1] }), meta);
    const pool = Buffer.alloc(bytes.length + 10);
    pool.set(bytes, 5);
    const { frame, missing } = decodeWireFrame(pool.subarray(5, 5 + bytes.length));
    const twice = decodeWireFrame(pool.subarray(5, 5 + bytes.length)); // from what is remembered of the source
    pool.fill(0);
    for (const f of [frame, twice.frame, decodeWireFrame(bytes).frame]) {
      expect(f.data).to.deep.equal(Int8Array.of(1, -2, 3));
      expect([f.info, f.params, f.gains]).to.deep.equal([info, params, [0.1]]);
    }
    expect(missing).to.deep.equal(Uint8Array.of(2));
  });

  it('shares frozen parameters and description between the frames of a source', () => {
    const bytes = sealed(`${HEAD} a2 ${AFFINE} 15 f93c00 ${CODES}`);
    const [a, b] = [decodeWireFrame(bytes).frame, decodeWireFrame(bytes).frame];
    expect(a.params).to.equal(b.params);
    expect(a.info).to.equal(b.info);
    expect(Object.isFrozen(a.params) && Object.isFrozen(a.info)).to.equal(true);
  });

  it('does not take another source s parameters, rate or channels for its own', () => {
    const first = sealed(`${HEAD} a2 ${AFFINE} 15 f93c00 ${CODES}`);
    const other = sealed(`01 6173 01 00 01 02 a2 04 d8 48 41 03 15 f94000 ${CODES}`);
    const longer = sealed(`01 6173 01 00 01 02 a3 ${AFFINE} 05 d8 48 41 05 15 f93c00 ${CODES}`);
    const wider = sealed(`01 6173 01 00 02 01 a2 ${AFFINE} 15 f93c00 ${CODES}`);
    for (let turn = 0; turn < 2; turn++) {
      expect(decodeWireFrame(first).frame.params).to.deep.include({ scale: [0.5], zeroPoint: [0] });
      expect(decodeWireFrame(longer).frame.params).to.deep.include({ scale: [0.5], zeroPoint: [5] });
      expect(decodeWireFrame(other).frame).to.deep.include({ info: streamInfo({ channels: 1, sampleRate: 2 }) });
      expect(decodeWireFrame(wider).frame.info).to.deep.equal(streamInfo({ channels: 2, sampleRate: 1 }));
    }
  });

  it('names the version of a frame that is newer than it', () => {
    expect(() => decodeWireFrame(sealed('04 6173 01')))
      .to.throw(FormatError, 'wire frame: version is 4, this release reads versions up to 3; update bitstair')
      .with.property('code', 'format-wire');
    expect(() => decodeWireFrame(sealed('00 6173 01'))).to.throw(FormatError, 'version must be at least 1');
  });

  it('reads centres from frames of version 2, also where the source has sent none before', () => {
    const plain = sealed(`${HEAD} a2 ${AFFINE} 15 f93c00 ${CODES}`);
    const centred = sealed(`02 ${HEAD.slice(3)} a3 ${AFFINE} 15 f93c00 1819 d8 4d 42 0508 ${CODES}`);
    for (let turn = 0; turn < 2; turn++) {
      expect(decodeWireFrame(plain).frame).to.not.have.property('centres');
      const { frame } = decodeWireFrame(centred);
      expect(frame.centres).to.deep.equal([0x0805]);
      expect(frame.info).to.deep.equal(streamInfo({ channels: 1, sampleRate: 1 }));
    }
    for (const [text, why] of [
      [`02 ${HEAD.slice(3)} a1 ${AFFINE} ${CODES}`, ''],
      [`02 ${HEAD.slice(3)} a2 ${AFFINE} 15 f93c00 ${CODES}`, ''],
      [`01 ${HEAD.slice(3)} a2 ${AFFINE} 1819 d8 48 41 05 ${CODES}`, ''],
      [`02 ${HEAD.slice(3)} a2 ${AFFINE} 1819 d8 48 40 ${CODES}`, 'centres must be one per channel, got 0'],
      [`02 ${HEAD.slice(3)} a2 ${AFFINE} 1819 d8 54 42 007c ${CODES}`, 'finite'],
    ] as const) {
      expect(() => decodeWireFrame(sealed(text)), text).to.throw(FormatError, why);
    }
  });

  it('refuses bytes that are no whole frame', () => {
    const good = sealed(`${HEAD} a1 ${AFFINE} ${CODES}`);
    for (const [bytes, why] of [
      [new Uint8Array(0), 'ends too early'],
      [good.subarray(0, 4), 'ends too early'],
      [good.subarray(0, -1), 'ends too early'],
      [Uint8Array.of(...good, 0), `must end at byte ${good.length}, got ${good.length + 1} bytes`],
      [good.subarray(1), 'does not begin with the tag of self-described CBOR'],
      [hex('d9d9f7 5f 00'), 'must be a byte string of definite length in the shortest form'],
      [hex('d9d9f7 78 18'), 'must be a byte string'],
      [hex('d9d9f7 58 17'), 'shortest form'],
      [hex('d9d9f7 59 00ff'), 'shortest form'],
      [hex('d9d9f7 5a 0000ffff'), 'shortest form'],
      [hex('d9d9f7 5b 0000000000000001'), 'shortest form'],
      [hex('d9d9f7 5a ffffffff'), 'must be at most 1048576 bytes long'],
      [hex('d9d9f7 44 00000000'), 'must end in a CRC'],
      [hex('d9d9f7 40'), 'must end in a CRC'],
      [new Uint8Array(2 ** 20 + 1), 'must be at most 1048576 bytes long, got 1048577'],
    ] as const) {
      expect(() => decodeWireFrame(bytes), why)
        .to.throw(FormatError, `wire frame: ${why}`.slice(0, 12))
        .with.property('message')
        .that.includes(why);
    }
  });

  it('refuses every change of one bit', () => {
    const good = sealed(`${HEAD} a1 ${AFFINE} ${CODES}`);
    for (let bit = 0; bit < 8 * good.length; bit++) {
      const bytes = good.slice();
      bytes[bit >> 3] ^= 1 << (bit & 7);
      expect(() => decodeWireFrame(bytes)).to.throw(FormatError);
    }
  });

  it('says which CRC it read and which it found', () => {
    const bytes = sealed(`${HEAD} a1 ${AFFINE} ${CODES}`);
    bytes.set([0, 0, 0, 1], bytes.length - 4);
    const found = slowCrc32c(bytes.subarray(0, -4)).toString(16);
    expect(() => decodeWireFrame(bytes)).to.throw(FormatError, `wire frame: CRC is 1, the bytes give ${found}`);
  });

  it('refuses contents that are well sealed and wrong', () => {
    const head = (more: string) => `01 6173 01 00 ${more}`;
    for (const [content, why] of [
      ['', 'ends too early'],
      ['01 6173 20', 'expected an unsigned integer, got a negative integer'],
      ['01 62c328', 'source must be UTF-8'],
      [`01 79 0100 ${'61'.repeat(256)}`, 'source must be at most 255 bytes long'],
      ['01 6173 01 1b0020000000000000', 'start must be in'],
      [head('00'), 'channels must be at least 1'],
      [head('1841'), 'channels must be in [0, 64]'],
      [head('01 1b0000000100000000'), 'length must be in'],
      [`${HEAD} a0 ${CODES}`, 'params.scale must hold 1 or 1 numbers, got undefined'],
      [`${HEAD} bf ff`, 'lengths must be definite'],
      [`${HEAD} a2 ${AFFINE} ${AFFINE} ${CODES}`, 'keys must ascend, got 4 after 4'],
      [`${HEAD} a2 05 d8 48 41 05 ${AFFINE} ${CODES}`, 'keys must ascend, got 4 after 5'],
      [`${HEAD} a2 11 01 ${AFFINE} ${CODES}`, 'params.scale must hold'],
      [`${HEAD} a3 ${AFFINE} 12 01 11 01 ${CODES}`, 'keys must ascend and be known'],
      [`${HEAD} a3 ${AFFINE} 16 01 15 f93c00 ${CODES}`, 'keys must ascend and be known'],
      [`${HEAD} a3 ${AFFINE} 15 f93c00 15 f93c00 ${CODES}`, 'keys must ascend and be known'],
      [`${HEAD} a2 ${AFFINE} 18 19 00 ${CODES}`, 'key must be in [0, 24]'],
      [`${HEAD} a2 ${AFFINE} 20 00 ${CODES}`, 'expected an unsigned integer, got a negative integer'],
      [`${HEAD} a2 ${AFFINE} 61 61 00 ${CODES}`, 'expected an unsigned integer, got a text'],
      [`${HEAD} a2 18 04 d8 54 42 0038 11 01 ${CODES}`, 'params.scale must hold'],
      [`${HEAD} a1 04 d8 55 44 0000003f ${CODES}`, 'scale must be the narrowest typed array that holds it'],
      [`${HEAD} a1 04 d8 54 42 003c ${CODES}`, 'scale must be the narrowest typed array that holds it'],
      [`${HEAD} a1 04 d8 54 42 00bc ${CODES}`, 'scale must be the narrowest'],
      [`${HEAD} a1 04 d8 54 42 00b8 ${CODES}`, 'params.scale must be above 0, got -0.5'],
      [`${HEAD} a1 04 d8 54 42 007c ${CODES}`, 'scale must be finite'],
      [`${HEAD} a1 04 d8 54 42 007e ${CODES}`, 'scale must be finite'],
      [`${HEAD} a1 04 d8 48 41 00 ${CODES}`, 'params.scale must be above 0, got 0'],
      [`${HEAD} a1 04 d8 48 42 0102 ${CODES}`, 'params.scale must hold 1 or 1 numbers, got an array of 2'],
      [`${HEAD} a1 04 d8 54 43 003801 ${CODES}`, 'scale must hold elements of 2 bytes'],
      [`${HEAD} a1 04 d8 50 42 3800 ${CODES}`, 'scale must be a typed array of signed integers or floats'],
      [`${HEAD} a1 04 81 01 ${CODES}`, 'expected a tag, got an array'],
      [`${HEAD} a2 00 00 ${AFFINE} ${CODES}`, 'affine parameters must be sent as scale; got kind, scale'],
      [`${HEAD} a2 01 08 ${AFFINE} ${CODES}`, 'must be sent as scale; got bits, scale'],
      [`${HEAD} a2 02 387f ${AFFINE} ${CODES}`, 'must be sent as scale; got qmin, scale'],
      [`${HEAD} a2 ${AFFINE} 05 d8 48 41 00 ${CODES}`, 'must be sent as scale; got scale, zeroPoint'],
      [`${HEAD} a2 ${AFFINE} 08 00 ${CODES}`, 'must be sent as scale; got scale, fractionBits'],
      [`${HEAD} a2 00 07 ${AFFINE} ${CODES}`, 'kind must be in [0, 6]'],
      [`${HEAD} a2 01 00 ${AFFINE} ${CODES}`, 'bits must be in [1, 32], got 0'],
      [`${HEAD} a2 01 07 03 187f ${AFFINE} ${CODES}`, 'params.bits must hold the codes'],
      [`${HEAD} a4 00 03 09 62 7575 0a f95bf8 0b d8 48 41 01 ${CODES}`, 'params.law must be mu or a, got "uu"'],
      [`${HEAD} a2 ${AFFINE} 11 00 ${CODES}`, 'clipped must be left out where it is 0'],
      [`${HEAD} a2 ${AFFINE} 12 00 ${CODES}`, 'flags must be left out where none is set'],
      [`${HEAD} a2 ${AFFINE} 12 04 ${CODES}`, 'flags must be in [0, 3]'],
      [`${HEAD} a2 ${AFFINE} 13 41 00 ${CODES}`, 'missing must be left out where no sample is missing'],
      [`${HEAD} a2 ${AFFINE} 13 41 04 ${CODES}`, 'bits that no sample takes must be 0'],
      [`${HEAD} a2 ${AFFINE} 13 40 ${CODES}`, 'missing must take 1 bytes, got 0'],
      [`${HEAD} a2 ${AFFINE} 13 42 0100 ${CODES}`, 'missing must be at most 1 bytes long'],
      [`${HEAD} a2 ${AFFINE} 14 d8 48 42 0101 ${CODES}`, 'gains must be at most 1 bytes long'],
      [`${HEAD} a2 ${AFFINE} 14 d8 48 40 ${CODES}`, 'gains must be one a channel, got 0'],
      [`${HEAD} a2 ${AFFINE} 14 d8 48 41 00 ${CODES}`, 'gains must be above 0'],
      [`${HEAD} a2 ${AFFINE} 15 f90000 ${CODES}`, 'rate must be above 0, got 0'],
      [`${HEAD} a2 ${AFFINE} 15 fa42c80000 ${CODES}`, 'floats must be as short as can be'],
      [`${HEAD} a2 ${AFFINE} 15 1864 ${CODES}`, 'rate must be a float'],
      [`${HEAD} a2 ${AFFINE} 17 82 6161 6162 ${CODES}`, 'names must be one a channel, got 2 for 1 channels'],
      [`${HEAD} a2 ${AFFINE} 17 81 63 636830 ${CODES}`, 'names that say nothing must be left out'],
      [`${HEAD} a2 ${AFFINE} 18 18 81 60 ${CODES}`, 'units that say nothing must be left out'],
      [`${HEAD} a1 ${AFFINE} 42 00ff`, 'expected a tag, got bytes'],
      [`${HEAD} a1 ${AFFINE} d8 48 42 00ff`, 'codes of 8 bits must have tag 64'],
      [`${HEAD} a1 ${AFFINE} d8 40 41 00`, 'codes must take 2 bytes, got 1'],
      [`${HEAD} a1 ${AFFINE} d8 40 43 000000`, 'codes must be at most 2 bytes long'],
      [`${HEAD} a1 ${AFFINE} ${CODES} 00`, 'must end here, got 1 bytes more'],
      [`${HEAD} a2 03 187e ${AFFINE} ${CODES}`, 'codes must be in [-128, 126]'],
      [`${HEAD} a2 01 03 ${AFFINE} 41 40`, 'bits that no code takes must be 0'],
      [`${HEAD} a3 01 03 03 02 ${AFFINE} 41 38`, 'codes must be in [-4, 2]'],
      [`${HEAD} a3 00 05 04 d8 48 42 0101 0d 02 ${CODES}`, 'block scales must be one a block'],
      [`01 6173 01 00 01 1a ffffffff a1 ${AFFINE} ${CODES}`, 'codes must take 4294967295 bytes, got 2'],
      [`01 6173 01 00 1840 1a ffffffff a2 ${AFFINE} 13 40 ${CODES}`, 'missing must take 34359738360 bytes, got 0'],
    ] as const) {
      expect(() => decodeWireFrame(sealed(content)), content)
        .to.throw(FormatError)
        .with.property('message')
        .that.includes(why);
    }
  });

  it('is not fooled by what it remembers of a source', () => {
    const good = sealed(`${HEAD} a2 ${AFFINE} 15 f93c00 ${CODES}`);
    for (const bad of [
      sealed(`${HEAD} a1 ${AFFINE} 15 f93c00 ${CODES}`), // rate behind the map
      sealed(`${HEAD} a3 ${AFFINE} 06 05 15 f93c00 42 00ff`), // more parameters, then codes without a tag
      sealed(`${HEAD} a3 ${AFFINE} 15 f93c00 ${CODES}`), // a field more than there are
      sealed(`${HEAD} a3 ${AFFINE} 15 f93c00 16 ${CODES}`),
    ]) {
      decodeWireFrame(good);
      expect(() => decodeWireFrame(bad)).to.throw(FormatError);
      expect(decodeWireFrame(good).frame.info.sampleRate).to.equal(1);
    }
  });

  it('holds frames to the length that it is told', () => {
    const bytes = sealed(`${HEAD} a2 ${AFFINE} 17 81 78 40 ${'61'.repeat(64)} ${CODES}`);
    expect(() => decodeWireFrame(bytes, { maxBytes: bytes.length })).to.not.throw();
    expect(() => decodeWireFrame(bytes, { maxBytes: bytes.length - 1 })).to.throw(FormatError, 'must be at most');
    expect(() => decodeWireFrame(bytes, { maxBytes: 2 ** 31 })).to.throw(OptionRangeError, 'maxBytes');
  });
});
