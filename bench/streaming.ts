import {
  type AnyFrame,
  type AnyNetwork,
  compile,
  conv1d,
  dense,
  importTflite,
  inferByStage,
  type IntegerNetwork,
  networkForHop,
  random,
  reduceMean,
  sequential,
  streamInfo,
  streamNetwork,
  summary,
} from '../lib/index.js';
import { existsSync, readFileSync } from 'node:fs';
import { sharedData } from '../test/sharedData.js';
import { elementsOf } from '../lib/graph/tensor.js';
import type { Case, Group, Missing } from './harness.js';
import { quantized } from './networks.js';
import { onnxRuntime } from './runtimes.js';

const activation = 'relu';
const activity = sequential({
  name: 'activity 128 x 6: two conv1d, mean over time, dense',
  input: [128, 6],
  layers: [
    conv1d({ filters: 32, kernel: 5, activation }),
    conv1d({ filters: 32, kernel: 5, activation }),
    reduceMean({ axes: [0] }),
    dense({ units: 6 }),
  ],
});
const separable = sequential({
  name: 'depthwise 64, kernel 9, 128 samples, four of them',
  input: [128, 64],
  layers: Array.from({ length: 4 }, () => conv1d({ filters: 64, kernel: 9, groups: 64, activation })),
});

type Kernels = 'auto' | 'typescript';

/** Integer networks on whole windows beside their streaming forms: time an output. */
export async function streamingGroups(): Promise<Group[]> {
  const model = `${sharedData() ?? ''}/models/st_har_int8.tflite`;
  const network = quantized(activity);
  const whole = await onnxRuntime(network, new Int8Array(elementsOf(network.inputs[0].shape)));
  return [
    overHops(network, [1, 4, 16], 'typescript'),
    overHops(network, [1, 4, 16], 'auto', { ...whole, name: 'onnxruntime-node, run, whole windows' }),
    overHops(quantized(separable), [1], 'typescript'),
    overHops(quantized(separable), [1], 'auto'),
    ...(existsSync(model) ? [thousand, fleet].map(of => of(importTflite(readFileSync(model)) as IntegerNetwork)) : []),
  ];
}

function overHops(network: IntegerNetwork, hops: readonly number[], kernels: Kernels, peer?: Case | Missing): Group {
  const whole = runs('whole windows', network, kernels);
  const outputs = network.name === separable.name ? 'strip' : 'window';
  const cases = hops.map(hop => {
    const streaming = streamNetwork(network, { hop, outputs });
    const { macs } = summary(streaming);
    return runs(`hop ${hop}: ${macs} MAC, 1 / ${(summary(network).macs / macs).toFixed(1)}`, streaming, kernels);
  });
  return {
    title: `${network.name}, streaming, ${kernels === 'auto' ? 'WebAssembly' : 'TypeScript'}, ${summary(network).macs} MAC a window`,
    amount: 1,
    unit: 'outputs/s',
    cases: [...(peer ? [peer] : []), whole, ...cases],
    repeats: 1,
  };
}

function runs(name: string, network: AnyNetwork, kernels: Kernels): Case {
  const compiled = compile(network, { kernels });
  const state = compiled.newState();
  const [input, output] = [compiled.inputs[0], compiled.outputs[0]].map(
    ({ shape }) => new Int8Array(elementsOf(shape)),
  );
  const generator = random(2);
  input.forEach((_, k) => (input[k] = generator.bits()));
  return {
    name,
    work() {
      compiled.run(state, input, output);
      return output[0];
    },
  };
}

/** A thousand streams of one compiled network, a run of each. */
function thousand(network: IntegerNetwork): Group {
  const compiled = compile(streamNetwork(network, { hop: 1 }));
  const states = Array.from({ length: 1000 }, () => compiled.newState());
  const [input, output] = [compiled.inputs[0], compiled.outputs[0]].map(
    ({ shape }) => new Int8Array(elementsOf(shape)),
  );
  return {
    title: `st_har, hop 1, 1,000 streams of ${states[0].bytes.length} bytes of state: a core is full at 26 Hz with ${26 * 1000} outputs/s`,
    amount: 1000,
    unit: 'outputs/s',
    repeats: 1000,
    cases: [
      {
        name: 'one compiled network',
        work() {
          let sum = 0;
          for (let k = 0; k < states.length; k++) {
            input[k % input.length] = k;
            compiled.run(states[k], input, output);
            sum += output[0];
          }
          return sum;
        },
      },
    ],
  };
}

/** Ten thousand sources of frames of 13 samples through `inferBy`'s stage, windows of 26: a frame of each. */
function fleet(network: IntegerNetwork): Group {
  const keys = 10_000;
  const compiled = compile(networkForHop(network, { hop: 13 }));
  const stage = inferByStage(compiled, { hop: 13 });
  const infos = Array.from({ length: keys }, (_, k) => streamInfo({ channels: 3, source: `sensor ${k}` }));
  const [{ params }] = network.inputs;
  const data = new Int8Array(39).map((_, k) => (k * 37) % 128);
  const before = process.memoryUsage();
  let start = 0;
  const work = (): number => {
    let sum = 0;
    const emit = (f: AnyFrame) => void (sum += f.data[0]);
    for (const info of infos) stage.process({ data, channels: 3, length: 13, start, info, params, clipped: 0 }, emit);
    start += 13;
    return sum;
  };
  work();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  const bytes = (heapUsed + arrayBuffers - before.heapUsed - before.arrayBuffers) / keys;
  return {
    title: `st_har, inferBy, hop 13, ${keys} sources, about ${bytes.toFixed(0)} bytes each: a core is full at 26 Hz with ${2 * keys} outputs/s`,
    amount: keys,
    unit: 'outputs/s',
    repeats: keys,
    cases: [{ name: 'one compiled network', work }],
  };
}
