/**
 * Figures of post-training quantization in docs/ptq.md: naive and best recipe of each network, on recordings that were held back.
 * `npx tsx scripts/quantizationFigures.ts [part of a network's name]`; reads the reference data beside the repository.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { equalizeLayers, type FloatNetwork, foldNetwork, importOnnx, importTflite } from '../lib/network.js';
import { elementsOf } from '../lib/graph/tensor.js';
import {
  calibrated,
  crossJudge,
  judge,
  type Judgement,
  type NetworkWindow,
  quantizeNetwork,
  type RecipeOptions,
  type RecipeRule,
} from '../lib/ptq/index.js';
import { sharedData } from '../test/sharedData.js';

const data = sharedData() ?? '';
if (data === '') throw new Error('quantizationFigures: needs the reference data');

function network(path: string): FloatNetwork {
  const bytes = new Uint8Array(readFileSync(join(data, path)));
  return foldNetwork(path.endsWith('.onnx') ? importOnnx(bytes) : importTflite(bytes)) as FloatNetwork;
}

function floats(path: string, size: number): NetworkWindow[] {
  const all = new Float32Array(new Uint8Array(readFileSync(join(data, path))).buffer);
  return Array.from({ length: all.length / size }, (_, k) => [all.slice(k * size, (k + 1) * size)]);
}

const har = floats('oracle/st_har_model/inputs.bin', 78);
const labelBytes = [...readFileSync(join(data, 'oracle/st_har_model/labels.bin'))];
const RECORDING = 38;
const cut = <T>(list: readonly T[]): T[][] =>
  Array.from({ length: list.length / RECORDING }, (_, r) => list.slice(r * RECORDING, (r + 1) * RECORDING));
const [recordings, labels] = [cut(har), cut(labelBytes)];

const best = { rounding: 'gptq', correctBias: true } as const;
const wide = { outputMargin: 1.25 } as const;
const edges: RecipeRule[] = [
  { match: { place: 'first' }, weights: { bits: 8 } },
  { match: { place: 'intoLast' }, activations: { bits: 8 } },
  { match: { place: 'last' }, activations: { bits: 8 }, weights: { bits: 8 } },
];
const ends: RecipeRule[] = [
  { match: { place: 'input' }, activations: { bits: 8 } },
  { match: { place: 'last' }, activations: { bits: 8 } },
];
const powers: RecipeOptions = {
  activations: { scheme: 'powerOfTwo' },
  weights: { scheme: 'powerOfTwo' },
  dialect: 'shift',
};
const four = { activations: { bits: 4, range: 'mse' }, weights: { bits: 4 } } as const;

const schemes: readonly (readonly [name: string, recipe: RecipeOptions])[] = [
  ['W8A8', {}],
  ['W8A8', { ...best }],
  ['W8A8, output widened', { ...wide }],
  ['W8A8, output widened', { ...best, ...wide }],
  ['W4A8', { weights: { bits: 4 } }],
  ['W4A8', { ...best, weights: { bits: 4 } }],
  ['W4A8, no restoring', { ...best, restore: false, weights: { bits: 4 } }],
  ['power of two W8A8', powers],
  ['power of two W8A8', { ...powers, ...best }],
  ['power of two W8A8, output widened', { ...powers, ...best, ...wide }],
  ['power of two W4A8', { ...powers, ...best, weights: { bits: 4, scheme: 'powerOfTwo' } }],
];
const low: readonly (readonly [name: string, recipe: RecipeOptions])[] = [
  ['W4A4, input and logits 8', { ...four, activations: { bits: 4 }, rules: ends }],
  ['W4A4, input and logits 8', { ...four, ...best, rules: ends }],
  ['W4A4, first and last layer 8', { activations: { bits: 4 }, weights: { bits: 4 }, rules: [...ends, ...edges] }],
  [
    'W4A4, first and last layer 8, extremes',
    { ...best, activations: { bits: 4 }, weights: { bits: 4 }, rules: [...ends, ...edges] },
  ],
  [
    'W4A4, first and last layer 8, octav',
    { ...best, activations: { bits: 4, range: 'octav' }, weights: { bits: 4 }, rules: [...ends, ...edges] },
  ],
  ['W4A4, first and last layer 8', { ...four, ...best, rules: [...ends, ...edges] }],
  ['W2A8, first and last layer 8', { weights: { bits: 2 }, rules: edges }],
  ['W2A8, first and last layer 8', { ...best, weights: { bits: 2 }, rules: edges }],
  ['W2A8, all 4 codes', { ...best, weights: { bits: 2, codes: 'full' }, rules: edges }],
];

const dB = (x: number) => x.toFixed(1);
const share = (x: number | undefined) => (x === undefined ? '-' : x.toFixed(4));
const method = ({ rounding = 'nearest', correctBias }: RecipeOptions) =>
  rounding === 'nearest' ? 'nearest' : correctBias ? 'GPTQ, bias' : 'GPTQ';
const line = (cells: readonly string[]) => console.log(`| ${cells.join(' | ')} |`);

function row(name: string, scheme: string, how: string, mean: Judgement, worst: Judgement): void {
  const figures = [
    `${dB(mean.logits)} (${dB(worst.logits)})`,
    `${dB(mean.output)} (${dB(worst.output)})`,
    `${share(mean.agreement)} (${share(worst.agreement)})`,
    mean.top1 === undefined ? '-' : `${share(mean.top1)} (${share(worst.top1)})`,
    `${(100 * mean.inputClipped).toFixed(2)} / ${(100 * mean.logitsClipped).toFixed(2)}`,
  ];
  line([name, scheme, how, ...figures]);
}

const wanted = process.argv[2] ?? '';
const chosen = (name: string) => name.includes(wanted);
line(['network', 'scheme', 'codes', 'logits dB', 'output dB', 'agreement', 'top-1', 'clipped %, input / logits']);
line(new Array<string>(8).fill('---'));

const harNets: readonly (readonly [name: string, path: string, list: typeof schemes])[] = [
  ['st_har', 'models/st_har_float.tflite', [...schemes, ...low]],
  ['har_depthwise', 'models/har_depthwise_float.onnx', schemes],
  ...['dwsep', 'inception', 'mbv3', 'tcn', 'attn', 'ae', 'gru'].map(
    name =>
      [
        name,
        `models/har_nets/${name}_float.tflite`,
        [
          ['W8A8', { dialect: 'tflite' }],
          ['W8A8', { dialect: 'xnnpack' }],
          ['16x8', { activations: { bits: 16 } }],
        ],
      ] as const,
  ),
];
for (const [name, path, list] of harNets.filter(([name]) => chosen(name))) {
  let float: FloatNetwork;
  try {
    float = network(path);
  } catch (error) {
    line([name, 'not imported', (error as Error).message.slice(0, 120)]);
    continue;
  }
  const known = name === 'ae' ? {} : { labels };
  for (const [scheme, recipe] of list) {
    const { mean, worst } = crossJudge(float, recordings, { ...known, recipe });
    row(name, scheme + (recipe.dialect ? `, ${recipe.dialect}` : ''), method(recipe), mean, worst);
  }
}

/** Given ranges: the sensor's full scale at the input. */
if (chosen('st_har')) {
  const float = network('models/st_har_float.tflite');
  const input = {
    kind: 'affine',
    bits: 8,
    qmin: -128,
    qmax: 127,
    scale: [Math.fround(1 / 127)],
    zeroPoint: [0],
  } as const;
  const { mean, worst } = crossJudge(float, recordings, { labels, input, recipe: best });
  row('st_har', 'W8A8, input of 4 g given', 'GPTQ, bias', mean, worst);
}

