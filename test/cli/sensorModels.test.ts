import { expect } from 'chai';
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readModel, shippedNetwork } from '../../datasets/index.js';
import { activities, activity, activityAt, type ActivitySegment } from '../../datasets/generators/index.js';
import {
  add,
  type AnyNetwork,
  dense,
  flatten,
  type FloatNetwork,
  type Layer,
  logistic,
  networkBuilder,
  networkFromJson,
  networkToJson,
  sequential,
  type Tensor,
} from '../../lib/network.js';
import { testFolder } from '../datasets/testModel.js';
import { sharedData } from '../sharedData.js';
import { runCommand as run } from './runCommand.js';

/** What a run says in JSON. */
interface Document {
  readonly windows: readonly { readonly index: number; readonly label?: string; readonly score?: number }[];
  readonly totals: Record<string, unknown>;
  readonly warnings: readonly string[];
  readonly normalization: Record<string, unknown>;
  readonly agreement: { readonly windows: number; readonly agreeing?: number };
  readonly outputs: readonly Record<string, unknown>[];
  readonly decisions: readonly { readonly label: string; readonly windows: number }[];
}

async function documentOf(...args: string[]): Promise<Document> {
  const { status, stdout, stderr } = await run(...args, '--json');
  expect([status, stderr]).to.deep.equal([0, '']);
  return JSON.parse(stdout) as Document;
}

const [MEAN, STD] = [
  [31, -12, 977],
  [412, 350, 480],
];

/**
 * The shipped network, of samples in g, as it would be if it had been trained on (x - mean) / std of samples x in mg: the first weights of
 * channel c times std / 1000, and the biases more by weights times mean / 1000. The same function, exactly but for the rounding of weights.
 */
function normalizedOutside(): FloatNetwork {
  const network = networkFromJson(readFileSync(shippedNetwork(), 'utf8')) as FloatNetwork;
  const [first, ...rest] = network.layers;
  if (first.type !== 'conv1d') throw new Error('another network');
  const { weights, bias } = first;
  const [, taps, channels] = weights.shape;
  const moved: Tensor = { ...bias, data: Float32Array.from(bias.data) };
  const scaled: Tensor = {
    ...weights,
    data: Float32Array.from(weights.data, (w, i) => {
      moved.data[Math.floor(i / (taps * channels))] += (w * MEAN[i % channels]) / 1000;
      return (w * STD[i % channels]) / 1000;
    }),
  };
  const layers: Layer[] = [{ ...first, weights: scaled, bias: moved }, ...rest];
  return { ...network, layers, unit: 'mg' };
}

const script: readonly ActivitySegment[] = [0, 1, 2, 3, 2, 0, 3, 1].map(k => ({ activity: activities[k], seconds: 8 }));

/** Persons that the network has not seen. */
const PERSONS = [2_000_000, 2_000_001, 2_000_002, 2_000_003, 2_000_004, 2_000_005];

/** A recording of a person, as a table in mg or in g. */
function table(unit: 'mg' | 'g', seed = PERSONS[0], named = true): string {
  const rows = ['ax', 'ay', 'az'].map(name => (named ? `${name} [${unit}]` : name)).join(',');
  const lines = [...activity({ script, seed })].flatMap(({ data, length }) =>
    Array.from({ length }, (_, i) =>
      [0, 1, 2]
        .map(c => (unit === 'mg' ? 1000 : 1) * data[c * length + i])
        .map(x => x.toFixed(unit === 'mg' ? 3 : 6))
        .join(','),
    ),
  );
  return [rows, ...lines, ''].join('\n');
}

/** Share of windows within one activity that are called so. */
function accuracy(documents: readonly Document[], hop: number): number {
  const judged = documents
    .flatMap(d => d.windows)
    .flatMap(({ index, label }) => {
      const [begin, end] = [index * hop, index * hop + 63].map(sample => activityAt(script, sample));
      return begin === end ? [label === begin] : [];
    });
  expect(judged.length).to.be.at.least(500);
  return judged.filter(Boolean).length / judged.length;
}

