import { cpus } from 'node:os';
import { performance } from 'node:perf_hooks';
import { type QFrame, streamInfo } from '../lib/frame.js';
import { decodeWireFrame, encodeWireFrame } from '../lib/packing/index.js';
import { freezeParams } from '../lib/qparams.js';
import { random } from '../lib/random.js';

/** Frames a second through the wire format: 3 channels of 256 int8 codes, parameters per channel, rate, epoch, names, units. */
const SEED = 20_240_607;
const FRAMES = 64;
const ROUNDS = 41;
const PASSES = 200; // passes over all frames a round
const [CHANNELS, LENGTH] = [3, 256];

const noise = random(SEED);
const info = streamInfo({
  channels: CHANNELS,
  sampleRate: 26,
  epoch: 1_717_700_000_123_456_789n,
  names: ['x', 'y', 'z'],
  units: ['mg', 'mg', 'mg'],
});
const params = freezeParams({
  kind: 'affine',
  bits: 8,
  qmin: -128,
  qmax: 127,
  scale: [15.7, 16.1, 9.3].map(Math.fround),
  zeroPoint: [3, -17, 60],
});
const frames: QFrame[] = Array.from({ length: FRAMES }, (_, k) => ({
  data: Int8Array.from({ length: CHANNELS * LENGTH }, () => noise.bits()),
  channels: CHANNELS,
  length: LENGTH,
  start: 2 ** 31 + k * LENGTH,
  info,
  params,
  clipped: k % 3,
}));
const wires = frames.map((f, k) => encodeWireFrame(f, { source: 'accel-01', sequence: BigInt(2 ** 31 + k) }));

let sink = 0;

function measure(name: string, pass: () => number): void {
  const times: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const begin = performance.now();
    for (let k = 0; k < PASSES; k++) sink ^= pass();
    times.push((performance.now() - begin) / (PASSES * FRAMES));
  }
  times.sort((a, b) => a - b);
  const rate = (ms: number) => `${(1 / ms).toFixed(0).padStart(5)} k frames/s`;
  const ns = (ms: number) => `${(ms * 1e6).toFixed(0).padStart(5)} ns`;
  const [best, median] = [times[0], times[ROUNDS >> 1]];
  console.log(`${name.padEnd(8)} min ${ns(best)} = ${rate(best)}   median ${ns(median)} = ${rate(median)}`);
}

console.log(`${cpus()[0]?.model ?? 'unknown CPU'}, Node ${process.version}, seed ${SEED}`);
console.log(`${CHANNELS} x ${LENGTH} int8 codes, ${wires[0].length} bytes a frame`);
measure('encode', () => {
  let bytes = 0;
  for (let k = 0; k < FRAMES; k++) {
    bytes += encodeWireFrame(frames[k], { source: 'accel-01', sequence: BigInt(2 ** 31 + k) }).length;
  }
  return bytes;
});
measure('decode', () => {
  let codes = 0;
  for (let k = 0; k < FRAMES; k++) codes += decodeWireFrame(wires[k]).frame.data[k];
  return codes;
});
console.log(`sink ${sink}`);
