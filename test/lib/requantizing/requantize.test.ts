import { expect } from 'chai';
import { decoder } from '../../../lib/decode.js';
import { type Frame, frame, type QFrame, streamInfo } from '../../../lib/frame.js';
import { requantizeFrame, requantizer, requantizeTable } from '../../../lib/requantizing/index.js';
import type { AffineParams, Codes, QParams } from '../../../lib/qparams.js';
import { affineParams, muLaw } from '../../../lib/quantizers/index.js';
import { random } from '../../../lib/random.js';
import { range } from '../../../lib/range.js';
import { binary, halfAwayInteger, times } from '../dialects/exact.js';

const SEED = 99;

function codesFrame(params: QParams, data: Codes, channels = 1): QFrame {
  const info = streamInfo({ channels });
  return { data, channels, length: data.length / channels, start: 10, info, params, clipped: 0 };
}

const power = (n: number) => 1n << BigInt(n);
const magnitude = (x: bigint) => (x < 0n ? -x : x);

/** A ratio of products of doubles, exactly. */
function ratioOf(numerator: readonly number[], denominator: readonly number[]): readonly [bigint, bigint] {
  const product = (factors: readonly number[]) => factors.map(binary).reduce(times);
  const [n, d] = [product(numerator), product(denominator)];
  return [n.m * power(Math.max(n.e - d.e, 0)), d.m * power(Math.max(d.e - n.e, 0))];
}

/** Whether a new code is as near to the value of its old one as it is promised to be; `x` is the old code less its zero point. */
function isNear(
  x: number,
  [n, d]: readonly [bigint, bigint],
  { zeroPoint: [zeroPoint], qmin, qmax }: AffineParams,
  code: number,
  clipped: boolean,
): boolean {
  const [exact, y] = [BigInt(2 * x) * n, BigInt(code - zeroPoint)]; // exact / 2d is the value in new steps
  const slack = (d * (power(30) + 2n * magnitude(y))) >> 30n; // 2d (1/2 + 2^-30 |y|)
  const beyond = exact - 2n * d * y;
  if (!clipped) return magnitude(beyond) <= slack;
  return code === qmax ? beyond >= 2n * d - slack : code === qmin && -beyond >= 2n * d - slack;
}

