import {
  activationRanges,
  conv1d,
  conv2d,
  dense,
  type FloatNetwork,
  flatten,
  type IntegerNetwork,
  maxPool1d,
  quantizeNetwork,
  random,
  sequential,
} from '../lib/index.js';
import { elementsOf } from '../lib/graph/tensor.js';

const activation = 'relu';

export const autoencoder = sequential({
  name: 'autoencoder 640-128x4-8-128x4-640',
  input: [640],
  layers: [
    ...[128, 128, 128, 128, 8, 128, 128, 128, 128].map(units => dense({ units, activation })),
    dense({ units: 640 }),
  ],
});

export const activity = sequential({
  name: 'activity 128 x 6: two conv1d, pool, dense',
  input: [128, 6],
  layers: [
    conv1d({ filters: 32, kernel: 5, activation }),
    conv1d({ filters: 32, kernel: 5, activation }),
    maxPool1d({ size: 4 }),
    flatten(),
    dense({ units: 6 }),
  ],
});

/** One layer of each kind, and two networks. */
export const networks: readonly FloatNetwork[] = [
  sequential({ name: 'dense 640 to 128', input: [640], layers: [dense({ units: 128, activation })] }),
  autoencoder,
  sequential({
    name: 'conv1d 32 to 32, kernel 5, 128 samples',
    input: [128, 32],
    layers: [conv1d({ filters: 32, kernel: 5, activation })],
  }),
  sequential({
    name: 'conv2d 64 to 64, kernel 3 x 3, 16 x 16',
    input: [16, 16, 64],
    layers: [conv2d({ filters: 64, kernel: 3, padding: 'same', activation })],
  }),
  sequential({
    name: 'depthwise 64, kernel 3 x 3, 25 x 5',
    input: [25, 5, 64],
    layers: [conv2d({ filters: 64, kernel: 3, groups: 64, padding: 'same', activation })],
  }),
  sequential({
    name: 'pointwise 64 to 64, 25 x 5',
    input: [25, 5, 64],
    layers: [conv2d({ filters: 64, kernel: 1, activation })],
  }),
  activity,
];

/** A float network calibrated on a few windows of noise. */
export function quantized(network: FloatNetwork): IntegerNetwork {
  const ranges = activationRanges(network);
  const generator = random(1);
  const length = elementsOf(network.inputs[0].shape);
  for (let k = 0; k < 4; k++) ranges.push(new Float32Array(length).map(() => generator.normal()));
  return quantizeNetwork(network, ranges.value());
}
