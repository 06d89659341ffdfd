import { readFileSync } from 'node:fs';
import { type Dialect, integerExecutor, tflm } from '../../../../lib/integer/index.js';
import { allocate, elementsOf } from '../../../../lib/network/tensor.js';
import type { Layer, Network, NetworkInput, Tensor } from '../../../../lib/network/index.js';
import type { AffineParams } from '../../../../lib/qparams.js';

const ranges = {
  int8: [8, -128, 127],
  uint8: [8, 0, 255],
  int16: [16, -32768, 32767],
  int32: [32, -(2 ** 31), 2 ** 31 - 1],
} as const;

/** The type of the codes of a tensor. */
export type CodeType = keyof typeof ranges;

/** Parameters of codes of a type. */
export function codes(type: CodeType, scale: number, zeroPoint = 0): AffineParams {
  const [bits, qmin, qmax] = ranges[type];
  return { kind: 'affine', bits, qmin, qmax, scale: [Math.fround(scale)], zeroPoint: [zeroPoint] };
}

/** A tensor of a case: its type, with scale and zero point where it holds codes. */
type Encoded = readonly [type: CodeType, scale: number, zeroPoint: number] | readonly [type: 'float32'];

/** A layer with its inputs and what TensorFlow Lite made of them. */
export interface TfliteCase {
  readonly layer: Record<string, unknown> & { readonly type: Layer['type'] };
  readonly inputs: readonly { readonly of: Encoded; readonly shape: readonly number[]; readonly x: readonly number[] }[];
  readonly of: Encoded;
  readonly y: readonly number[];
}

/**
 * The cases of fixtures/NAME.json: layers of one operator each, run by tf.lite.Interpreter of TensorFlow 2.21.0 with its reference
 * kernels (OpResolverType.BUILTIN_REF), scales, zero points and codes drawn at random.
 */
export function tfliteCases(name: string): readonly TfliteCase[] {
  return JSON.parse(readFileSync(new URL(`./fixtures/${name}.json`, import.meta.url), 'utf8')) as TfliteCase[];
}

/** What ours gives for the inputs of a case. */
export function runCase({ layer, inputs, of }: TfliteCase, dialect: Dialect = tflm): number[] {
  const network = networkOf(layer, inputs, of);
  const executor = integerExecutor(network, { dialect });
  const { params, shape } = executor.outputs[0];
  const out = allocate(params, elementsOf(shape));
  executor.run(
    inputs.map(({ x }, k) => filled(executor.inputs[k].params, x)),
    [out],
  );
  return Array.from(out);
}

function networkOf(layer: TfliteCase['layer'], inputs: TfliteCase['inputs'], of: Encoded): Network {
  const slope = layer.slope as (TfliteCase['inputs'][number] & Tensor) | undefined;
  const own = { ...layer, ...(slope && { slope: tensorOf(slope) }) };
  const real = of[0] === 'float32' || inputs.some(input => input.of[0] === 'float32');
  return {
    name: 'one',
    arithmetic: real ? 'mixed' : 'integer',
    inputs: inputs.map((input, k): NetworkInput => ({ name: `x${k}`, shape: input.shape, ...paramsOf(input.of) })),
    layers: [{ ...own, name: 'y', inputs: inputs.map((_, k) => `x${k}`), ...paramsOf(of) } as unknown as Layer],
    outputs: ['y'],
  };
}

function paramsOf(of: Encoded): { params?: AffineParams } {
  return of[0] === 'float32' ? {} : { params: codes(...of) };
}

function tensorOf({ of, shape, x }: TfliteCase['inputs'][number]): Tensor {
  const { params } = paramsOf(of);
  return { shape, data: filled(params, x), ...(params && { params }) };
}

function filled(params: AffineParams | undefined, x: readonly number[]) {
  const data = allocate(params, x.length);
  data.set(x);
  return data;
}
