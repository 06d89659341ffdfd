import { expect } from 'chai';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { from, lastValueFrom, toArray } from 'rxjs';
import { frame, type QFrame, streamInfo } from '../../lib/frame.js';
import { type Dialect, tflite, tflm } from '../../lib/network.js';
import type { AnyNetwork, Values } from '../../lib/network.js';
import { timeLayout } from '../../lib/graph/timeLayout.js';
import type { Codes, QParams } from '../../lib/qparams.js';
import { affine } from '../../lib/quantizers/index.js';
import { random } from '../../lib/random.js';
import { infer, quantize } from '../../operators/index.js';
import { recordedModel } from '../lib/engine/recordedModel.js';
import { sharedData } from '../sharedData.js';

/** Recorded models with one sample an input or with several; state or none. */
const models = ['ad01_int8', 'dtln_noise_suppression', 'kws_ref_model_int8', 'mww_v2_okay_nabu', 'resnet8_int8'];

/** Recorded inputs, which follow each other in time, as one stream: sample after sample of all channels. */
function streamOf(network: AnyNetwork, inputs: readonly Values[]) {
  const [input] = network.inputs;
  const { time, channels, step } = timeLayout(input);
  const params = input.params as QParams;
  const all = new Int8Array(inputs.length * time * channels);
  inputs.forEach((codes, k) => {
    // (channels / step, time, step) to (time, channels)
    for (let i = 0; i < codes.length; i++) {
      const [outer, t, inner] = [Math.floor(i / (time * step)), Math.floor(i / step) % time, i % step];
      all[(k * time + t) * channels + outer * step + inner] = codes[i];
    }
  });
  return { all, time, channels, params, length: inputs.length * time };
}

/** The stream as frames, of which each ends where `next` says. */
function framesOf({ all, channels, params, length }: ReturnType<typeof streamOf>, next: () => number): QFrame[] {
  const info = streamInfo({ channels });
  const frames: QFrame[] = [];
  for (let start = 0; start < length;) {
    const n = Math.min(next(), length - start);
    const data = new Int8Array(n * channels);
    for (let c = 0; c < channels; c++) {
      for (let i = 0; i < n; i++) data[c * n + i] = all[(start + i) * channels + c];
    }
    frames.push({ data, channels, length: n, start, info, params, clipped: 0 });
    start += n;
  }
  return frames;
}

/** Runs frames through `infer`; one list of codes a window. */
async function decisions(network: AnyNetwork, frames: readonly QFrame[], dialect: Dialect): Promise<number[][]> {
  const out = await lastValueFrom(from(frames).pipe(infer(network, { dialect }), toArray()));
  return out.flatMap(({ data, channels, length }) =>
    Array.from({ length }, (_, k) => Array.from({ length: channels }, (_, c) => data[c * length + k])),
  );
}

// outputs: TensorFlow Lite Micro on each input by itself
describe('infer on recorded models', () => {
  for (const model of models) {
    it(`${model}: code frames give the recorded outputs`, async function () {
      const data = sharedData();
      if (!data) this.skip();
      const { network, inputs, outputs } = recordedModel(data, model);
      const stream = streamOf(network, inputs);
      const got = await decisions(
        network,
        framesOf(stream, () => 3 * stream.time),
        tflm,
      );
      expect(got).to.deep.equal(outputs.map(codes => [...(codes as Codes)]));
    });
  }

  it('mww_v2_okay_nabu: however the stream is cut into frames, the outputs are the recorded ones', async function () {
    const data = sharedData();
    if (!data) this.skip();
    const { network, inputs, outputs } = recordedModel(data, 'mww_v2_okay_nabu');
    const wanted = outputs.map(codes => [...(codes as Codes)]);
    const stream = streamOf(network, inputs);
    const generator = random(5);
    const cuts = [() => 1, () => 2, () => 7, () => stream.length, () => 1 + (generator.bits() & 31)];
    for (const [k, next] of cuts.entries()) {
      expect(await decisions(network, framesOf(stream, next), tflm), `cut ${k}, seed 5`).to.deep.equal(wanted);
    }
  });

  it('st_har_int8: real samples quantized and inferred as TensorFlow Lite does on 1,748 windows, top-1 0.99085', async function () {
    const data = sharedData();
    if (!data) this.skip();
    const { network, inputs, outputs } = recordedModel(data, 'st_har_int8');
    const folder = join(data, 'oracle', 'st_har_model');
    const [windows, labels] = ['inputs.bin', 'labels.bin'].map(f => new Uint8Array(readFileSync(join(folder, f))));
    const real = new Float32Array(windows.buffer); // (windows, 26 samples, 3 channels)
    const stream = streamOf(network, inputs);
    const info = streamInfo({ channels: 3 });
    const frames = inputs.map((_, k) => {
      const x = Float32Array.from({ length: 78 }, (_, i) => real[k * 78 + (i % 26) * 3 + Math.floor(i / 26)]);
      return frame(x, { channels: 3, start: 26 * k, info });
    });
    const quantizer = affine({ rounding: 'halfAway' });
    const coded = await lastValueFrom(
      from(frames).pipe(
        quantize({ quantizer, params: network.inputs[0].params as QParams & { kind: 'affine' } }),
        toArray(),
      ),
    );
    const wanted = framesOf(stream, () => 26);
    expect(coded.map(f => f.data)).to.deep.equal(wanted.map(f => f.data));
    const got = await decisions(network, coded, tflite);
    expect(got).to.deep.equal(outputs.map(codes => [...(codes as Codes)]));
    const right = got.filter((codes, k) => codes.indexOf(Math.max(...codes)) === labels[k]).length;
    expect([got.length, right]).to.deep.equal([1748, 1732]); // 1732 / 1748 = 0.990847
  });
});
