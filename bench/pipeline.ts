import { from, lastValueFrom, type OperatorFunction, pipe, reduce } from 'rxjs';
import { affine, type AnyFrame, type Frame, frame, muLaw, random, range, streamInfo } from '../lib/index.js';
import { dequantize, quantize, sqnr, trackRange } from '../operators/index.js';
import type { Group } from './harness.js';

const FRAMES = 1000;
const LENGTH = 1024;

/** The 8-bit pipeline at frame 1024, beside a bare loop that does the same arithmetic without frames or operators. */
export function pipelineGroup(): Group {
  const generator = random(1);
  const info = streamInfo({ channels: 1, sampleRate: 1000 });
  const frames = Array.from({ length: FRAMES }, (_, k): Frame => {
    const data = Float32Array.from({ length: LENGTH }, () => 2 * generator.uniform() - 1);
    return frame(data, { start: k * LENGTH, info });
  });
  const fixed = range(-1, 1);
  const count = reduce((sum: number, f: { readonly data: ArrayLike<number> }) => sum + f.data[0], 0);
  const run = (operator: OperatorFunction<Frame, AnyFrame>) => lastValueFrom(from(frames).pipe(operator, count));

  return {
    title: `8-bit pipeline, ${FRAMES} frames of ${LENGTH} float32 samples`,
    amount: (FRAMES * LENGTH) / 1e6,
    unit: 'Msample/s',
    cases: [
      { name: 'bare loop: scale, round, clamp, store', work: () => bareLoop(frames) },
      { name: 'quantize', work: () => run(quantize({ quantizer: affine(), range: fixed })) },
      {
        name: 'trackRange, quantize',
        work: () => run(pipe(trackRange({ every: LENGTH }), quantize({ quantizer: affine() }))),
      },
      {
        name: 'trackRange, quantize, dequantize',
        work: () => run(pipe(trackRange({ every: LENGTH }), quantize({ quantizer: affine() }), dequantize())),
      },
      {
        name: 'quantize, sqnr',
        work: async () =>
          (await lastValueFrom(from(frames).pipe(quantize({ quantizer: affine(), range: fixed }), sqnr()))).total.sqnr,
      },
      { name: 'quantize with muLaw', work: () => run(quantize({ quantizer: muLaw(), range: fixed })) },
    ],
  };
}

function bareLoop(frames: readonly Frame[]): number {
  const scale = Math.fround(2 / 255);
  let sum = 0;
  for (const { data } of frames) {
    const codes = new Int8Array(data.length);
    for (let i = 0; i < data.length; i++) {
      const q = Math.floor(data[i] / scale + 0.5);
      codes[i] = q < -128 ? -128 : q > 127 ? 127 : q;
    }
    sum += codes[0];
  }
  return sum;
}
