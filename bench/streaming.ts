import {
  activationRanges,
  type AnyNetwork,
  compile,
  conv1d,
  dense,
  type FloatNetwork,
  importTflite,
  type IntegerNetwork,
  quantizeNetwork,
  random,
  reduceMean,
  sequential,
  streamNetwork,
  summary,
} from '../lib/index.js';
import { existsSync, readFileSync } from 'node:fs';
import { sharedData } from '../test/sharedData.js';
import type { Case, Group } from './harness.js';

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

/** An integer network on whole windows beside its streaming forms, all in the same kernels: time an output. */
export function streamingGroups(): Group[] {
  const model = `${sharedData() ?? ''}/models/st_har_int8.tflite`;
  return [
    overHops(quantized(activity), [1, 4, 16]),
    overHops(quantized(separable), [1], true),
    ...(existsSync(model) ? [thousand(importTflite(readFileSync(model)) as IntegerNetwork)] : []),
  ];
}

function overHops(network: IntegerNetwork, hops: readonly number[], strip = false): Group {
  const whole = { name: 'whole windows', ...runs(network) };
  const cases = hops.map(hop => {
    const streaming = streamNetwork(network, { hop, outputs: strip ? 'strip' : 'window' });
    const { macs } = summary(streaming);
    return { name: `hop ${hop}: ${macs} MAC, 1 / ${(summary(network).macs / macs).toFixed(1)}`, ...runs(streaming) };
  });
  return {
    title: `${network.name}: streaming, ${summary(network).macs} MAC a window`,
    amount: 1000,
    unit: 'outputs/s',
    cases: [whole, ...cases],
    repeats: 1000,
  };
}

/** Runs a network 1,000 times. */
function runs(network: AnyNetwork): Omit<Case, 'name'> {
  const compiled = compile(network);
  const state = compiled.newState();
  const [input, output] = [compiled.inputs[0], compiled.outputs[0]].map(({ shape }) => new Int8Array(elements(shape)));
  const generator = random(2);
  input.forEach((_, k) => (input[k] = generator.bits()));
  return {
    work() {
      let sum = 0;
      for (let k = 0; k < 1000; k++) {
        input[k % input.length] = k;
        compiled.run(state, input, output);
        sum += output[0];
      }
      return sum;
    },
  };
}

/** A thousand streams of one compiled network, a run of each. */
function thousand(network: IntegerNetwork): Group {
  const compiled = compile(streamNetwork(network, { hop: 1 }));
  const states = Array.from({ length: 1000 }, () => compiled.newState());
  const [input, output] = [compiled.inputs[0], compiled.outputs[0]].map(({ shape }) => new Int8Array(elements(shape)));
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

function quantized(network: FloatNetwork): IntegerNetwork {
  const ranges = activationRanges(network);
  const generator = random(1);
  const length = elements(network.inputs[0].shape);
  for (let k = 0; k < 4; k++) ranges.push(new Float32Array(length).map(() => generator.normal()));
  return quantizeNetwork(network, ranges.value());
}

function elements(shape: readonly number[]): number {
  return shape.reduce((product, axis) => product * axis, 1);
}