describe('requantizeTable', () => {
  it('is within half a step and 2^-30 of its code of the exact value: every code of 400 seeded pairs, gains folded in', () => {
    const generator = random(SEED);
    const draw = (bits: number) =>
      affineParams({ bits, scale: 2 ** (-6 + 8 * generator.uniform()), zeroPoint: (generator.bits() % 256) - 128 });
    for (let k = 0; k < 400; k++) {
      const [from, to] = [draw(k < 390 ? 8 : 16), draw(k % 3 === 0 ? 16 : 8)];
      const gain = k % 2 === 0 ? 1 : 2 ** (4 * generator.uniform() - 2);
      const ratio = ratioOf([from.scale[0], gain], [to.scale[0]]);
      const { codes, clipped } = requantizeTable(from, to, 0, gain);
      for (let q = from.qmin; q <= from.qmax; q++) {
        const at = q - from.qmin;
        if (!isNear(q - from.zeroPoint[0], ratio, to, codes[at], clipped[at] === 1)) {
          expect.fail(`seed ${SEED}, pair ${k}: code ${q} became ${codes[at]}, clipped ${clipped[at]}`);
        }
      }
    }
  });

  it('rounds the exact value half away from zero between powers of two: every 16-bit code', () => {
    const to = affineParams({ scale: 2 ** -4, bits: 16, zeroPoint: 3 });
    const kinds: QParams[] = [
      affineParams({ scale: 2 ** -8, bits: 16, zeroPoint: -5 }),
      { kind: 'powerOfTwo', bits: 16, qmin: -32768, qmax: 32767, exponent: [-8], zeroPoint: [-5] },
      { kind: 'fixedPoint', bits: 16, qmin: -32768, qmax: 32767, fractionBits: 8 },
    ];
    for (const from of kinds) {
      const zero = from.kind === 'fixedPoint' ? 0 : -5;
      const { codes } = requantizeTable(from as AffineParams, to);
      const wanted = codes.map((_, k) => Number(halfAwayInteger({ m: BigInt(k - 32768 - zero), e: -4 })) + 3);
      expect(codes, from.kind).to.deep.equal(wanted);
    }
  });

  it('is the identity between equal encodings', () => {
    const params = affineParams({ scale: 0.1, zeroPoint: 5 });
    expect([...requantizeTable(params, params).codes]).to.deep.equal(Array.from({ length: 256 }, (_, k) => k - 128));
  });

  it('takes the scale and zero point of its channel on either side', () => {
    const from = affineParams({ scale: [1, 2], zeroPoint: [0, 10] });
    const to = affineParams({ scale: [1, 1], zeroPoint: [0, -5] });
    expect(requantizeTable(from, to, 1).codes[30 + 128]).to.equal(2 * (30 - 10) - 5);
    expect(requantizeTable(from, to, 0).codes[30 + 128]).to.equal(30);
  });

  it('saturates where the product leaves int32 by far', () => {
    const from = affineParams({ scale: 2 ** 20, bits: 16 });
    const { codes, clipped } = requantizeTable(from, affineParams({ scale: 2 ** -10 }));
    expect([codes[0], codes[32767], codes[32768], codes[32769], codes[65535]]).to.deep.equal([-128, -128, 0, 127, 127]);
    expect(clipped.reduce((a, b) => a + b)).to.equal(65535);
  });

  it('sends every kind to the nearest code, ties away from zero', () => {
    const to = affineParams({ scale: 1, zeroPoint: 3 });
    const half: QParams = { kind: 'fixedPoint', bits: 8, qmin: -128, qmax: 127, fractionBits: 1 };
    const table = requantizeTable(half, to).codes;
    expect([-3, -1, 0, 1, 3].map(q => table[q + 128])).to.deep.equal([-2 + 3, -1 + 3, 3, 1 + 3, 2 + 3]);
    const companded = muLaw().design(range(-100, 100));
    const { codes } = requantizeTable(companded, to);
    const value = decoder(companded);
    for (let q = companded.qmin; q <= companded.qmax; q++) {
      // no value of the curve lies on a tie: it is transcendental but at 0 and the ends
      expect(Math.abs(codes[q - companded.qmin] - 3 - value(q)), `${q}`).to.be.at.most(0.5);
    }
    const midRise: QParams = { ...affineParams({ scale: 1 }), zeroPoint: [0.5] };
    expect([0, 1].map(q => requantizeTable(midRise, to).codes[q + 128])).to.deep.equal([2, 4]); // -0.5 -> -1, 0.5 -> 1
  });

  it('refuses more codes than 65,536', () => {
    const from: AffineParams = { ...affineParams({ scale: 1 }), bits: 17, qmin: 0, qmax: 2 ** 17 - 1 };
    expect(() => requantizeTable(from, affineParams({ scale: 1 }))).to.throw(
      RangeError,
      'from must have at most 65536 codes, got 131072',
    );
  });
});

