import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  type AnyNetwork,
  compile,
  dense,
  exportOnnx,
  importTflite,
  onnxruntime,
  random,
  sequential,
  summary,
} from '../lib/index.js';
import { allocate, elementsOf } from '../lib/graph/tensor.js';
import { sharedData } from '../test/sharedData.js';
import type { Case, Group, Missing } from './harness.js';
import { activity, autoencoder, quantized } from './networks.js';
import { absent, peer } from './peers.js';

/** The part of onnxruntime-node that is used. */
interface OnnxRuntime {
  readonly InferenceSession: {
    create(model: Uint8Array, options: object): Promise<Session>;
  };
  readonly Tensor: new (type: string, data: Int8Array, shape: readonly number[]) => unknown;
}

interface Session {
  readonly outputNames: readonly string[];
  run(
    feeds: Readonly<Record<string, unknown>>,
  ): Promise<Readonly<Record<string, { readonly data: ArrayLike<number> }>>>;
}

const tiny = sequential({
  name: 'tiny dense 16-32-32-4',
  input: [16],
  layers: [dense({ units: 32, activation: 'relu' }), dense({ units: 32, activation: 'relu' }), dense({ units: 4 })],
});
const MODELS = ['ad01_int8', 'kws_ref_model_int8', 'resnet8_int8', 'st_har_int8'];

/** Whole networks on int8 inputs, one at a time, beside ONNX Runtime on the same network (QDQ, one thread): copies in and out included. */
export async function runtimeGroups(): Promise<Group[]> {
  const data = sharedData();
  const given = MODELS.map(name => [name, join(data ?? '', 'models', `${name}.tflite`)])
    .filter(([, path]) => existsSync(path))
    .map(([name, path]) => ({ ...importTflite(new Uint8Array(readFileSync(path))), name }));
  const networks: AnyNetwork[] = [quantized(autoencoder), quantized(tiny), quantized(activity), ...given];
  return Promise.all(networks.map(group));
}

async function group(network: AnyNetwork): Promise<Group> {
  const { macs } = summary(network);
  const [input] = network.inputs;
  const generator = random(1);
  const x = Int8Array.from({ length: elementsOf(input.shape) }, () => generator.bits());
  return {
    title: `${network.name}, ${macs} MAC, int8, one input at a time`,
    amount: 1,
    unit: 'runs/s',
    repeats: 1,
    rounds: 60,
    cases: [
      await onnxRuntime(network, x),
      ours('bitstair, WebAssembly', network, x, 'auto'),
      ours('bitstair, TypeScript', network, x, 'typescript'),
    ],
  };
}

function ours(name: string, network: AnyNetwork, x: Int8Array, kernels: 'auto' | 'typescript'): Case {
  const compiled = compile(network, { dialect: onnxruntime, kernels });
  const state = compiled.newState();
  const [{ params, shape }] = compiled.outputs;
  const y = allocate(params, elementsOf(shape));
  return {
    name,
    work() {
      compiled.run(state, x, y);
      return y[0];
    },
  };
}

/** ONNX Runtime on the same network. */
export async function onnxRuntime(network: AnyNetwork, x: Int8Array): Promise<Case | Missing> {
  const name = 'onnxruntime-node, run';
  const runtime = peer('onnxruntime-node') as OnnxRuntime | undefined;
  if (!runtime) return { name, missing: absent('onnxruntime-node') };
  const session = await runtime.InferenceSession.create(exportOnnx(network, { io: 'codes' }), {
    intraOpNumThreads: 1,
    interOpNumThreads: 1,
    graphOptimizationLevel: 'all',
  });
  const [{ name: input, shape }] = network.inputs;
  const [output] = session.outputNames;
  return {
    name,
    async work() {
      const feeds = { [input]: new runtime.Tensor('int8', x, shape) };
      return (await session.run(feeds))[output].data[0];
    },
  };
}
