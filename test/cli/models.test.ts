import { expect } from 'chai';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readModel, shippedCsv, shippedNetwork } from '../../datasets/index.js';
import {
  concat,
  conv1d,
  dense,
  flatten,
  networkBuilder,
  networkToBinary,
  networkToJson,
  relu,
  sequential,
} from '../../lib/network.js';
import { activationRanges, quantizeNetwork } from '../../lib/ptq/index.js';
import { line, testFolder } from '../datasets/testModel.js';
import { sharedData } from '../sharedData.js';
import { runCommand as run } from './runCommand.js';

/** The JSON document of a run that must succeed. */
async function document<T>(...args: string[]): Promise<T> {
  const { status, stdout, stderr } = await run(...args, '--json');
  expect([status, stderr]).to.deep.equal([0, '']);
  return JSON.parse(stdout) as T;
}

interface Run {
  readonly windows: readonly {
    readonly index: number;
    readonly time?: number;
    readonly label?: string;
    readonly score?: number;
    readonly outputs: readonly (readonly number[])[];
    readonly codes?: readonly (readonly number[])[];
  }[];
  readonly totals: Record<string, unknown>;
}

/** Sums what it was given so far. */
function summing() {
  const b = networkBuilder({ name: 'summing' });
  const x = b.input('x', [1]);
  const before = b.variable('before', [1]);
  const sum = b.add(dense({ units: 1, weights: [1], name: 'new' }), x);
  const total = b.add({ ...addPlan(), name: 'total' }, before, sum);
  b.assign(before, total);
  return b.build([total]);
}

function addPlan() {
  return {
    type: 'add' as const,
    build: ({ name, inputs }: { readonly name: string; readonly inputs: readonly string[] }) => ({
      type: 'add' as const,
      name,
      inputs,
      activation: 'none' as const,
    }),
  };
}