describe('bitstair on models and sensors: units and normalization', () => {
  const folder = testFolder();
  const write = (name: string, content: string): string => {
    writeFileSync(join(folder(), name), content);
    return join(folder(), name);
  };
  const model = (name: string, network: AnyNetwork) => write(name, JSON.stringify(networkToJson(network)));
  const options = ['--rate', '50', '--hop', '32'];
  const normalized = ['--mean', MEAN.join(','), '--std', STD.join(',')];

  it('a network normalized outside: below 40 % on samples in g, over 95 % with --gain, --mean and --std', async () => {
    const net = model('outside.json', normalizedOutside());
    const [inG, inMg, right]: Document[][] = [[], [], []];
    for (const person of PERSONS) {
      const unnamed = write(`${person}-g.csv`, table('g', person, false));
      inG.push(await documentOf('run', net, unnamed, ...options));
      inMg.push(await documentOf('run', net, write(`${person}-mg.csv`, table('mg', person)), ...options));
      right.push(await documentOf('run', net, unnamed, ...options, '--gain', '1000', ...normalized));
    }
    const shares = [inG, inMg, right].map(documents => accuracy(documents, 32));
    console.log(`      top-1 ${shares.map(x => x.toFixed(3)).join(', ')}: in g, in mg, normalized`);
    expect(shares[0]).to.be.below(0.4);
    expect(shares[1]).to.be.below(0.65);
    expect(inMg.filter(d => d.warnings.join().includes('the largest probability is exactly 1 in'))).to.have.lengthOf(6);
    expect(shares[2]).to.be.above(0.95);
    expect(right.flatMap(d => d.warnings)).to.deep.equal([]);
    expect(right[0].normalization).to.include({ gainFrom: 'option', meanFrom: 'option', stdFrom: 'option' });
  });

  it('takes gains from the units of the file and the model, and normalization from the model', async () => {
    const net = write('plain.json', JSON.stringify(networkToJson(normalizedOutside())));
    const converted = [
      'convert',
      net,
      '--to',
      'onnx',
      '--out',
      join(folder(), 'said.onnx'),
      ...normalized,
      '--model-version',
      '7',
    ];
    expect(await run(...converted)).to.include({ status: 0 });
    const { network } = await readModel(join(folder(), 'said.onnx'));
    expect(network).to.include({ unit: 'mg', sampleRate: 50, version: '7' });
    expect(network.inputs[0].normalization).to.deep.equal({ mean: MEAN, std: STD });
    const got = await documentOf('run', join(folder(), 'said.onnx'), write('g.csv', table('g')), ...options);
    const same = await documentOf('run', net, write('mg.csv', table('mg')), ...options, ...normalized);
    expect(got.windows.map(w => w.label)).to.deep.equal(same.windows.map(w => w.label));
    expect(got.normalization).to.deep.equal({
      options: { gain: 1000, mean: MEAN, std: STD },
      gainFrom: 'units',
      meanFrom: 'network',
      stdFrom: 'network',
    });
  });

  it('quantizes behind the normalization, and warns where calibration learns the wrong unit', async () => {
    const net = model('outside.json', normalizedOutside());
    const data = write('mg.csv', table('mg'));
    const wrong = await documentOf('run', data, '--network', net, ...options);
    expect(wrong.warnings).to.have.length(1);
    expect(wrong.warnings[0]).to.include(
      'are the data in the unit that the model was trained on? (--gain, --mean, --std)',
    );
    const right = await documentOf('run', data, '--network', net, ...options, ...normalized);
    expect(right.warnings).to.deep.equal([]);
    expect(right.agreement.agreeing).to.be.at.least(0.95 * right.agreement.windows);
    expect(right.decisions.length).to.be.at.least(script.length);
  });

  it('a walking recording in mg on a network that wants mg / 4000: a warning, and walking with --std 4000', async function () {
    const data = sharedData();
    if (data === undefined) return this.skip();
    const file = join(data, 'signals/accel/st_har/walking_01_26Hz_4g_mg.csv');
    const given = [
      'run',
      file,
      '--network',
      join(data, 'models/st_har_float.tflite'),
      '--rate',
      '26',
      '--hop',
      '26',
      '--labels',
      'stationary,walking,running',
    ];
    const raw = await documentOf(...given);
    expect(raw.decisions.map(d => d.label)).to.deep.equal(['running']);
    expect(raw.warnings.join()).to.match(/the largest probability is exactly 1 in (\d+) of \1 windows/);
    const right = await documentOf(...given, '--std', '4000');
    const tiny = await documentOf(...given, '--std', '4000', '--gain', '0.001');
    expect(tiny.warnings.join()).to.include('so small that the biases alone decide in the first layer');
    const walking = right.decisions.filter(d => d.label === 'walking').reduce((sum, d) => sum + d.windows, 0);
    expect(walking).to.be.at.least(0.95 * right.agreement.windows);
    expect(right.warnings).to.deep.equal([]);
  });
});