/** Halves exchanged. */
function halves(name: string, float: FloatNetwork, windows: readonly NetworkWindow[], list: typeof schemes): void {
  const middle = windows.length / 2;
  for (const [scheme, recipe] of list) {
    const sides = [windows.slice(0, middle), windows.slice(middle)];
    const both = sides.map((side, k) => {
      const integer = quantizeNetwork(float, calibrated(float, side, recipe), { recipe, windows: side });
      return judge(float, integer, sides[1 - k]);
    });
    const mean = (of: keyof Judgement) => ((both[0][of] ?? NaN) + (both[1][of] ?? NaN)) / 2;
    const all = {
      windows: windows.length,
      output: mean('output'),
      logits: mean('logits'),
      agreement: mean('agreement'),
    };
    const clipped = { inputClipped: mean('inputClipped'), logitsClipped: mean('logitsClipped') };
    const least = (of: 'output' | 'logits' | 'agreement') => Math.min(both[0][of], both[1][of]);
    const worst = { output: least('output'), logits: least('logits'), agreement: least('agreement') };
    row(name, scheme, method(recipe), { ...all, ...clipped }, { ...all, ...clipped, ...worst });
  }
}
if (chosen('ad01')) {
  const float = network('models/ad01_fp32.tflite');
  const own: typeof schemes = [['W8A8, ranges mse', { activations: { range: 'mse' }, ...best, restore: false }]];
  halves('ad01', float, floats('models/ad01_real_input_40x640_f32.bin', 640), [...own, ...schemes]);
}
if (chosen('resnet8')) {
  const float = network('models/resnet8_fp32.tflite');
  const size = elementsOf(float.inputs[0].shape);
  const codes = new Int8Array(readFileSync(join(data, 'oracle/resnet8_int8/inputs.bin')));
  const windows = Array.from({ length: codes.length / size }, (_, k): NetworkWindow => [
    Float32Array.from(codes.subarray(k * size, (k + 1) * size), q => q + 128),
  ]);
  const few = { rounding: 'gptq', ...wide } as const; // 12 windows tell no bias
  halves('resnet8', float, windows, [
    ['W8A8', {}],
    ['W8A8, output widened', { ...few }],
    ['W8A8, output widened', { ...few, correctBias: true }],
    ['W4A8', { weights: { bits: 4 } }],
    ['W4A8, output widened', { ...few, weights: { bits: 4 } }],
    ['W4A8, output widened, no restoring', { ...few, restore: false, weights: { bits: 4 } }],
    ['W4A8, output widened', { ...few, correctBias: true, weights: { bits: 4 } }],
  ]);
}
if (chosen('disparity')) {
  for (const spread of [1, 10, 100, 1000]) {
    const float = network(`models/disparity_${spread}.onnx`);
    const windows = floats(`models/disparity_${spread}_inputs_f32.bin`, 32);
    const [calibrate, judging] = [windows.slice(0, 1024), windows.slice(-2048)];
    const figures = [float, equalizeLayers.run(float)].flatMap(from =>
      (['tensor', 'channel'] as const).map(axis => {
        const recipe = { weights: { axis } };
        return dB(judge(float, quantizeNetwork(from, calibrated(from, calibrate), { recipe }), judging).output);
      }),
    );
    line([
      `disparity_${spread}`,
      'tensor / channel / equalized, tensor / equalized, channel',
      'nearest',
      figures.join(' / '),
    ]);
  }
}
