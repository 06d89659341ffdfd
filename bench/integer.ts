import {
  activationRanges,
  conv1d,
  dense,
  type FloatNetwork,
  flatten,
  integerExecutor,
  maxPool1d,
  quantizeNetwork,
  random,
  reference,
  sequential,
  summary,
} from '../lib/index.js';
import type { Group } from './harness.js';

const relu = 'relu';
const networks: readonly FloatNetwork[] = [
  sequential({ name: 'dense 640 to 128', input: [640], layers: [dense({ units: 128, activation: relu })] }),
  sequential({
    name: 'autoencoder 640-128x4-8-128x4-640',
    input: [640],
    layers: [
      ...[128, 128, 128, 128, 8, 128, 128, 128, 128].map(units => dense({ units, activation: relu })),
      dense({ units: 640 }),
    ],
  }),
  sequential({
    name: 'conv1d 32 to 32, kernel 5, 128 samples',
    input: [128, 32],
    layers: [conv1d({ filters: 32, kernel: 5, activation: relu })],
  }),
  sequential({
    name: 'activity 128 x 6: two conv1d, pool, dense',
    input: [128, 6],
    layers: [
      conv1d({ filters: 32, kernel: 5, activation: relu }),
      conv1d({ filters: 32, kernel: 5, activation: relu }),
      maxPool1d({ size: 4 }),
      flatten(),
      dense({ units: 6 }),
    ],
  }),
];

/** Each network in integers beside its float reference executor, plain TypeScript both. */
export function integerGroups(): Group[] {
  return networks.map(network => {
    const generator = random(1);
    const length = network.inputs[0].shape.reduce((a, b) => a * b, 1);
    const x = Float32Array.from({ length }, () => generator.normal());
    const ranges = activationRanges(network);
    ranges.push(x);
    const [float, integer] = [reference(network), integerExecutor(quantizeNetwork(network, ranges.value()))];
    const codes = Int8Array.from({ length }, () => (generator.bits() & 255) - 128);
    const outputs = float.outputs[0].shape.reduce((a, b) => a * b, 1);
    const [y, q] = [new Float32Array(outputs), new Int8Array(outputs)];
    const { macs } = summary(network);
    const repeats = Math.ceil(2e7 / macs);
    return {
      title: `${network.name}, ${macs} MAC, batch 1`,
      amount: (macs * repeats) / 1e9,
      unit: 'GMAC/s',
      cases: [
        {
          name: 'float reference executor',
          work() {
            for (let k = 0; k < repeats; k++) float.run(x, y);
            return y[0];
          },
        },
        {
          name: 'integer executor, dialect tflm',
          work() {
            for (let k = 0; k < repeats; k++) integer.run(codes, q);
            return q[0];
          },
        },
      ],
    };
  });
}
