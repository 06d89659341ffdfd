import { execFile } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { dense, exportOnnx, type FloatNetwork, networkToBinary, networkToJson, sequential } from '../lib/index.js';
import { onnxModel } from '../test/lib/formats/onnx/onnxModel.js';
import { tfliteModel } from '../test/lib/formats/tflite/tfliteModel.js';
import { sharedData } from '../test/sharedData.js';

/** What loading a model took, as loadModel.ts prints it. */
interface Loaded {
  readonly bytes: number;
  readonly layers: number;
  /** ms, in a new process and at best. */
  readonly first: number;
  readonly best: number;
  /** Bytes of heap and array buffers that are taken behind it. */
  readonly held: number;
  /** Growth of the process's memory at the peak, bytes. */
  readonly peak?: number;
}

const MAX_BYTES = 2 ** 28;
const [WIDTH, LAYERS] = [1024, 2];
/** Output channels, input channels and taps of a convolution of about 10 MB of float32. */
const CONVOLUTION = [512, 512, 9] as const;

/** Loads the reference models, where they are, and one of 10 MB in every format; each in a process of its own. */
export async function timeModels(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'bitstair-bench-'));
  try {
    const data = sharedData();
    const models = data === undefined ? undefined : join(data, 'models');
    const given = models !== undefined && existsSync(models) ? modelsIn(models) : [];
    console.log(
      '\nloading models: time in a new process, at best; memory held, growth at the peak (in sizes of the file)',
    );
    for (const path of [...given, ...(await writeSynthetic(folder))]) show(path, await load(path));
  } finally {
    await rm(folder, { recursive: true });
  }
}

function modelsIn(folder: string): string[] {
  const files = readdirSync(folder).filter(file => /\.(?:tflite|onnx)$/.test(file));
  return files.map(file => join(folder, file));
}

async function load(path: string): Promise<Loaded> {
  const script = fileURLToPath(new URL('./loadModel.ts', import.meta.url));
  const args = ['--expose-gc', '--import', 'tsx', script, path, `${MAX_BYTES}`];
  const { stdout } = await promisify(execFile)(process.execPath, args);
  return JSON.parse(stdout) as Loaded;
}

function show(path: string, { bytes, first, best, held, peak }: Loaded): void {
  const figures = [
    `${(bytes / 1e6).toFixed(2)} MB`,
    `${first.toFixed(1)} ms`,
    `${best.toFixed(1)} ms`,
    `${(held / 1e6).toFixed(2)} MB`,
    // pages come and go: below a megabyte the growth says nothing
    peak === undefined || bytes < 1e6 ? '-' : `${(peak / 1e6).toFixed(1)} MB (${(peak / bytes).toFixed(1)} x)`,
  ];
  console.log(`  ${basename(path).padEnd(32)} ${figures.map(figure => figure.padStart(10)).join(' ')}`);
}

/** A model of dense layers, about 10 MB of float32, in all formats. */
async function writeSynthetic(folder: string): Promise<string[]> {
  const network = sequential({
    name: 'synthetic',
    input: [WIDTH],
    layers: Array.from({ length: LAYERS }, () => dense({ units: WIDTH * 1.25 })).concat(dense({ units: 8 })),
    seed: 1,
  });
  const { json, weights } = networkToBinary(network);
  const files: [name: string, content: string | Uint8Array][] = [
    ['synthetic.tflite', tfliteOf(network)],
    ['synthetic.onnx', exportOnnx(network)],
    ['conv.onnx', onnxConvolution(false)],
    ['conv-float16.onnx', onnxConvolution(true)],
    ['synthetic.bin', weights],
    ['synthetic.json', JSON.stringify(json)],
    ['inline.json', JSON.stringify(networkToJson(network))],
  ];
  for (const [name, content] of files) await writeFile(join(folder, name), content);
  return files.map(([name]) => join(folder, name)).filter(path => !path.endsWith('.bin'));
}

/** One convolution, whose weights are nearly all of the file: float32, or twice as many in float16. */
function onnxConvolution(half: boolean): Uint8Array {
  const [out, channels, taps] = CONVOLUTION;
  const dims = [half ? 2 * out : out, channels, taps];
  const raw = new Uint8Array(4 * out * channels * taps);
  // words whose bytes, and whose halves, are numbers around 0.03
  new Uint32Array(raw.buffer).forEach((_, i, words) => (words[i] = 0x2c003d00 + (i % 256)));
  return onnxModel({
    nodes: [
      { op: 'Cast', inputs: ['w'], outputs: ['f'], attributes: { to: 1 } },
      { op: 'Conv', inputs: ['x', 'f'], outputs: ['y'] },
    ],
    initializers: [{ name: 'w', dims, type: half ? 10 : 1, raw }],
    inputs: [{ name: 'x', dims: [1, channels, 2 * taps] }],
    outputs: ['y'],
  });
}

/** Dense layers one behind the other as FULLY_CONNECTED, operator 9 of schema.fbs. */
function tfliteOf({ inputs, layers }: FloatNetwork): Uint8Array {
  const own = layers.flatMap(layer => (layer.type === 'dense' ? [layer] : []));
  const tensors = own.flatMap(({ weights, bias }) => [
    { shape: weights.shape, data: weights.data },
    { shape: bias.shape, data: bias.data },
    { shape: [1, weights.shape[0]] },
  ]);
  return tfliteModel({
    tensors: [{ shape: [1, ...inputs[0].shape] }, ...tensors],
    operators: own.map((_, k) => ({ code: 9, inputs: [3 * k, 3 * k + 1, 3 * k + 2], outputs: [3 * k + 3] })),
    inputs: [0],
    outputs: [3 * own.length],
  });
}
