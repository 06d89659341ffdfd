import { expect } from 'chai';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { FormatError } from '../../../../lib/errors.js';
import { peer } from '../../../../bench/peers.js';
import {
  type AnyNetwork,
  compile,
  conv1d,
  dense,
  dialects,
  exportOnnx,
  importOnnx,
  importTflite,
  reduceMean,
  sequential,
  streamNetwork,
} from '../../../../lib/network.js';
import { allocate, elementsOf } from '../../../../lib/graph/tensor.js';
import { readModel } from '../../../../lib/formats/onnx/reading/model.js';
import { random } from '../../../../lib/random.js';
import { sharedData } from '../../../sharedData.js';
import { quantized } from '../../streaming/randomNetwork.js';
import { sameAsWindows } from '../../streaming/sameAsWindows.js';

/** Depthwise and pointwise layers, one of stride 2, and the mean over time. */
const depthwise = sequential({
  name: 'depthwise',
  input: [24, 4],
  seed: 7,
  layers: [
    conv1d({ filters: 4, kernel: 5, groups: 4, activation: 'relu' }),
    conv1d({ filters: 6, kernel: 1, activation: 'relu' }),
    conv1d({ filters: 6, kernel: 3, stride: 2, groups: 6 }),
    reduceMean({ axes: [0] }),
    dense({ units: 3 }),
  ],
});

const dialect = dialects.onnxruntime;

describe('streaming networks in ONNX', () => {
  for (const [what, network] of [
    ['float', depthwise],
    ['int8', quantized(depthwise)],
  ] as const) {
    it(`are read back as streaming networks, bit for bit, ${what}`, () => {
      for (const hop of [1, 2, 3, 16]) {
        const streaming = streamNetwork(network, { hop });
        const back = importOnnx(exportOnnx(streaming, { io: 'codes' }));
        expect(back.streaming).to.deep.equal(streaming.streaming);
        expect(back.inputs.map(({ name }) => name)).to.deep.equal(network.inputs.map(({ name }) => name));
        const options = { ...(what === 'int8' && { dialect }), windows: 20, moved: true };
        const { values, differences } = sameAsWindows(network, back, options);
        expect([values, differences], `hop ${hop}`).to.deep.equal([60, 0]);
      }
    });
  }

  it('say hop, lead, warm-up and what states begin with', () => {
    const integer = quantized(depthwise);
    const { properties, graph } = readModel(exportOnnx(streamNetwork(integer, { hop: 5 }), { io: 'codes' }));
    // 24 samples end with the 5th run, behind 1 sample of no meaning
    const streaming = { window: 24, hop: 5, lead: 1, warmUp: 4 };
    expect(JSON.parse(properties.get('bitstair.streaming') ?? '')).to.deep.equal(streaming);
    const states = JSON.parse(properties.get('bitstair.states') ?? '') as { input: string; initial: number }[];
    expect(graph.inputs.map(({ name }) => name)).to.deep.equal([integer.inputs[0].name, ...states.map(s => s.input)]);
    expect(states[0].initial).to.equal(integer.inputs[0].params?.zeroPoint[0]);
  });

  it('are refused where their states do not fit the model', () => {
    const bytes = exportOnnx(streamNetwork(depthwise, { hop: 2 }));
    const text = Buffer.from(bytes)
      .toString('latin1')
      .replace(/"output":"./, '"output":"?');
    expect(() => importOnnx(Uint8Array.from(Buffer.from(text, 'latin1')))).to.throw(FormatError, 'bitstair.states');
  });

  it('st_har is read back as a streaming network, bit for bit', function () {
    const data = sharedData();
    if (data === undefined) return this.skip();
    const network = importTflite(readFileSync(join(data, 'models', 'st_har_int8.tflite')));
    for (const hop of [1, 4]) {
      const back = importOnnx(exportOnnx(streamNetwork(network, { hop }), { io: 'codes' }));
      expect(sameAsWindows(network, back, { dialect, windows: 40 }).differences, `hop ${hop}`).to.equal(0);
    }
  });

  it('run in ONNX Runtime hop by hop, with the codes of the dialect onnxruntime', async function () {
    const ort = peer('onnxruntime-node') as Runtime | undefined;
    if (!ort) return this.skip();
    for (const hop of [1, 3]) {
      const streaming = streamNetwork(quantized(depthwise), { hop });
      const differing = await differencesInRuntime(ort, streaming);
      expect(differing, `hop ${hop}`).to.equal(0);
    }
  });
});

interface Runtime {
  readonly InferenceSession: {
    create(model: Uint8Array, options: object): Promise<{ run(feeds: Feeds): Promise<Feeds> }>;
  };
  readonly Tensor: new (type: string, data: ArrayLike<number>, dims: readonly number[]) => RuntimeTensor;
}

interface RuntimeTensor {
  readonly data: ArrayLike<number>;
}

type Feeds = Record<string, RuntimeTensor>;

/** Codes of 60 runs in which the runtime differs from the network, handing the states on as the model says. */
async function differencesInRuntime({ InferenceSession, Tensor }: Runtime, network: AnyNetwork): Promise<number> {
  const model = exportOnnx(network, { io: 'codes' });
  const { properties, graph } = readModel(model);
  const session = await InferenceSession.create(model, { graphOptimizationLevel: 'disabled', logSeverityLevel: 3 });
  const states = JSON.parse(properties.get('bitstair.states') ?? '') as {
    input: string;
    output: string;
    initial: number;
  }[];
  const held: Feeds = Object.fromEntries(
    states.map(({ input, initial }) => {
      const shape = graph.inputs.find(({ name }) => name === input)?.dims as readonly number[];
      return [input, new Tensor('int8', new Int8Array(elementsOf(shape)).fill(initial), shape)];
    }),
  );
  const compiled = compile(network, { dialect });
  const state = compiled.newState();
  const [input] = network.inputs;
  const out = allocate(compiled.outputs[0].params, elementsOf(compiled.outputs[0].shape));
  const { bits } = random(3);
  let differing = 0;
  for (let run = 0; run < 60; run++) {
    const x = new Int8Array(elementsOf(input.shape)).map(() => (bits() % 256) - 128);
    compiled.run(state, [x], [out]);
    const got = await session.run({ ...held, [input.name]: new Tensor('int8', x, input.shape) });
    for (const { input: to, output } of states) held[to] = got[output];
    out.forEach((y, k) => (differing += y === got[network.outputs[0]].data[k] ? 0 : 1));
  }
  return differing;
}
