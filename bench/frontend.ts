import { featureCodesStage, MICRO_WAKE_WORD, microFrontendStage } from '../lib/frontend/index.js';
import { type Frame, frame, random, streamInfo } from '../lib/index.js';
import type { Group } from './harness.js';

const SECONDS = 20;
const RATE = 16000;
const LENGTH = 1600;

/** The micro front end on noise at 16 kHz, beside float additions and products of a transform of each window: seconds of audio a second. */
export function frontendGroup(): Group {
  const generator = random(1);
  const info = streamInfo({ channels: 1, sampleRate: RATE });
  const frames = Array.from({ length: (SECONDS * RATE) / LENGTH }, (_, k): Frame => {
    const data = Float32Array.from({ length: LENGTH }, () => generator.uniform() - 0.5);
    return frame(data, { start: k * LENGTH, info });
  });
  return {
    title: `micro front end at 16 kHz, ${SECONDS} s in frames of 100 ms, 40 channels, a window of 30 ms every 10 ms`,
    amount: SECONDS,
    unit: 's of audio/s',
    cases: [
      { name: 'bare loop: 512-point butterflies in float64, no rounding', work: () => bareLoop(frames) },
      { name: 'microFrontend', work: () => featuresOf(frames) },
      { name: 'microFrontend, without gain', work: () => featuresOf(frames, { pcan: false }) },
      { name: 'microFrontend, featureCodes', work: () => codesOf(frames) },
    ],
  };
}

function featuresOf(frames: readonly Frame[], changes = {}): number {
  const stage = microFrontendStage({ ...MICRO_WAKE_WORD, ...changes });
  let sum = 0;
  for (const f of frames) stage.process(f, features => (sum += features.data[0]));
  return sum;
}

function codesOf(frames: readonly Frame[]): number {
  const stage = microFrontendStage(MICRO_WAKE_WORD);
  const codes = featureCodesStage({
    params: { kind: 'affine', bits: 8, qmin: -128, qmax: 127, scale: [26 / 255], zeroPoint: [-128] },
  });
  let sum = 0;
  for (const f of frames) stage.process(f, features => codes.process(features, q => (sum += q.data[0])));
  return sum;
}

/** As many butterflies as a transform of 256 complex numbers has in radix 4: 4 passes of 64. */
function bareLoop(frames: readonly Frame[]): number {
  const x = new Float64Array(512);
  const windows = (SECONDS * RATE - 480) / 160 + 1;
  let sum = 0;
  for (let k = 0; k < windows; k++) {
    x.set(frames[k % frames.length].data.subarray(0, 512));
    for (let step = 2; step < 512; step *= 4) {
      for (let i = 0; i < 512; i += 4 * step) {
        for (let j = i; j < i + step; j += 2) radix4(x, j, step, 0.7, 0.7);
      }
    }
    sum += x[0];
  }
  return sum;
}

function radix4(x: Float64Array, i: number, step: number, wr: number, wi: number): void {
  const [i1, i2, i3] = [i + step, i + 2 * step, i + 3 * step];
  const [ar, ai] = [x[i], x[i + 1]];
  const [br, bi] = [x[i1] * wr - x[i1 + 1] * wi, x[i1] * wi + x[i1 + 1] * wr];
  const [cr, ci] = [x[i2] * wr - x[i2 + 1] * wi, x[i2] * wi + x[i2 + 1] * wr];
  const [dr, di] = [x[i3] * wr - x[i3 + 1] * wi, x[i3] * wi + x[i3 + 1] * wr];
  x[i] = ar + cr + br + dr;
  x[i + 1] = ai + ci + bi + di;
  x[i1] = ar - cr + bi - di;
  x[i1 + 1] = ai - ci - br + dr;
  x[i2] = ar + cr - br - dr;
  x[i2 + 1] = ai + ci - bi - di;
  x[i3] = ar - cr - bi + di;
  x[i3 + 1] = ai - ci + br - dr;
}