describe('requantizeFrame', () => {
  const to = affineParams({ scale: 0.5, zeroPoint: 1 });

  it('re-codes each channel and counts what is clipped, beside what had been', () => {
    const from = affineParams({ scale: [1, 0.25], zeroPoint: [0, 0] });
    const f = { ...codesFrame(from, Int8Array.of(1, 2, 100, 4, 8, -100), 2), clipped: 5 };
    const out = requantizeFrame(f, to);
    expect([...out.data]).to.deep.equal([3, 5, 127, 3, 5, -49]);
    expect(out.clipped).to.equal(6);
    expect(out.params).to.equal(to);
    expect([out.channels, out.length, out.start, out.info]).to.deep.equal([2, 3, 10, f.info]);
  });

  it('keeps the reference and the gains', () => {
    const reference = { ...codesFrame(to, Int8Array.of(1)), data: Float32Array.of(7) };
    const f = { ...codesFrame(affineParams({ scale: 1 }), Int8Array.of(1)), reference, gains: [2] };
    expect(requantizeFrame(f, to)).to.include({ reference, gains: f.gains });
  });

  it('decodes block by block where scales go by blocks', () => {
    // start 10 lies in block 2 of 4: samples 10, 11 in block 2, samples 12, 13 in block 3
    const params: QParams = { kind: 'blockScaled', bits: 8, qmin: -127, qmax: 127, blockSize: 4, scale: [1, 0.5] };
    const out = requantizeFrame(codesFrame(params, Int8Array.of(1, 2, 4, 127)), to);
    expect([...out.data]).to.deep.equal([3, 5, 5, 127]);
    expect(out.clipped).to.equal(1); // 63.5 / 0.5 + 1 = 128
  });

  it('never writes to the frame it received', () => {
    const f = codesFrame(affineParams({ scale: 1 }), Int8Array.of(1, 2));
    requantizeFrame(f, to);
    expect([...f.data]).to.deep.equal([1, 2]);
  });
});

