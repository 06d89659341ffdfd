import {
  affineParams,
  compile,
  type Compiled,
  type FloatNetwork,
  type IntegerNetwork,
  random,
  summary,
  tflm,
} from '../lib/index.js';
import { elementsOf } from '../lib/graph/tensor.js';
import type { Case, Group } from './harness.js';
import { networks, quantized } from './networks.js';

/** Each network in integers, as TypeScript defines it and by vectors, beside its float executor; then int16 activations. */
export function integerGroups(): Group[] {
  return [...networks.map(beside), int16Group()];
}

function beside(network: FloatNetwork): Group {
  const generator = random(1);
  const [length, out] = [network.inputs[0], compile(network).outputs[0]].map(({ shape }) => elementsOf(shape));
  const x = Float32Array.from({ length }, () => generator.normal());
  const codes = Int8Array.from({ length }, () => generator.bits());
  const integer = quantized(network);
  const { macs } = summary(network);
  return {
    title: `${network.name}, ${macs} MAC, batch 1`,
    amount: macs / 1e9,
    unit: 'GMAC/s',
    repeats: 1,
    cases: [
      runs(
        'integers, TypeScript',
        compile(integer, { dialect: tflm, kernels: 'typescript' }),
        codes,
        new Int8Array(out),
      ),
      runs('integers, WebAssembly', compile(integer, { dialect: tflm }), codes, new Int8Array(out)),
      runs('float32, TypeScript', compile(network), x, new Float32Array(out)),
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
        activation: 'relu',
      },
    ],
    outputs: ['y'],
  };
  const { macs } = summary(network);
  const out = new Int16Array((time - kernel + 1) * filters);
  return {
    title: `conv1d 32 to 32, kernel 5, 128 samples, int16 by int8, ${macs} MAC`,
    amount: macs / 1e9,
    unit: 'GMAC/s',
    repeats: 1,
    cases: [runs('integers, TypeScript', compile(network, { dialect: tflm }), codes(time * channels, 16), out)],
  };
}

function runs(
  name: string,
  compiled: Compiled,
  x: Float32Array | Int8Array | Int16Array,
  y: Float32Array | Int8Array | Int16Array,
): Case {
  const state = compiled.newState();
  return {
    name,
    work() {
      compiled.run(state, x, y);
      return y[0];
    },
  };
}
