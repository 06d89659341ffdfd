import { executor as executorOf } from '../../executor.js';
import { expect } from 'chai';
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { importTflite } from '../../../../lib/formats/tflite/importTflite.js';

import { type AnyNetwork, checkNetwork, type Layer, type Tensor } from '../../../../lib/network.js';
import { sharedData } from '../../../sharedData.js';

/** A tensor of a recorded graph. */
interface RecordedTensor {
  readonly name: string;
  readonly type: string;
  readonly shape: readonly number[];
  readonly scale?: readonly number[];
  readonly zeroPoint?: readonly number[];
  readonly axis?: number;
  readonly const?: { readonly offset: number; readonly bytes: number };
}

interface Operator {
  readonly op: string;
  readonly inputs: readonly number[];
  readonly outputs: readonly number[];
  readonly options?: Readonly<Record<string, unknown>>;
}

interface Graph {
  readonly inputs: readonly number[];
  readonly outputs: readonly number[];
  readonly tensors: readonly RecordedTensor[];
  readonly operators: readonly Operator[];
}

/** The layer that stands for each output of an operator; none for those on variables. */
const layerTypes: Readonly<Record<string, Layer['type'] | undefined>> = {
  ADD: 'add',
  AVERAGE_POOL_2D: 'averagePool2d',
  CONCATENATION: 'concat',
  CONV_2D: 'conv2d',
  DEPTHWISE_CONV_2D: 'conv2d',
  FULLY_CONNECTED: 'dense',
  LOGISTIC: 'logistic',
  QUANTIZE: 'quantize',
  RESHAPE: 'reshape',
  SOFTMAX: 'softmax',
  SPLIT_V: 'slice',
  STRIDED_SLICE: 'slice',
  UNIDIRECTIONAL_SEQUENCE_LSTM: 'lstm',
};

const words = ['none', 'relu', 'relu1', 'relu6'];
const names = ['NONE', 'RELU', 'RELU_N1_TO_1', 'RELU6'];

const bytesOf = (path: string) => new Uint8Array(readFileSync(path));
const floatsOf = (bytes: Uint8Array) => new Float32Array(bytes.slice().buffer);

const models = [
  'ad01_int8',
  'dtln_noise_suppression',
  'hello_world_int8',
  'kws_ref_model_int8',
  'micro_speech_quantized',
  'mww_v2_okay_nabu',
  'resnet8_int8',
];

/** What a network holds under a name. */
function tensorNamed(network: AnyNetwork, name: string) {
  const { inputs, variables = [], layers } = network;
  return [...inputs, ...variables, ...layers].find(t => t.name === name);
}

/** Asserts that a constant of the network is one of the model, axes permuted. */
function expectConstant(
  got: Tensor,
  { const: at, ...wanted }: RecordedTensor,
  weights: Uint8Array,
  permutation: number[],
) {
  expect(got.shape, wanted.name).to.deep.equal(permutation.map(axis => wanted.shape[axis]));
  expect(got.params?.scale, wanted.name).to.deep.equal(wanted.scale?.map(Math.fround));
  expect(got.params?.zeroPoint, wanted.name).to.deep.equal(wanted.zeroPoint);
  const own = weights.slice(at?.offset ?? 0, (at?.offset ?? 0) + (at?.bytes ?? 0)).buffer;
  const codes = wanted.type === 'INT32' ? new Int32Array(own) : new Int8Array(own);
  // the only permutation here is that of depthwise filters, (1, height, width, out) to (out, height, width, 1)
  const out = wanted.shape.at(-1) ?? 1;
  const taps = codes.length / out;
  const moved = permutation[0] === 0 ? codes : codes.map((_, i) => codes[(i % taps) * out + Math.floor(i / taps)]);
  expect([...got.data], wanted.name).to.deep.equal([...moved]);
}