describe('requantizer', () => {
  it('follows the parameters of the frames as they change', () => {
    const to = affineParams({ scale: 1 });
    const convert = requantizer(to);
    const [a, b] = [affineParams({ scale: 2 }), affineParams({ scale: 3 })];
    const out = [a, a, b, a].map(params => convert(codesFrame(params, Int8Array.of(5))).data[0]);
    expect(out).to.deep.equal([10, 10, 15, 10]);
  });

  const int32 = (scale: number, zeroPoint: number): AffineParams => ({
    kind: 'affine',
    bits: 32,
    qmin: -(2 ** 31),
    qmax: 2 ** 31 - 1,
    scale: [scale],
    zeroPoint: [zeroPoint],
  });

  it('takes 32-bit codes within the same bound: 100,000 seeded ones, both ends, any zero point', () => {
    const generator = random(SEED);
    for (let k = 0; k < 100; k++) {
      const bits = [8, 16, 32][k % 3];
      const spread = 2 ** (-36 + 40 * generator.uniform()); // all codes into one new one, to few into all
      const to =
        bits === 32 ? int32(1, 0) : affineParams({ bits, scale: 1, zeroPoint: (generator.bits() % 200) - 100 });
      const from = int32(Math.fround(spread), k % 5 === 0 ? 2 ** 31 - 1 : generator.bits() | 0);
      const data = Int32Array.from({ length: 1000 }, (_, i) =>
        i < 2
          ? [from.qmin, from.qmax][i]
          : i % 2
            ? generator.bits() | 0
            : from.zeroPoint[0] + (generator.bits() % 4096) - 2048,
      );
      const ratio = ratioOf([from.scale[0]], [to.scale[0]]);
      const convert = requantizer(to);
      let clipped = 0;
      data.forEach((q, i) => {
        const out = convert(codesFrame(from, data.subarray(i, i + 1)));
        clipped += out.clipped;
        if (!isNear(q - from.zeroPoint[0], ratio, to, out.data[0], out.clipped === 1)) {
          expect.fail(`seed ${SEED}, pair ${k}: code ${q} became ${out.data[0]}, clipped ${out.clipped}`);
        }
      });
      expect(convert(codesFrame(from, data)).clipped).to.equal(clipped);
    }
  });

  it('divides out the gains that ride on a frame where it is told which ones to have', () => {
    const params = affineParams({ scale: 0.5 });
    const f = { ...codesFrame(params, Int8Array.of(8, -12, 8, -12), 2), gains: [4, 0.5] };
    const sensor = requantizer(affineParams({ scale: 1, zeroPoint: 1 }), { gains: [1] })(f);
    expect([...sensor.data]).to.deep.equal([2, -1, 9, -11]); // 4 / 4, -6 / 4, 4 * 2, -6 * 2; -1.5 -> -2
    expect(sensor).not.to.have.property('gains');
    const trained = requantizer(affineParams({ scale: 1 }), { gains: [2, 1] })(f);
    expect([...trained.data]).to.deep.equal([2, -3, 8, -12]);
    expect(trained.gains).to.deep.equal([2, 1]);
    const raw = requantizer(affineParams({ scale: 1 }), { gains: [2] })({ ...codesFrame(params, Int8Array.of(8)) });
    expect([...raw.data]).to.deep.equal([8]); // 4 * 2
    expect(raw.gains).to.deep.equal([2]);
  });

  it('follows the gains of the frames as they change', () => {
    const convert = requantizer(affineParams({ scale: 1 }), { gains: [1] });
    const f = codesFrame(affineParams({ scale: 1 }), Int8Array.of(8));
    expect([[1], [2], [4], undefined].map(gains => convert(gains ? { ...f, gains } : f).data[0])).to.deep.equal([
      8, 4, 2, 8,
    ]);
  });

  it('brings the samples that the codes stand for along, for meters behind it', () => {
    const info = streamInfo({ channels: 1 });
    const reference: Frame = { ...frame(Float32Array.of(8), { info }), gains: [4] };
    const f = { ...codesFrame(affineParams({ scale: 1 }), Int8Array.of(8)), gains: [4], reference };
    const to = affineParams({ scale: 1 });
    expect([...(requantizer(to, { gains: [1] })(f).reference?.data ?? [])]).to.deep.equal([2]);
    expect([...(requantizer(to, { gains: [8] })(f).reference?.data ?? [])]).to.deep.equal([16]);
  });

  it('folds centres into the zero point: every code of 200 seeded encodings', () => {
    const generator = random(2027);
    for (let k = 0; k < 200; k++) {
      const scale = Math.fround(2 ** (8 * generator.uniform() - 6));
      const zeroPoint = Math.floor(400 * generator.uniform()) - 200;
      const gain = [1, 2, 0.25][k % 3];
      const centre = (generator.uniform() - 0.5) * 10 ** (k % 5); // of the sensor, up to 5000
      const from = affineParams({ scale, zeroPoint });
      const to = affineParams({ scale: scale * (0.5 + generator.uniform()), zeroPoint: 7, bits: 16 });
      const codes = Int8Array.from({ length: 256 }, (_, q) => q - 128);
      const out = requantizer(to, { gains: [1], centres: [0] })({
        ...codesFrame(from, codes),
        gains: [gain],
        centres: [centre],
      });
      expect(out).to.not.have.any.keys('gains', 'centres');
      const ratio = scale / gain / to.scale[0];
      const reach = Math.abs(zeroPoint) + 128 + Math.abs((centre * gain) / scale); // of codes to the moved zero point
      codes.forEach((q, i) => {
        const exact = (scale * (q - zeroPoint)) / gain / to.scale[0] + centre / to.scale[0];
        if (Math.abs(exact) > 32000) return;
        // half a step, the multiplier's 2^-30, half the grain of the moved zero point: 4 reach / 2^33 of an old step at most
        const bound = 0.5 + 2 ** -30 * Math.abs(exact) + (ratio * 2 * reach) / 2 ** 33;
        expect(Math.abs(out.data[i] - 7 - exact), `pair ${k}, code ${q}`).to.be.at.most(bound * (1 + 1e-9));
      });
    }
  });

  it('puts centres back exactly where steps are equal, and takes others off', () => {
    const params = affineParams({ scale: 0.5, zeroPoint: 1 });
    const f = { ...codesFrame(params, Int8Array.of(1, 2, 5)), centres: [100.5] };
    const to = affineParams({ scale: 0.5, zeroPoint: -100, bits: 16 });
    const sensor = requantizer(to, { centres: [0] })(f); // 100.5, 101, 102.5
    expect([...sensor.data]).to.deep.equal([101, 102, 105]);
    const moved = requantizer(to, { centres: [100] })(f); // 0.5, 1, 2.5
    expect([[...moved.data], moved.centres]).to.deep.equal([[-99, -98, -95], [100]]);
    const kept = requantizer(to)(f);
    expect([[...kept.data], kept.centres]).to.deep.equal([[-100, -99, -96], [100.5]]);
    const reference: Frame = { ...frame(Float32Array.of(0, 0.5, 2)), centres: [100.5] };
    const with100 = requantizer(to, { centres: [100] })({ ...f, reference }).reference;
    expect([[...(with100?.data ?? [])], with100?.centres]).to.deep.equal([[0.5, 1, 2.5], [100]]);
  });

  it('puts centres back through tables and sample by sample too', () => {
    const companded = muLaw().design(range(-100, 100));
    const value = decoder(companded);
    const codes = Int8Array.from({ length: 255 }, (_, k) => k - 127);
    const to = affineParams({ scale: 0.25, bits: 16 });
    const out = requantizer(to, { centres: [0] })({ ...codesFrame(companded, codes), centres: [2053.75] });
    codes.forEach((q, i) => expect(Math.abs(out.data[i] / 4 - value(q) - 2053.75), `${q}`).to.be.at.most(0.125 + 1e-9));
    const dithered: QParams = { ...affineParams({ scale: 1 }), ditherSeed: 5 };
    const [plain, centred] = [undefined, [100]].map(
      centres =>
        requantizer(to, { centres: [0] })({ ...codesFrame(dithered, Int8Array.of(3)), ...(centres && { centres }) })
          .data[0],
    );
    expect(centred - plain).to.equal(400);
  });

  it('takes companded codes through a table, gains and all', () => {
    const companded = muLaw().design(range(-100, 100));
    const value = decoder(companded);
    const codes = Int8Array.from({ length: 255 }, (_, k) => k - 127);
    const out = requantizer(affineParams({ scale: 1 }), { gains: [1] })({
      ...codesFrame(companded, codes),
      gains: [2],
    });
    codes.forEach((q, i) => expect(Math.abs(out.data[i] - value(q) / 2), `${q}`).to.be.at.most(0.5));
  });

  it('decodes dithered codes sample by sample, as their value hangs on where they stand', () => {
    const dithered: QParams = { ...affineParams({ scale: 1 }), ditherSeed: 5 };
    const out = requantizer(affineParams({ scale: 2 ** -6 }))(codesFrame(dithered, Int8Array.of(0, 0, 0, 0)));
    expect(new Set(out.data).size).to.be.greaterThan(1);
    out.data.forEach(q => expect(Math.abs(q)).to.be.at.most(32));
  });

  it('refuses centres that are none', () => {
    for (const centres of [[NaN], [Infinity], []]) {
      expect(() => requantizer(affineParams({ scale: 1 }), { centres })).to.throw(
        RangeError,
        'requantize: centres must',
      );
    }
  });

  it('refuses gains that are none, and targets that no integer reaches', () => {
    const to = affineParams({ scale: 1 });
    for (const gains of [[0], [-1], [NaN], [Infinity], []]) {
      expect(() => requantizer(to, { gains })).to.throw(
        RangeError,
        'requantize: gains must be finite numbers above 0, got',
      );
    }
    expect(() => requantizer({ ...to, zeroPoint: [0.5] })).to.throw(
      RangeError,
      'params.zeroPoint must be integers, got 0.5',
    );
  });

  it('never gives -0', () => {
    const out = requantizer(int32(4, 0))(codesFrame(int32(1, 0), Int32Array.of(-1)));
    expect(Object.is(out.data[0], 0)).to.equal(true);
  });
});