describe('bitstair on models and sensors: decisions by the kind of output', () => {
  const folder = testFolder();
  const write = (name: string, content: string): string => {
    writeFileSync(join(folder(), name), content);
    return join(folder(), name);
  };
  const model = (name: string, network: AnyNetwork) => write(name, JSON.stringify(networkToJson(network)));
  /** p = sigmoid(4 x - 2): 0.5 at x = 0.5. */
  const detector = () =>
    sequential({
      name: 'detector',
      input: [1, 1],
      layers: [flatten(), dense({ units: 1, weights: [4], bias: [-2] }), logistic({ name: 'p' })],
    });
  const column = (values: readonly number[]) => `x\n${values.join('\n')}\n`;

  it('one sigmoid is a detector: positives, misses and false alarms against float', async () => {
    const net = model('detector.json', detector());
    // 100 of 300 samples are above 0.5; sigmoid codes are 1/256 steps, and none of these samples lies near the threshold
    const data = write(
      'x.csv',
      column(Array.from({ length: 300 }, (_, k) => (k % 3 === 0 ? 0.9 : k % 3 === 1 ? 0.1 : -1))),
    );
    const found = await documentOf('run', data, '--network', net, '--rate', '10', '--hop', '1');
    const [output] = found.outputs;
    expect(output).to.deep.include({ kind: 'detector', agreeing: 300 });
    expect(output.detectors).to.deep.equal([
      { label: 'positive', threshold: 0.5, positives: 100, found: 100, misses: 0, falseAlarms: 0 },
    ]);
    const { stdout } = await run(
      'run',
      data,
      '--network',
      net,
      '--rate',
      '10',
      '--hop',
      '1',
      '--labels',
      'fall',
      '--thresholds',
      '0.9',
    );
    // sigmoid(4 * 0.9 - 2) = 0.832: none reaches 0.9
    expect(stdout).to.include('p: detector, positive: fall from 0.9 on (--thresholds)');
    expect(stdout).to.include(
      'p, fall from 0.9 on: 0 positive windows in float, 0 in integers; 0 missed, 0 false alarms',
    );
  });

  it('counts what an integer network misses, where a decision by the largest entry would always agree', async () => {
    // the outlier makes the codes of x 100 / 255 = 0.392 wide, and those of 2 - 4 x 398.4 / 255 = 1.56. In float p >= 0.55 where
    // 2 - 4 x >= ln(0.55 / 0.45), x <= 0.4498: 25 of the 99. In codes they are all x = 0.392, 2 - 4 x = 0.43, which is 0, p = 0.5
    const values = [100, ...Array.from({ length: 99 }, (_, k) => 0.4 + (0.2 * k) / 98)];
    const falling = sequential({
      name: 'falling',
      input: [1, 1],
      layers: [flatten(), dense({ units: 1, weights: [-4], bias: [2] }), logistic({ name: 'p' })],
    });
    const data = write('x.csv', column(values));
    const given = ['run', data, '--network', model('falling.json', falling), '--rate', '10', '--hop', '1'];
    const { outputs } = await documentOf(...given, '--thresholds', '0.55');
    const [counts] = outputs[0].detectors as Record<string, unknown>[];
    expect(counts).to.include({ positives: 25, found: 0, misses: 25, falseAlarms: 0 });
    // from 0.5 on: x <= 0.5 are 50 in float; in codes all 93 or 94 below 1.5 steps, 0.588
    const half = (await documentOf(...given)).outputs[0].detectors as Record<string, number>[];
    expect(half[0]).to.include({ positives: 50, misses: 0 });
    expect(half[0].falseAlarms).to.be.within(42, 44);
  });

  it('several heads each by its kind, and values decide nothing', async () => {
    const b = networkBuilder({ name: 'heads' });
    const x = b.add(flatten(), b.input('x', [1, 1]));
    const alarm = b.add(logistic({ name: 'alarm' }), b.add(dense({ units: 1, weights: [1] }), x));
    const value = b.add(dense({ units: 1, weights: [2], name: 'value' }), x);
    const classes = b.add(dense({ units: 2, weights: [1, -1], name: 'classes' }), x);
    const net = model('heads.json', b.build([alarm, value, classes]));
    const data = write('x.csv', column([-1, 1]));
    const { stdout } = await run('run', net, data, '--rate', '10');
    expect(stdout).to.include('alarm: detector, positive from 0.5 on (--thresholds)');
    expect(stdout).to.include('value: values, which decide nothing');
    expect(stdout).to.include('classes: logits of 0, 1, no probabilities; the largest decides');
    const { windows } = await documentOf('run', net, data, '--rate', '10');
    expect(windows.map(w => w.label)).to.deep.equal(['negative / 1', 'positive / 0']);
    const regressor = await documentOf('run', net, data, '--rate', '10', '--kinds', 'values,values,values');
    expect(regressor.windows.map(w => w.label)).to.deep.equal([undefined, undefined]);
  });

  it('an autoencoder has an anomaly score, and decisions only with a threshold', async () => {
    const net = model(
      'auto.json',
      sequential({
        name: 'auto',
        input: [2, 1],
        layers: [flatten(), dense({ units: 2, weights: [1, 0, 0, 0], name: 'again' })],
      }),
    );
    const data = write('x.csv', column([1, 0, 1, 2]));
    const scored = await documentOf('run', net, data, '--rate', '10');
    // the second sample comes back as 0: scores 0 and 2^2 / 2
    expect(scored.windows.map(({ label, score }) => [label, score])).to.deep.equal([
      [undefined, 0],
      [undefined, 2],
    ]);
    const judged = await documentOf('run', net, data, '--rate', '10', '--thresholds', '1.5');
    expect(judged.windows.map(w => w.label)).to.deep.equal(['normal', 'anomaly']);
    const { outputs, agreement } = await documentOf('run', data, '--network', net, '--rate', '10', '--hop', '2');
    expect(outputs[0]).to.include({ kind: 'reconstruction' }).and.not.have.any.keys('agreeing', 'detectors');
    expect((outputs[0].scores as { float: number }).float).to.equal(1);
    expect(agreement).to.not.have.property('agreeing');
  });
});

