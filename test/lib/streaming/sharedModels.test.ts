import { expect } from 'chai';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type AnyFrame, streamInfo } from '../../../lib/frame.js';
import { allocate, elementsOf } from '../../../lib/graph/tensor.js';
import { timeLayout } from '../../../lib/graph/timeLayout.js';
import {
  type AnyNetwork,
  compile,
  exportC,
  importOnnx,
  importTflite,
  slidingStage,
  streamNetwork,
} from '../../../lib/network.js';
import type { Codes } from '../../../lib/qparams.js';
import { random } from '../../../lib/random.js';
import { carriesState } from '../../../lib/streaming/followTime.js';
import { sharedData } from '../../sharedData.js';
import { recordedModel } from '../engine/recordedModel.js';
import { hasCompiler } from '../formats/c/compiledC.js';
import { expectSameInC } from '../formats/c/expectSameInC.js';
import { sameAsWindows } from './sameAsWindows.js';

const HOPS = [1, 2, 3, 4, 16];

/** Every reference model over windows of several samples that carries nothing from run to run. */
function windowModels(): { readonly file: string; readonly network: AnyNetwork }[] {
  const data = sharedData();
  if (data === undefined) return [];
  const folder = join(data, 'models');
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter(file => /\.(onnx|tflite)$/.test(file))
    .sort()
    .map(file => {
      const bytes = readFileSync(join(folder, file));
      return { file, network: file.endsWith('.onnx') ? importOnnx(bytes) : importTflite(bytes) };
    })
    .filter(({ network }) => carriesState(network) === undefined)
    .filter(({ network: { inputs } }) => inputs.every(input => timeLayout(input).time > 1));
}

/** A stream of random codes or numbers, in frames of random lengths from 0 on. */
function stream({ inputs: [input] }: AnyNetwork, length: number, seed: number): AnyFrame[] {
  const generator = random(seed);
  const { channels } = timeLayout(input);
  const { params } = input;
  const info = streamInfo({ channels });
  const frames: AnyFrame[] = [];
  for (let start = 0; start < length;) {
    const n = Math.min(generator.bits() % 9, length - start);
    const data = allocate(params, n * channels).map(() => (params ? generator.bits() % 128 : generator.normal()));
    const block = { channels, length: n, start, info };
    frames.push(
      params ? { ...block, data: data as Codes, params, clipped: 0 } : { ...block, data: data as Float32Array },
    );
    start += n;
  }
  return frames;
}

/** What comes of frames, where everything is saved as JSON and taken up by another stage behind frames that `killed` chooses. */
function values(network: AnyNetwork, hop: number, frames: readonly AnyFrame[], killed: () => boolean): number[][] {
  const ready = compile(network);
  let stage = slidingStage(ready, { hop });
  const out: number[][] = [];
  for (const f of frames) {
    stage.process(f, ({ data, channels, length, start }) => {
      for (let k = 0; k < length; k++) {
        out.push([start + k, ...Array.from({ length: channels }, (_, c) => data[c * length + k])]);
      }
    });
    if (!killed()) continue;
    const saved = JSON.stringify(stage.save());
    stage = slidingStage(ready, { hop });
    stage.restore(JSON.parse(saved));
  }
  return out;
}

describe('streaming forms of the reference models', () => {
  const models = windowModels();

  before(function () {
    if (models.length === 0) this.skip();
  });

  it('are there: activity, vision and audio, float and integer, from both formats', () => {
    expect(models.map(({ file }) => file)).to.include.members([
      ...['har_depthwise_float.onnx', 'kws_ref_model_int8.tflite', 'onnx2c_mnist.onnx', 'resnet8_int8.tflite'],
      ...['st_har_int8.tflite', 'st_har_float.onnx', 'har_nets/tcn_int8.tflite', 'har_nets/inception.onnx'],
    ]);
    expect(models.length).to.be.at.least(23);
  });

  for (const { file, network } of models) {
    it(`${file} gives what windows give, saved and restored after every run`, () => {
      const elements = elementsOf(network.inputs[0].shape);
      for (const hop of HOPS) {
        const streaming = streamNetwork(network, { hop });
        const windows = elements > 400 ? 2 : 7;
        const { values: compared, differences } = sameAsWindows(network, streaming, { windows, moved: true });
        expect([compared > 0, differences], `hop ${hop}`).to.deep.equal([true, 0]);
      }
    }).timeout(60_000);

    it(`${file} gives the same on a stream cut and killed anywhere`, () => {
      const window = timeLayout(network.inputs[0]).time;
      for (const hop of elementsOf(network.inputs[0].shape) > 400 ? [5] : [3, 5]) {
        const frames = stream(network, window + 4 * hop, hop);
        const generator = random(hop);
        const got = values(streamNetwork(network, { hop }), hop, frames, () => generator.bits() % 3 === 0);
        const wanted = values(network, hop, frames, () => false);
        expect(wanted).to.have.length(5);
        expect(got, `hop ${hop}`).to.deep.equal(wanted);
      }
    }).timeout(60_000);
  }

  it('in C give the codes that they give here', function () {
    if (!hasCompiler()) this.skip();
    const cases = models.flatMap(({ network }) => {
      if (network.arithmetic !== 'integer' || elementsOf(network.inputs[0].shape) > 400) return [];
      try {
        exportC(network);
      } catch {
        return []; // a layer that there is no C for
      }
      return [1, 4].map(hop => streamNetwork(network, { hop }));
    });
    expect(cases.length).to.be.at.least(8);
    expectSameInC(cases);
  }).timeout(120_000);

  it('mww_v2_okay_nabu, killed and restored in another process at any of 332 calls, gives the recorded outputs', () => {
    const { network, inputs, outputs } = recordedModel(sharedData() ?? '', 'mww_v2_okay_nabu');
    expect(inputs).to.have.length(332);
    const generator = random(3);
    let ready = compile(network);
    let state = ready.newState();
    let [kills, differences, different] = [0, 0, 0];
    const score = new Uint8Array(1);
    inputs.forEach((input, k) => {
      ready.run(state, input, score);
      if (score[0] !== outputs[k][0]) differences++;
      if (k === 166 || generator.bits() % 10 === 0) {
        const saved = JSON.stringify(state.save());
        ready = compile(network);
        state = ready.newState();
        state.restore(JSON.parse(saved));
        kills++;
      }
    });
    // control: a state that is lost in the middle gives other outputs
    const control = compile(network);
    let lost = control.newState();
    inputs.forEach((input, k) => {
      if (k === 166) lost = control.newState();
      control.run(lost, input, score);
      if (score[0] !== outputs[k][0]) different++;
    });
    expect(state.names).to.have.length(6);
    expect(kills).to.be.above(20);
    expect(differences).to.equal(0);
    expect(different).to.be.above(0);
  }).timeout(60_000);
});
