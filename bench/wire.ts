import { crc32c, decodeWireFrame, encodeWireFrame, packBits, unpackBits } from '../lib/packing/index.js';
import { freezeParams, type QFrame, random, streamInfo } from '../lib/index.js';
import type { Group } from './harness.js';

const FRAMES = 64;
const PASSES = 100; // over all frames, a run
const SOURCE = 'accel-01';
const [CHANNELS, LENGTH] = [3, 256];

/** The wire format and its parts: frames of 3 channels of 256 int8 codes, parameters per channel, rate, epoch. */
export function wireGroups(): Group[] {
  const noise = random(20_240_607);
  const info = streamInfo({
    channels: CHANNELS,
    sampleRate: 26,
    epoch: 1_717_700_000_123_456_789n,
  });
  const coded = { kind: 'affine', bits: 8, qmin: -128, qmax: 127 } as const;
  const params = freezeParams({ ...coded, scale: [15.7, 16.1, 9.3].map(Math.fround), zeroPoint: [3, -17, 60] });
  const frames = Array.from({ length: FRAMES }, (_, k): QFrame => {
    const data = Int8Array.from({ length: CHANNELS * LENGTH }, () => noise.bits());
    return { data, channels: CHANNELS, length: LENGTH, start: 2 ** 31 + k * LENGTH, info, params, clipped: k % 3 };
  });
  const wires = frames.map((f, k) => encodeWireFrame(f, { source: SOURCE, sequence: BigInt(2 ** 31 + k) }));
  const fields = { bits: 4, signed: true } as const;
  const codes = frames.map(({ data }) => Int8Array.from(data, q => q >> 4));
  const packed = codes.map(values => packBits(values, fields, new Uint8Array(values.length / 2)));
  const [unpacked, out] = [new Int8Array(CHANNELS * LENGTH), new Uint8Array((CHANNELS * LENGTH) / 2)];

  /** Calls `one` for each frame, many times over. */
  const each = (one: (k: number) => number) => () => {
    let sum = 0;
    for (let pass = 0; pass < PASSES; pass++) for (let k = 0; k < FRAMES; k++) sum += one(k);
    return sum;
  };
  const bytes = wires.reduce((sum, w) => sum + w.length, 0);
  return [
    {
      title: `frames to bytes, ${CHANNELS} x ${LENGTH} int8 codes, ${wires[0].length} bytes`,
      amount: (PASSES * FRAMES) / 1e3,
      unit: 'kframe/s',
      rounds: 41,
      cases: [
        {
          name: 'encodeWireFrame',
          work: each(k => encodeWireFrame(frames[k], { source: SOURCE, sequence: BigInt(2 ** 31 + k) }).length),
        },
      ],
    },
    {
      title: `bytes to frames, ${CHANNELS} x ${LENGTH} int8 codes, ${wires[0].length} bytes`,
      amount: (PASSES * FRAMES) / 1e3,
      unit: 'kframe/s',
      rounds: 41,
      cases: [{ name: 'decodeWireFrame', work: each(k => decodeWireFrame(wires[k]).frame.data[k]) }],
    },
    {
      title: `crc32c, ${wires[0].length} bytes at a time`,
      amount: (PASSES * bytes) / 1e6,
      unit: 'MB/s',
      rounds: 41,
      cases: [{ name: 'crc32c', work: each(k => crc32c(wires[k])) }],
    },
    {
      title: `4-bit fields, ${CHANNELS * LENGTH} codes at a time`,
      amount: (PASSES * FRAMES * CHANNELS * LENGTH) / 1e6,
      unit: 'Mcode/s',
      rounds: 41,
      cases: [
        { name: 'packBits', work: each(k => packBits(codes[k], fields, out)[k]) },
        { name: 'unpackBits', work: each(k => unpackBits(packed[k], fields, unpacked)[k]) },
      ],
    },
  ];
}