describe('bitstair on models and sensors: layouts and state', () => {
  const folder = testFolder();
  const write = (name: string, content: string): string => {
    writeFileSync(join(folder(), name), content);
    return join(folder(), name);
  };

  it('--layout says what a flat input means', async () => {
    // y = 10^k times the k-th entry
    const net = sequential({
      name: 'flat',
      input: [4],
      layers: [dense({ units: 1, weights: [1, 10, 100, 1000], name: 'y' })],
    });
    const file = write('flat.json', JSON.stringify(networkToJson(net)));
    const data = write('xy.csv', 'x,y\n1,2\n3,4\n');
    const y = async (layout: string) => {
      const { windows } = await documentOf('run', file, data, '--rate', '10', '--layout', layout);
      return (windows as unknown as { outputs: number[][] }[]).map(w => w.outputs[0][0]);
    };
    expect(await y('time=2,channels=2')).to.deep.equal([4321]);
    expect(await y('channels=2,time')).to.deep.equal([4231]);
    expect(await run('run', file, data, '--rate', '10', '--layout', 'time,channels')).to.include({ status: 2 });
  });

  it('a model that carries a state warns of overlapping windows, and says what a gap did', async () => {
    const b = networkBuilder({ name: 'sum' });
    const x = b.input('x', [3, 1]);
    const before = b.variable('before', [1]);
    const sum = b.add(dense({ units: 1, weights: [1, 1, 1] }), b.add(flatten(), x));
    const total = b.add(add(), before, sum);
    b.assign(before, total);
    const file = write('sum.json', JSON.stringify(networkToJson(b.build([total]))));
    const data = write('t.csv', `time [s],x\n${[0, 1, 2, 3, 4, 5, 12, 13, 14].map(t => `${t},1`).join('\n')}\n`);
    const sums = async (...more: string[]) => {
      const found = await documentOf('run', file, data, ...more);
      return { sums: (found.windows as unknown as { outputs: number[][] }[]).map(w => w.outputs[0][0]), ...found };
    };
    const kept = await sums();
    expect(kept.sums).to.deep.equal([3, 6, 9]);
    expect(kept.totals).to.include({ gaps: 1, atGap: 'keep' });
    expect(kept.warnings).to.deep.equal([]);
    const reset = await sums('--at-gap', 'reset');
    expect(reset.sums).to.deep.equal([3, 6, 3]);
    expect(reset.totals).to.include({ gaps: 1, atGap: 'reset' });
    const overlapping = await sums('--hop', '1');
    expect(overlapping.warnings.join()).to.include(
      'samples enter up to 3 times; models that remember are meant for --hop 3',
    );
  });
});

