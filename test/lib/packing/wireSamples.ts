import fc from 'fast-check';
import { type QFrame, streamInfo } from '../../../lib/frame.js';
import type { WireMeta } from '../../../lib/packing/index.js';
import { blocksTouched, newCodes, type QParams } from '../../../lib/qparams.js';

/** A frame and what is sent with it. */
export interface WireSample {
  readonly frame: QFrame;
  readonly meta: WireMeta;
}

interface Shape {
  readonly channels: number;
  readonly length: number;
  readonly start: number;
}

const shapes: fc.Arbitrary<Shape> = fc.record({
  channels: fc.oneof(
    { weight: 5, arbitrary: fc.integer({ min: 1, max: 4 }) },
    { weight: 1, arbitrary: fc.constant(64) },
  ),
  length: fc.integer({ min: 0, max: 20 }),
  start: fc.constantFrom(
    0,
    1,
    -7,
    23,
    24,
    255,
    65536,
    2 ** 31,
    2 ** 40 + 5,
    Number.MAX_SAFE_INTEGER,
    Number.MIN_SAFE_INTEGER,
  ),
});

/** Doubles, float32 values, binary16 values and integers, finite. */
const number = fc.oneof(
  fc.integer({ min: -200, max: 200 }),
  fc.integer({ min: -(2 ** 31), max: 2 ** 31 }),
  fc.constantFrom(0, -0, 0.5, -3.25, 65504, 2 ** -24, 2 ** -25, 1e300, 5e-324, 0.1, Math.fround(0.1)),
  fc.float({ noNaN: true, noDefaultInfinity: true }),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
);
const positive = number.map(x => Math.abs(x) || 1);
const list = (element: fc.Arbitrary<number>, length: number) =>
  fc.array(element, { minLength: length, maxLength: length });
const perChannel = (element: fc.Arbitrary<number>, channels: number) =>
  fc.oneof(list(element, 1), list(element, channels));

/** A range of codes: mostly all that the bits hold, signed or unsigned, sometimes fewer of them somewhere else. */
const coded = fc.integer({ min: 1, max: 32 }).chain(bits => {
  const signed = { bits, qmin: -(2 ** (bits - 1)), qmax: 2 ** (bits - 1) - 1 };
  const choices = [fc.constant(signed), fc.constant({ ...signed, qmin: bits > 1 ? -signed.qmax : -1 })];
  if (bits < 32) choices.push(fc.constant({ bits, qmin: 0, qmax: 2 ** bits - 1 }));
  if (bits < 31) {
    const anywhere = fc.tuple(
      fc.integer({ min: -(2 ** 30), max: 2 ** 30 - 1 }),
      fc.integer({ min: 0, max: 2 ** bits - 1 }),
    );
    choices.push(anywhere.map(([qmin, span]) => ({ bits, qmin, qmax: qmin + span })));
  }
  return fc.oneof(...choices);
});
const few = fc.integer({ min: 1, max: 5 }).map(bits => ({ bits, qmin: -(2 ** (bits - 1)), qmax: 2 ** (bits - 1) - 1 }));