describe('importTflite, recorded models', () => {
  for (const model of models) {
    it(`has every operator, shape, scale, zero point and weight of ${model}`, function () {
      const data = sharedData();
      if (!data) this.skip();
      const network = importTflite(bytesOf(join(data, 'models', `${model}.tflite`)));
      const text = readFileSync(join(data, 'oracle', model, 'graph.json'), 'utf8');
      const { tensors, operators, inputs, outputs } = (JSON.parse(text) as { subgraphs: [Graph] }).subgraphs[0];
      const weights = bytesOf(join(data, 'oracle', model, 'weights.bin'));

      expect(network.arithmetic).to.equal('integer');
      expect(network.inputs.map(i => i.name)).to.deep.equal(inputs.map(k => tensors[k].name));
      expect(network.outputs).to.deep.equal(outputs.map(k => tensors[k].name));
      const wanted = operators.flatMap(({ op, outputs: made }) => {
        const type = layerTypes[op];
        return type ? made.map(k => ({ type, name: tensors[k].name })) : [];
      });
      const known = new Set(tensors.map(t => t.name));
      const layers = network.layers.map(({ type, name }) => ({ type, name }));
      expect(layers.filter(l => known.has(l.name))).to.deep.equal(wanted);
      // only micro_speech has a step on the way: its dense layer takes the elements of four axes in one row
      const steps = layers.filter(l => !known.has(l.name)).map(l => l.name);
      expect(steps).to.deep.equal(model === 'micro_speech_quantized' ? ['add_1/reshape'] : []);

      // what an operator reads from a variable goes by the variable's name
      const handles = new Map(
        operators.filter(o => o.op === 'VAR_HANDLE').map(o => [o.outputs[0], `${o.options?.SharedName as string}`]),
      );
      const reads = new Map(
        operators.filter(o => o.op === 'READ_VARIABLE').map(o => [o.outputs[0], handles.get(o.inputs[0])]),
      );
      const shapes = checkNetwork(network);
      const activations = new Set([...inputs, ...operators.flatMap(o => o.outputs)].filter(k => !handles.has(k)));
      for (const k of activations) {
        const { name, shape, scale, zeroPoint } = tensors[k];
        const own = reads.get(k) ?? name;
        expect(shapes.get(own), name).to.deep.equal(shape);
        const params = tensorNamed(network, own)?.params;
        expect(params?.scale, name).to.deep.equal(scale?.map(Math.fround));
        expect(params?.zeroPoint, name).to.deep.equal(zeroPoint);
      }
      for (const { op, inputs: read, outputs: made, options } of operators) {
        const layer = network.layers.find(l => l.name === tensors[made[0]]?.name);
        if (layer?.type === 'lstm') {
          // inputs of the operator: weights from 1, recurrent ones from 5, biases from 12, hidden and cell state at 18 and 19
          for (const gate of [0, 1, 2, 3]) {
            expectConstant(layer.weights[gate], tensors[read[1 + gate]], weights, [0, 1]);
            expectConstant(layer.recurrent[gate], tensors[read[5 + gate]], weights, [0, 1]);
            expectConstant(layer.bias[gate], tensors[read[12 + gate]], weights, [0]);
          }
          expect(layer.params?.scale).to.deep.equal(tensors[read[18]].scale?.map(Math.fround));
          expect(layer.cellParams?.scale).to.deep.equal(tensors[read[19]].scale?.map(Math.fround));
          expect([layer.cellParams?.qmax, layer.cellClip]).to.deep.equal([32767, options?.CellClip]);
        }
        if (layer?.type !== 'conv2d' && layer?.type !== 'dense') continue;
        const depthwise = op === 'DEPTHWISE_CONV_2D';
        const axes = tensors[read[1]].shape.map((_, k) => k);
        expectConstant(layer.weights, tensors[read[1]], weights, depthwise ? [3, 1, 2, 0] : axes);
        expectConstant(layer.bias, tensors[read[2]], weights, [0]);
        expect(layer.activation).to.equal(words[names.indexOf(options?.FusedActivationFunction as string)]);
        if (layer.type === 'conv2d') {
          expect(layer.stride).to.deep.equal([options?.StrideH, options?.StrideW]);
          expect(layer.padding).to.equal((options?.Padding as string).toLowerCase());
          expect(layer.dilation).to.deep.equal([options?.DilationHFactor, options?.DilationWFactor]);
          expect(layer.groups).to.equal(depthwise ? tensors[read[0]].shape[3] : 1);
        }
      }
    });
  }

  it('imports every model there is: all 51 files become networks that pass the check', function () {
    const data = sharedData();
    if (!data) this.skip();
    const folders = [join(data, 'models'), join(data, 'conformance', 'seanet_int16')];
    const files = folders.flatMap(folder =>
      readdirSync(folder, { recursive: folder.endsWith('int16'), encoding: 'utf8' })
        .filter(name => name.endsWith('.tflite'))
        .map(name => join(folder, name)),
    );
    expect(files).to.have.length(51);
    for (const file of files) {
      const { arithmetic } = importTflite(bytesOf(file));
      expect(arithmetic, basename(file)).to.equal(/float|fp32/.test(basename(file)) ? 'float32' : 'integer');
    }
  });

  it('computes on 16-bit activations with 64-bit biases as the streaming layers have them', function () {
    const data = sharedData();
    if (!data) this.skip();
    const folder = join(data, 'conformance', 'seanet_int16');
    const network = importTflite(bytesOf(join(folder, 'transpose_conv', 'transpose_conv0.tflite')));
    // the input that gives but the output's shape is no input of the network
    expect(network.inputs.map(i => [i.shape, i.params?.qmax])).to.deep.equal([[[1, 1, 5, 64], 32767]]);
    const [layer] = network.layers;
    if (layer.type !== 'convTranspose2d') throw new Error(layer.type);
    expect(layer.bias.data).to.be.instanceOf(Float64Array);
    expect(checkNetwork(network).get(layer.name)).to.deep.equal([1, 3, 12, 64]);
  });

  it('gives variables the values before the first run, and what they become', function () {
    const data = sharedData();
    if (!data) this.skip();
    const { variables = [] } = importTflite(bytesOf(join(data, 'models', 'mww_v2_okay_nabu.tflite')));
    // shapes and the tensors assigned, from the recorded graph; the initialization subgraph sets all to real zeros
    expect(variables.map(v => [v.name, v.shape.join('x'), v.next])).to.have.deep.members([
      ['stream/states', '1x2x1x40', 'model/stream/strided_slice2'],
      ['stream_1/states', '1x4x1x32', 'model/stream_1/strided_slice2'],
      ['stream_2/states', '1x10x1x64', 'model/stream_2/strided_slice1'],
      ['stream_3/states', '1x14x1x64', 'model/stream_3/strided_slice1'],
      ['stream_4/states', '1x22x1x64', 'model/stream_4/strided_slice1'],
      ['stream_5/states', '1x5x1x64', 'model/stream_5/strided_slice2'],
    ]);
    for (const { initial, params } of variables) {
      expect(initial?.params).to.deep.equal(params);
      expect([...(initial?.data ?? [])].every(q => q === params?.zeroPoint[0])).to.equal(true);
    }
  });

  for (const model of models) {
    it(`runs ${model} bit for bit as TensorFlow Lite Micro`, function () {
      const data = sharedData();
      if (!data) this.skip();
      const executor = executorOf(importTflite(bytesOf(join(data, 'models', `${model}.tflite`))));
      const folder = join(data, 'oracle', model);
      const text = readFileSync(join(folder, 'io.json'), 'utf8');
      const { reset_between_records: reset } = JSON.parse(text) as { reset_between_records?: boolean };
      const inputs = new Int8Array(readFileSync(join(folder, 'inputs.bin')));
      const outputs = bytesOf(join(folder, 'outputs.bin'));
      const size = (shape: readonly number[]) => shape.reduce((a, b) => a * b, 1);
      const [length, count] = [size(executor.inputs[0].shape), size(executor.outputs[0].shape)];
      expect(inputs.length / length).to.equal(outputs.length / count);
      const unsigned = executor.outputs[0].params?.qmin === 0;
      const out = unsigned ? new Uint8Array(count) : new Int8Array(count);
      for (let at = 0, to = 0; at < inputs.length; at += length, to += count) {
        if (reset) executor.reset();
        executor.run(inputs.slice(at, at + length), out);
        expect(new Uint8Array(out.buffer), `record ${at / length}`).to.deep.equal(outputs.slice(to, to + count));
      }
    });
  }

  describe('in float arithmetic', () => {
    const recorded = JSON.parse(
      readFileSync(new URL('fixtures/tfliteFloatModels.json', import.meta.url), 'utf8'),
    ) as Readonly<Record<string, string>>;
    const runs: Readonly<Record<string, (data: string) => Float32Array[]>> = {
      hello_world_float: () => Array.from({ length: 26 }, (_, k) => Float32Array.of(k / 4)),
      ad01_fp32: data => {
        const windows = floatsOf(bytesOf(join(data, 'models', 'ad01_real_input_40x640_f32.bin')));
        return [0, 1, 2].map(k => windows.slice(640 * k, 640 * (k + 1)));
      },
      resnet8_fp32: () =>
        [0, 1, 2, 3].map(r => Float32Array.from({ length: 3072 }, (_, i) => (7919 * i + 104729 * r) % 256)),
    };
    for (const [model, inputsOf] of Object.entries(runs)) {
      it(`computes ${model} within 1e-5 of the range of TensorFlow Lite`, function () {
        const data = sharedData();
        if (!data) this.skip();
        const executor = executorOf(importTflite(bytesOf(join(data, 'models', `${model}.tflite`))));
        const wanted = floatsOf(new Uint8Array(Buffer.from(recorded[model], 'base64')));
        const out = new Float32Array(wanted.length / inputsOf(data).length);
        const range = Math.max(...wanted.map(Math.abs));
        inputsOf(data).forEach((input, r) => {
          executor.run(input, out);
          out.forEach((y, i) => expect(Math.abs(y - wanted[r * out.length + i]) / range).to.be.at.most(1e-5));
        });
      });
    }

    it('classifies 1,748 windows of st_har as recorded: top-1 0.99085', function () {
      const data = sharedData();
      if (!data) this.skip();
      const executor = executorOf(importTflite(bytesOf(join(data, 'models', 'st_har_float.tflite'))));
      const folder = join(data, 'oracle', 'st_har_model');
      const [inputs, outputs] = ['inputs', 'outputs'].map(name => floatsOf(bytesOf(join(folder, `${name}.bin`))));
      const labels = bytesOf(join(folder, 'labels.bin'));
      const windows = inputs.length / 78;
      const step = labels.length / windows; // bytes of a label
      const out = new Float32Array(3);
      let right = 0;
      for (let k = 0; k < windows; k++) {
        executor.run(inputs.subarray(78 * k, 78 * (k + 1)), out);
        out.forEach((y, i) => expect(Math.abs(y - outputs[3 * k + i])).to.be.at.most(1e-5));
        if (out.indexOf(Math.max(...out)) === labels[step * k]) right++;
      }
      expect([windows, right]).to.deep.equal([1748, 1732]); // 1732 / 1748 = 0.990847
    });
  });
});