describe('bitstair inspect for a release', () => {
  const folder = testFolder();

  it('tells kernels, scales, depthwise convolutions, memory and the hash of a model', async function () {
    const data = sharedData();
    if (data === undefined) return this.skip();
    const file = join(data, 'models/kws_ref_model_int8.tflite');
    const { status, stdout } = await run('inspect', file, '--json');
    expect(status).to.equal(0);
    const found = JSON.parse(stdout) as Record<string, unknown>;
    const hash = createHash('sha256').update(readFileSync(file)).digest('hex');
    expect(found.model).to.include({ hash, producer: 'MLIR Converted.', dynamicRange: false });
    expect(found.samples).to.deep.equal([{ name: 'input_1', time: 49, channels: 10, step: 10 }]);
    const layers = found.layers as Record<string, string>[];
    // DS-CNN: a 10x4 convolution of stride 2, four pairs of depthwise 3x3 and pointwise ones
    expect(layers[0]).to.include({
      type: 'conv2d',
      kernel: '10x4',
      stride: '2x2',
      padding: 'same',
      activation: 'relu',
      scales: 'channel',
    });
    expect(layers.map(layer => layer.type).filter(type => type === 'depthwise conv2d')).to.have.length(4);
    // two planes of 25 x 5 x 64 codes, and nothing from run to run
    expect(found.memory).to.include({ peak: 16000, state: 0 });
  });

  it('calls a network of coded weights and real activations what it is, and says that it is computed otherwise', async () => {
    const params = { kind: 'affine', bits: 8, qmin: -127, qmax: 127, scale: [0.5], zeroPoint: [0] } as const;
    const float = sequential({ name: 'hybrid', input: [2], layers: [dense({ units: 1, weights: [1, 2] })] });
    const [layer] = float.layers;
    const network = {
      ...float,
      layers: [{ ...layer, weights: { shape: [1, 2], data: Int8Array.of(2, 4), params } }],
    } as unknown as AnyNetwork;
    const file = join(folder(), 'hybrid.json');
    writeFileSync(file, JSON.stringify(networkToJson(network)));
    const { stdout } = await run('inspect', file);
    expect(stdout).to.include(
      'TensorFlow Lite quantizes the activations of such layers in every call; here they are computed on the decoded weights',
    );
  });
});
