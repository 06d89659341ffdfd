import {
  compile,
  activationRanges,
  affineParams,
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
  summary,
} from '../lib/index.js';
import type { Case, Group } from './harness.js';

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
    name: 'conv2d 64 to 64, kernel 3 x 3, 16 x 16',
    input: [16, 16, 64],
    layers: [conv2d({ filters: 64, kernel: 3, padding: 'same', activation: relu })],
  }),
  sequential({
    name: 'depthwise 64, kernel 3 x 3, 25 x 5',
    input: [25, 5, 64],
    layers: [conv2d({ filters: 64, kernel: 3, groups: 64, padding: 'same', activation: relu })],
  }),
  sequential({
    name: 'pointwise 64 to 64, 25 x 5',
    input: [25, 5, 64],
    layers: [conv2d({ filters: 64, kernel: 1, activation: relu })],
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

/** Each network in integers beside its float reference executor, plain TypeScript both; then int16 activations. */
export function integerGroups(): Group[] {
  return [...networks.map(beside), int16Group()];
}

function beside(network: FloatNetwork): Group {
  const generator = random(1);
  const length = elements(network.inputs[0].shape);
  const x = Float32Array.from({ length }, () => generator.normal());
  const ranges = activationRanges(network);
  ranges.push(x);
  const [float, integer] = [compile(network), quantizeNetwork(network, ranges.value())];
  const state = float.newState();
  const y = new Float32Array(elements(float.outputs[0].shape));
  const codes = Int8Array.from({ length }, () => (generator.bits() & 255) - 128);
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
          for (let k = 0; k < repeats; k++) float.run(state, x, y);
          return y[0];
        },
      },
      inIntegers('integer executor, dialect tflm', integer, codes, new Int8Array(y.length), repeats),
    ],
  };
}

/** Sums of int16 by int8 in 48 bits. */
function int16Group(): Group {
  const [time, channels, filters, kernel] = [128, 32, 32, 5];
  const generator = random(2);
  const codes = (length: number, bits: number) =>
    Int16Array.from({ length }, () => (generator.bits() % 2 ** bits) - 2 ** (bits - 1));
  const params = affineParams({ scale: 2 ** -12, bits: 16 });
  const data = Int8Array.from(codes(filters * kernel * channels, 8));
  const network: IntegerNetwork = {
    name: 'conv1d',
    arithmetic: 'integer',
    inputs: [{ name: 'x', shape: [time, channels], params }],
    layers: [
      {
        type: 'conv1d',
        name: 'y',
        inputs: ['x'],
        params,
        weights: {
          shape: [filters, kernel, channels],
          data,
          params: { ...affineParams({ scale: 2 ** -9 }), qmin: -128 },
        },
        bias: { shape: [filters], data: new Float64Array(filters) },
        stride: 1,
        dilation: 1,
        padding: 'valid',
        groups: 1,
        activation: relu,
      },
    ],
    outputs: ['y'],
  };
  const { macs } = summary(network);
  const repeats = Math.ceil(2e7 / macs);
  const out = new Int16Array((time - kernel + 1) * filters);
  return {
    title: `conv1d 32 to 32, kernel 5, 128 samples, int16 by int8, ${macs} MAC`,
    amount: (macs * repeats) / 1e9,
    unit: 'GMAC/s',
    cases: [inIntegers('integer executor, dialect tflm', network, codes(time * channels, 16), out, repeats)],
  };
}

function inIntegers<T extends Int8Array | Int16Array>(
  name: string,
  network: IntegerNetwork,
  codes: T,
  out: T,
  repeats: number,
): Case {
  const compiled = compile(network);
  const state = compiled.newState();
  return {
    name,
    work() {
      for (let k = 0; k < repeats; k++) compiled.run(state, codes, out);
      return out[0];
    },
  };
}

function elements(shape: readonly number[]): number {
  return shape.reduce((a, b) => a * b, 1);
}