describe('bitstair on models', () => {
  const folder = testFolder();
  const path = (name: string) => join(folder(), name);
  const write = (name: string, content: string | Uint8Array): string => {
    writeFileSync(path(name), content);
    return path(name);
  };
  const floats = (name: string, ...values: number[]) => write(name, new Uint8Array(Float32Array.from(values).buffer));

  it('convert takes the shipped network to a pair, to ONNX and back, and inspect says what it is', async () => {
    const shipped = await readModel(shippedNetwork());
    const out = `${folder()}/`;
    const pair = await document<{ files: { path: string; bytes: number }[] }>(
      ...['convert', shippedNetwork(), '--to', 'json', '--out', out, '--name', 'activity'],
    );
    expect(pair.files.map(file => file.path)).to.deep.equal([path('activity.json'), path('activity.bin')]);
    const back = await readModel(path('activity.json'));
    expect(back.network).to.deep.equal({ ...shipped.network, name: 'activity' });

    const onnx = path('activity.onnx');
    expect(await run('convert', path('activity.json'), '--to', 'onnx', '--out', onnx)).to.include({ status: 0 });
    expect(await run('convert', onnx, '--to', 'json', '--out', path('again.json'), '--fold')).to.include({ status: 0 });
    const rows = (await document<Run>('run', path('again.json'), shippedCsv(), '--limit', '5')).windows;
    const wanted = (await document<Run>('run', shippedNetwork(), shippedCsv(), '--limit', '5')).windows;
    expect(rows).to.have.length(5);
    rows.forEach(({ outputs }, k) => {
      // the same sums in the same order of the same float32 weights
      outputs[0].forEach((x, i) => expect(x).to.be.closeTo(wanted[k].outputs[0][i], 1e-6));
    });
    expect(wanted[0].label).to.equal('rest');

    const model = await document<{
      model: Record<string, unknown>;
      inputs: unknown;
      operators: Record<string, number>;
      weights: { type: string; numbers: number; bytes: number }[];
      summary: { parameters: number; macs: number };
    }>('inspect', onnx);
    expect(model.model).to.include({ format: 'onnx', name: 'activity', arithmetic: 'float32' });
    expect(model.inputs).to.deep.equal([{ name: 'input', shape: [64, 3], type: 'float32' }]);
    expect(model.operators.dense).to.equal(shipped.network.layers.filter(layer => layer.type === 'dense').length);
    const { parameters } = model.summary;
    expect(model.weights).to.deep.equal([{ type: 'float32', numbers: parameters, bytes: 4 * parameters }]);
  }).timeout(60_000);

  it('convert writes over nothing unless told to, and stays in the folder', async () => {
    const file = write('line.json', JSON.stringify(networkToJson(line)));
    const again = await run('convert', file, '--to', 'json', '--out', `${folder()}/`);
    expect(again).to.include({
      status: 2,
      stderr: `bitstair: convert: ${file} exists; give --force to write over it (option-range)\n`,
    });
    expect(existsSync(path('line.bin'))).to.equal(false);
    expect(await run('convert', file, '--to', 'json', '--out', `${folder()}/`, '--force')).to.include({ status: 0 });
    expect(readFileSync(path('line.bin'))).to.deep.equal(Buffer.from(networkToBinary(line).weights));
    const cases: [string[], number, string][] = [
      [['--to', 'json', '--name', '../up'], 2, 'name must be that of a file, without a folder'],
      [
        ['--to', 'onnx', '--out', path('x.json')],
        2,
        'out must be a folder, a new one with / at its end, or end in .onnx',
      ],
      [['--to', 'onnx', '--out', join(file, 'x.onnx')], 1, 'cannot be made (EEXIST)'],
      [['--to', 'keras'], 2, 'Allowed choices are'],
      [[], 2, "required option '--to <format>' not specified"],
    ];
    for (const [args, status, message] of cases) {
      const result = await run('convert', file, ...args);
      expect(result.stderr).to.include(message);
      expect(result.status).to.equal(status);
    }
  }).timeout(30_000);

  it('convert --to c names the files after the identifier that they use', async () => {
    const ranges = activationRanges(line);
    ranges.push(Float32Array.of(1, -1));
    ranges.push(Float32Array.of(-1, 1));
    const { json, weights } = networkToBinary(quantizeNetwork(line, ranges.value()));
    write('codes.bin', weights);
    const file = write('codes.json', JSON.stringify(json));
    const { files, sizes } = await document<{ files: { path: string }[]; sizes: Record<string, number> }>(
      ...['convert', file, '--to', 'c', '--out', `${folder()}/`, '--name', 'my-model'],
    );
    expect(files.map(f => f.path)).to.deep.equal([path('my_model.c'), path('my_model.h')]);
    expect(readFileSync(path('my_model.c'), 'utf8')).to.include('#include "my_model.h"');
    expect(sizes).to.include({ state: 0 });
    const dashed = await run('convert', file, '--to', 'c', '--out', path('my-model.c'));
    expect(dashed.stderr).to.include('out must be a name of the format, such as my_model.c');
    expect((await run('convert', shippedNetwork(), '--to', 'c', '--out', folder())).stderr).to.include(
      'quantize it first',
    );
  });

  it('convert --fold has fewer layers that do the same', async () => {
    const layers = [dense({ units: 2, weights: [1, 0, 0, 1] }), relu()];
    const network = sequential({ name: 'n', input: [2], layers });
    const file = write('relu.json', JSON.stringify(networkToJson(network)));
    const { layers: counts } = await document<{ layers: unknown }>(
      ...['convert', file, '--to', 'json', '--out', path('folded.json'), '--fold'],
    );
    expect(counts).to.deep.equal({ before: 2, after: 1 });
    const data = floats('relu.bin', 1, -2, -3, 4);
    const outputs = (await document<Run>('run', path('folded.json'), data)).windows.map(w => w.outputs[0]);
    expect(outputs).to.deep.equal([
      [1, 0],
      [0, 4],
    ]);
  });

  it('convert --io codes leaves the codes of a model as its inputs and outputs, --io float has them decoded', async () => {
    const layers = [dense({ units: 2, weights: [1, 0, 0, 1], name: 'y' })];
    const float = sequential({ name: 'identity', input: [2], layers });
    const ranges = activationRanges(float);
    ranges.push(Float32Array.of(-128, 127)); // codes in steps of 1
    const file = write('identity.json', JSON.stringify(networkToJson(quantizeNetwork(float, ranges.value()))));
    const converted = async (io: string) => {
      await document('convert', file, '--to', 'onnx', '--out', path(`${io}.onnx`), '--io', io);
      const found = await document<Record<'inputs' | 'outputs', { type: string }[]>>('inspect', path(`${io}.onnx`));
      return [...found.inputs, ...found.outputs].map(({ type }) => type);
    };
    expect(await converted('codes')).to.deep.equal(['int8', 'int8']);
    expect(await converted('float')).to.deep.equal(['float32', 'float32']);
    writeFileSync(path('two.bin'), Int8Array.of(5, -7));
    const [{ codes }] = (await document<Run>('run', path('codes.onnx'), path('two.bin'))).windows;
    expect(codes).to.deep.equal([[5, -7]]);
    const [{ outputs }] = (await document<Run>('run', path('float.onnx'), floats('five.bin', 5, -7))).windows;
    expect(outputs).to.deep.equal([[5, -7]]);
  });

  it('run takes windows of a CSV file, scaled, named, and counted', async () => {
    const file = write('model.json', JSON.stringify(networkToJson(line)));
    const data = write('data.csv', 'a,b\n10,20\n30,40\n-10,0\n');
    const { windows, totals } = await document<Run>(
      ...['run', file, data, '--gain', '0.1', '--rate', '2', '--labels', 'only', '--kinds', 'values', '--limit', '2'],
    );
    // y = 2 a - 3 b + 0.5, an input without a time axis takes a sample at a time
    expect(windows).to.deep.equal([
      { index: 0, time: 0.5, outputs: [[-3.5]] },
      { index: 1, time: 1, outputs: [[-5.5]] },
    ]);
    expect(totals).to.include({ windows: 2, samples: 3, unused: 1, clipped: 0 });
    const { stdout } = await run('run', file, data);
    expect(stdout).to.match(/^window 2 +-19\.5$/m);
    expect(stdout).to.include("3 windows; samples in no window: 0; samples beyond the input's range: 0");
  });

  it('run gives every input of a model its channels, and says what each of them needs', async () => {
    const b = networkBuilder({ name: 'fusion' });
    const acc = b.add(flatten(), b.input('acc', [2, 2]));
    const user = b.input('age', [1]);
    const sum = b.add(dense({ units: 1, weights: [1, 1, 1, 1, 1], name: 'sum' }), b.add(concat(), acc, user));
    const twice = b.add(dense({ units: 1, weights: [2], name: 'twice' }), user);
    const model = write('fusion.json', JSON.stringify(networkToJson(b.build([sum, twice]))));
    const data = write('fusion.csv', `time,x,age,y\n${[0, 1, 2, 3].map(t => `${t},${t},50,${10 * t}`).join('\n')}\n`);
    const named = ['--inputs', 'acc=x,y', '--inputs', 'age=1'];
    const { windows } = await document<Run>('run', model, data, '--hop', '1', ...named);
    expect(windows.map(({ outputs }) => outputs)).to.deep.equal([
      [[11 + 50], [100]],
      [[33 + 50], [100]],
      [[55 + 50], [100]],
    ]);
    const inOrder = await document<Run>('run', model, data);
    expect(inOrder.windows.map(({ outputs }) => outputs[1])).to.deep.equal([[20], [60]]);
    const few = write('few.csv', 'time,x\n0,1\n1,2\n');
    const { status, stderr } = await run('run', model, few);
    expect(status).to.equal(1);
    expect(stderr).to.contain(
      'has 1 channels, the model takes 3: 2 for "acc", 1 for "age"; name the channels of each in the --inputs',
    );
  });

  it('run carries state from run to run, and from file to file', async () => {
    const file = write('summing.json', JSON.stringify(networkToJson(summing())));
    const [first, second, state] = [floats('1.bin', 1, 2), floats('2.bin', 3, 4), path('state.json')];
    const sums = async (...args: string[]) =>
      (await document<Run>('run', file, ...args)).windows.map(w => w.outputs[0][0]);
    expect(await sums(first, '--save-state', state)).to.deep.equal([1, 3]);
    expect(await sums(second, '--state', state, '--save-state', state)).to.deep.equal([6, 10]);
    expect(await sums(second, '--state', state)).to.deep.equal([13, 17]);
    expect(await sums(second)).to.deep.equal([3, 7]);
    const taken = await run('run', file, first, '--save-state', second);
    expect(taken.stderr).to.include(`${second} exists; remove it, or give it as --state too`);
    expect(taken.status).to.equal(2);
    expect((await run('run', file, first, '--state', second)).stderr).to.include('must be a saved state in JSON');
  }).timeout(30_000);

  it('carries state that a model has as inputs and outputs, once it is said so', async () => {
    const b = networkBuilder({ name: 'handed' });
    const [x, before] = [b.input('x', [1]), b.input('sum_in', [1])];
    const sum = b.add({ ...addPlan(), name: 'sum_out' }, x, before);
    const model = write('handed.json', JSON.stringify(networkToJson(b.build([b.add(relu({ name: 'y' }), sum), sum]))));
    const data = write('handed.csv', 'a\n1\n2\n4\n');
    for (const carry of ['match', 'sum_in=sum_out']) {
      const { windows } = await document<Run>('run', model, data, '--carry', carry);
      expect(windows.map(({ outputs }) => outputs)).to.deep.equal([[[1]], [[3]], [[7]]]);
    }
    const { stdout } = await run('inspect', model, '--carry', 'match');
    expect(stdout).to.match(/^carry +sum_in=sum_out$/m);
    const wrong = await run('inspect', model, '--carry', 'x=y,sum_in=sum_out');
    expect([wrong.status, wrong.stderr]).to.deep.equal([
      2,
      'bitstair: carryState: pairs must leave an input that is no state, got x, sum_in (option-range)\n',
    ]);
  });

  it('run and inspect say what is wrong, and how they were used wrongly', async () => {
    const file = write('model.json', JSON.stringify(networkToJson(line)));
    const data = write('data.csv', 'a,b\n10,20\n');
    const cases: [string[], number, string][] = [
      [['run', file], 2, 'needs data, a sensor file or .bin'],
      [['run', data, '--limit', '3'], 2, 'limit goes with a model and its data'],
      [['run', data, data], 1, 'must be a TFLite, ONNX or bitstair JSON model'],
      [['run', file, data, '--network', file], 2, 'network goes with a sensor file alone'],
      [['run', file, data, '--dialect', 'tflm'], 2, 'dialect is for networks of codes'],
      [['run', file, data, '--limit', '0'], 2, 'limit must be an integer of at least 1'],
      [['run', file, data, '--labels', 'a,b'], 2, 'labels: must be 1, one an output, got 2'],
      [['run', file, floats('odd.bin', 1, 2, 3)], 1, 'must hold whole records of 8 bytes, got 12 bytes'],
      [['run', file, floats('even.bin', 1, 2), '--hop', '2'], 2, 'inputs and at-gap are for sensor files'],
      [['run', file, write('one.csv', 'a\n1\n')], 1, 'has 1 channels, the model takes 2'],
      [['inspect', path('none.onnx')], 1, 'must be a file that can be read'],
      [['inspect', file, '--max-bytes', '10'], 1, 'may hold maxBytes = 10 bytes'],
      [['inspect', write('bad.json', '{}')], 1, 'format: must be bitstair-network'],
    ];
    for (const [args, status, message] of cases) {
      const result = await run(...args);
      expect(result.stderr).to.include(message);
      expect([result.status, result.stderr.split('\n').length], message).to.deep.equal([status, 2]);
    }
  }).timeout(60_000);

  it('run of a CSV file takes any float model, and a dialect', async () => {
    const shipped = await readModel(shippedNetwork());
    const { json, weights } = networkToBinary(shipped.network);
    write('network.bin', weights);
    const network = write('network.json', JSON.stringify(json));
    const { agreement } = await document<{ agreement: { windows: number; agreeing: number } }>(
      ...['run', shippedCsv(), '--network', network, '--dialect', 'single'],
    );
    expect(agreement.agreeing / agreement.windows).to.be.at.least(0.97);
  }).timeout(30_000);

  it('run gives what TensorFlow Lite Micro gives: hello_world on all its inputs, and mww over two files with its state', async function () {
    const data = sharedData();
    if (!data) this.skip();
    const oracle = (model: string, file: string) => join(data, 'oracle', model, file);
    const codes = async (...args: string[]) =>
      (await document<Run>('run', ...args)).windows.flatMap(w => w.codes?.[0] ?? []);
    const hello = join(data, 'models/hello_world_int8.tflite');
    const wanted = [...new Int8Array(readFileSync(oracle('hello_world_int8', 'outputs_exhaustive.bin')))];
    expect(await codes(hello, oracle('hello_world_int8', 'inputs_exhaustive.bin'))).to.deep.equal(wanted);

    const mww = join(data, 'models/mww_v2_okay_nabu.tflite');
    const inputs = readFileSync(oracle('mww_v2_okay_nabu', 'inputs.bin'));
    const [first, second] = [
      write('first.bin', inputs.subarray(0, 120 * 100)),
      write('second.bin', inputs.subarray(120 * 100)),
    ];
    const state = path('mww.json');
    const scores = [
      ...(await codes(mww, first, '--save-state', state)),
      ...(await codes(mww, second, '--state', state)),
    ];
    expect(scores).to.deep.equal([...readFileSync(oracle('mww_v2_okay_nabu', 'outputs.bin'))]);
  }).timeout(60_000);

  it('run decides on recordings of st_har as their names say', async function () {
    const data = sharedData();
    if (!data) this.skip();
    const labels = ['stationary', 'walking', 'running'];
    let [windows, right] = [0, 0];
    for (const [label, file] of [
      ['walking', 'walking_01'],
      ['running', 'running_01'],
      ['stationary', 'stationary_01'],
    ]) {
      const run = await document<Run>(
        ...['run', join(data, 'models/st_har_int8.tflite')],
        join(data, 'signals/accel/st_har', `${file}_26Hz_4g_mg.csv`),
        ...['--gain', '0.00025', '--rate', '26', '--labels', labels.join(','), '--dialect', 'tflite'],
      );
      expect(run.totals.windows).to.equal(Math.floor((run.totals.samples as number) / 26));
      windows += run.windows.length;
      right += run.windows.filter(w => w.label === label).length;
    }
    expect(right / windows).to.be.at.least(0.95); // 0.99085 on all 1,748 windows, as TensorFlow has it
  }).timeout(60_000);

  it('run brings data to the rate of the model with --resample, and says so where it must', async () => {
    const layers = [dense({ units: 1, weights: [1] })];
    const network = networkToJson({ ...sequential({ name: 'still', input: [5, 1], layers }), sampleRate: 25 });
    const file = write('still.json', JSON.stringify(network));
    const data = write('still.csv', ['x', ...Array.from({ length: 401 }, () => '0.5')].join('\n'));
    const refused = await run('run', file, data, '--rate', '100');
    expect(refused.stderr).to.include('the stream has 100 Hz, the model was trained for 25 Hz; give --resample 25');
    const { windows, totals } = await document<Run>('run', file, data, '--rate', '100', '--resample', '25');
    // 101 samples of 25 Hz: 20 windows of 5, one sample over
    expect(totals).to.include({ windows: 20, samples: 401, unused: 1 });
    expect(windows.map(w => w.time)).to.deep.equal(Array.from({ length: 20 }, (_, k) => (k + 1) / 5));
    // away from the ends a constant is itself
    for (const { outputs } of windows.slice(6, -6)) expect(outputs[0]).to.deep.equal([0.5, 0.5, 0.5, 0.5, 0.5]);
  });

  it('explain says with --hop what a layer keeps, computes anew, and why not less', async () => {
    const path = join(folder(), 'padded.json');
    const layers = [
      conv1d({ filters: 2, kernel: 3 }),
      conv1d({ filters: 1, kernel: 3, padding: 'same' }),
      flatten(),
      dense({ units: 1 }),
    ];
    writeFileSync(path, JSON.stringify(networkToJson(sequential({ name: 'padded', input: [10, 2], layers }))));
    const { streaming } = await document<{
      streaming: { layers: { type: string; stateBytes: number; macs: number; windowMacs: number; reason?: string }[] };
    }>('explain', path, '--hop', '2');
    // 2 new columns of 2 filters over 3 samples of 2 channels; the newest 4 samples are kept, and the 8 columns that the padding needs
    expect(streaming.layers.map(l => [l.type, l.stateBytes, l.macs, l.windowMacs])).to.deep.equal([
      ['input', 32, 0, 0],
      ['conv1d', 64, 24, 96],
      ['conv1d', 0, 48, 48],
      ['flatten', 0, 0, 0],
      ['dense', 0, 8, 8],
    ]);
    expect(streaming.layers[2].reason).to.equal('pads the window in time');
    const { status, stdout } = await run('explain', path, '--hop', '2');
    expect(status).to.equal(0);
    expect(stdout).to.include('window 10, hop 2: valid from run 4 on, 0 samples late');
    expect((await run('explain', path, '--hop', '11')).stderr).to.include(
      'hop must be at most the window of 10 samples',
    );
  });

  it('inspect tells of the wake word model what its file holds', async function () {
    const data = sharedData();
    if (!data) this.skip();
    const { inputs, outputs, state, accumulators } = await document<{
      inputs: unknown;
      outputs: unknown;
      state: unknown[];
      accumulators: { fit: boolean; layers: { bits: number }[] };
    }>('inspect', join(data, 'models/mww_v2_okay_nabu.tflite'));
    // io.json of the reference vectors
    const input = { shape: [1, 3, 40], type: 'int8', scale: Math.fround(0.101960786), zeroPoint: -128 };
    expect(inputs).to.deep.equal([{ name: 'serving_default_input_audio:0', ...input }]);
    const output = { shape: [1, 1], type: 'uint8', scale: 2 ** -8, zeroPoint: 0 };
    expect(outputs).to.deep.equal([{ name: 'StatefulPartitionedCall:0', ...output }]);
    expect(state).to.have.length(6);
    expect(accumulators.fit).to.equal(true);
    for (const { bits } of accumulators.layers) expect(bits).to.be.within(2, 32);
    expect(accumulators.layers).to.have.length(12); // eleven convolutions and a dense layer
  }).timeout(30_000);
});