/** Parameters of every kind that fit a frame. */
function paramsFor({ channels, length, start }: Shape): fc.Arbitrary<QParams> {
  const zeroPoint = perChannel(fc.oneof(fc.constant(0), number), channels);
  const affine = fc.record(
    {
      kind: fc.constant('affine' as const),
      scale: perChannel(positive, channels),
      zeroPoint,
      ditherSeed: fc.integer({ min: 0, max: 2 ** 32 - 1 }),
    },
    { requiredKeys: ['kind', 'scale', 'zeroPoint'] },
  );
  const exponent = perChannel(fc.integer({ min: -149, max: 127 }), channels);
  const powerOfTwo = fc.record({ kind: fc.constant('powerOfTwo' as const), exponent, zeroPoint });
  const fractionBits = fc.integer({ min: -64, max: 64 });
  const fixedPoint = fc.record({ kind: fc.constant('fixedPoint' as const), fractionBits });
  const companded = fc.record({
    kind: fc.constant('companded' as const),
    law: fc.constantFrom('mu' as const, 'a' as const),
    constant: positive.map(x => x + 1 + 2 ** -10),
    peak: perChannel(positive, channels),
  });
  const blockSize = fc.integer({ min: 1, max: 9 });
  const blockScale = (size: number) => list(positive, channels * blocksTouched(start, length, size));
  return fc.oneof(
    fc.tuple(coded, affine).map(([c, p]) => ({ ...p, ...c })),
    fc.tuple(coded, powerOfTwo).map(([c, p]) => ({ ...p, ...c })),
    fc.tuple(coded, fixedPoint).map(([c, p]) => ({ ...p, ...c })),
    fc
      .tuple(coded, companded)
      .map(([c, p]) => ({ ...p, ...c, qmax: Math.max(c.qmax, 1), qmin: -Math.max(c.qmax, 1), bits: 32 })),
    few.chain(c =>
      fc.record({
        kind: fc.constant('codebook' as const),
        ...constants(c),
        levels: list(number, c.qmax - c.qmin + 1),
        scale: perChannel(positive, channels),
      }),
    ),
    fc.tuple(few, blockSize).chain(([c, size]) =>
      fc.record(
        {
          kind: fc.constant('blockScaled' as const),
          ...constants(c),
          blockSize: fc.constant(size),
          scale: blockScale(size),
          levels: list(number, c.qmax - c.qmin + 1),
        },
        { requiredKeys: ['kind', 'bits', 'qmin', 'qmax', 'blockSize', 'scale'] },
      ),
    ),
    fc.record({
      kind: fc.constant('adaptive' as const),
      ...constants({ bits: 3, qmin: -4, qmax: 3 }),
      coder: fc.constant('jayant' as const),
      constants: fc.constant([0.001, 100, 0.85, 1, 1, 1.5]),
      state: list(fc.constantFrom(0.001, 0.5, 1, 99.9), channels),
    }),
  );
}

function constants<T extends Readonly<Record<string, number>>>(values: T): { [K in keyof T]: fc.Arbitrary<number> } {
  return Object.fromEntries(Object.entries(values).map(([k, v]) => [k, fc.constant(v)])) as {
    [K in keyof T]: fc.Arbitrary<number>;
  };
}

const word = fc.oneof(fc.constant(''), fc.string({ maxLength: 6 }), fc.string({ maxLength: 6, unit: 'binary' }));
const uint64 = fc.oneof(
  fc.constantFrom(0n, 23n, 24n, 2n ** 32n - 1n, 2n ** 32n, 2n ** 53n - 1n, 2n ** 53n, 2n ** 64n - 1n),
  fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
);

/** Frames of every kind, with every optional field there and not there. */
export const wireSamples: fc.Arbitrary<WireSample> = shapes.chain(shape =>
  paramsFor(shape).chain(params => {
    const { channels, length, start } = shape;
    const samples = channels * length;
    const code = fc.oneof(
      fc.integer({ min: params.qmin, max: params.qmax }),
      fc.constantFrom(params.qmin, params.qmax),
    );
    const bitmap = fc.uint8Array({ minLength: Math.ceil(samples / 8), maxLength: Math.ceil(samples / 8) });
    const texts = fc.array(word, { minLength: channels, maxLength: channels });
    const optional = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined });
    return fc
      .record({
        codes: list(code, samples),
        sampleRate: optional(positive),
        epoch: optional(fc.bigInt({ min: -(2n ** 64n), max: 2n ** 64n - 1n })),
        names: optional(texts),
        units: optional(texts),
        clipped: fc.constantFrom(0, 0, 1, 300, Number.MAX_SAFE_INTEGER),
        gains: optional(list(positive, channels)),
        centres: optional(list(number, channels)),
        source: word,
        sequence: uint64,
        gap: fc.boolean(),
        clip: fc.boolean(),
        missing: optional(bitmap),
      })
      .map(({ codes, sampleRate, epoch, names, units, source, sequence, gap, clip, missing, ...rest }) => {
        const data = newCodes(params, samples);
        data.set(codes);
        if (missing && samples % 8 !== 0) missing[missing.length - 1] &= 2 ** (samples % 8) - 1;
        const info = streamInfo({ channels, sampleRate, epoch, names, units });
        const { clipped, gains, centres } = rest;
        const map = { ...(gains && { gains }), ...(centres && { centres }) };
        const frame = { data, channels, length, start, info, params, clipped, ...map };
        return { frame, meta: { source, sequence, gap, clip, ...(missing && { missing }) } };
      });
  }),
);
