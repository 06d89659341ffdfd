import { expect } from 'chai';
import { noMemory } from '../../../../lib/ops/op.js';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { importOnnx } from '../../../../lib/formats/onnx/importOnnx.js';
import { readTensor } from '../../../../lib/formats/onnx/reading/model.js';
import { tensorData } from '../../../../lib/formats/onnx/reading/tensorData.js';
import { opOf } from '../../../../lib/ops/index.js';
import { type AnyNetwork, checkNetwork, type Layer } from '../../../../lib/network.js';
import { type AffineParams, entry } from '../../../../lib/qparams.js';
import { halfEven } from '../../../../lib/rounding.js';
import { sharedData } from '../../../sharedData.js';

const bytesOf = (base64: string) => new Uint8Array(Buffer.from(base64, 'base64'));
const floatsOf = (base64: string) => new Float32Array(bytesOf(base64).slice().buffer);

/** x as codes of the params, and what these stand for. */
function snap(x: Float32Array, { scale: [s], zeroPoint: [z], qmin, qmax }: AffineParams): void {
  x.forEach((v, i) => (x[i] = s * (Math.max(qmin, Math.min(qmax, halfEven(Math.fround(v / s)) + z)) - z)));
}

/**
 * Every layer in float arithmetic on the real numbers that codes stand for, its output rounded to the codes of its params: what ONNX
 * defines, and what ONNX Runtime computes without graph optimizations.
 */
function simulate(network: AnyNetwork, input: Float32Array): Float32Array {
  const shapes = checkNetwork(network);
  const values = new Map<string, Float32Array>([[network.inputs[0].name, input.slice()]]);
  const valueOf = (name: string) => ({
    name,
    shape: shapes.get(name) ?? [],
    data: values.get(name) ?? new Float32Array(),
  });
  const [first] = network.inputs;
  if (first.params) decode(valueOf(first.name).data, first.params);
  for (const layer of network.layers) {
    const output = { shape: shapes.get(layer.name) ?? [], data: new Float32Array(size(shapes.get(layer.name))) };
    values.set(layer.name, output.data);
    const inputs = layer.inputs.map(valueOf);
    if (layer.type === 'quantize' || layer.type === 'dequantize') output.data.set(inputs[0].data);
    else if (layer.type === 'constant') output.data.set(decodedConstant(layer));
    else opOf('test', layer.type).float(layer, inputs, output, noMemory)();
    if (layer.params) snap(output.data, layer.params);
  }
  return valueOf(network.outputs[0]).data;
}

const size = (shape: readonly number[] = []) => shape.reduce((a, b) => a * b, 1);

function decode(codes: Float32Array, { scale: [s], zeroPoint: [z] }: AffineParams): void {
  codes.forEach((q, i) => (codes[i] = s * (q - z)));
}

function decodedConstant(layer: Layer & { type: 'constant' }): Float32Array {
  const { data, params } = layer.value;
  const codes = Float32Array.from(data);
  if (params) decode(codes, params);
  return codes;
}

interface Fixture {
  readonly inputs: string;
  /** Outputs of the float model. */
  readonly float: string;
  readonly cases: readonly {
    readonly name: string;
    readonly model: string;
    readonly outputs: string;
    readonly plain: string;
  }[];
}

const { inputs, cases } = JSON.parse(
  readFileSync(new URL('fixtures/onnxQuantized.json', import.meta.url), 'utf8'),
) as Fixture;

/** A convolution, a grouped one, a pool, a sum, a mean and a dense layer. */
const chain = ['quantize', 'conv1d', 'maxPool1d', 'conv1d', 'add', 'reduceMean', 'reshape', 'dense', 'dequantize'];

describe('importOnnx: quantized models', () => {
  for (const { name, model, plain } of cases) {
    it(`imports a network in ${name} as layers on codes without one transposition`, () => {
      const network = importOnnx(bytesOf(model));
      expect(network.arithmetic).to.equal('mixed');
      expect(network.layers.map(l => l.type).filter(type => type !== 'relu')).to.deep.equal(chain);
      for (const layer of network.layers.slice(0, -1)) expect(layer.params, layer.name).to.be.an('object');
      for (const layer of network.layers) {
        if (!('weights' in layer) || layer.type === 'lstm' || layer.type === 'gru') continue;
        expect(layer.weights.params, 'weights').to.be.an('object');
        expect(layer.bias.data).to.be.instanceOf(Int32Array);
      }
    });

    it(`${name}: computes what ONNX Runtime computes, but for the last step where its float32 sums round another way`, () => {
      const network = importOnnx(bytesOf(model));
      const [x, wanted] = [floatsOf(inputs), floatsOf(plain)];
      const last = network.layers.at(-2)?.params;
      const step = last ? entry(last.scale, 0) : 0;
      let differ = 0;
      for (let k = 0; k < wanted.length / 4; k++) {
        const got = simulate(network, x.subarray(48 * k, 48 * (k + 1)));
        got.forEach((y, i) => {
          const steps = Math.abs(y - wanted[4 * k + i]) / step;
          expect(steps, `window ${k}, output ${i}`).to.be.at.most(1 + 1e-3);
          if (steps > 1e-3) differ++;
        });
      }
      console.log(`      ${differ} of ${wanted.length} outputs a step apart`);
      expect(differ).to.be.at.most(wanted.length / 50);
    });
  }
});

/** Models of the ONNX conformance suite that no network stands for, and why. */
const impossible = new Map([
  ['test_dequantizelinear_axis', 'activations with a scale for each channel'],
  ['test_quantizelinear_axis', 'activations with a scale for each channel'],
  ['test_quantizelinear_int4', 'activations with a scale for each channel'],
  ['test_quantizelinear_blocked_symmetric', 'activations with a scale for each channel'],
]);

describe('importOnnx: the ONNX conformance models of quantization', () => {
  const data = sharedData();
  const folder = data === undefined ? '' : join(data, 'conformance/onnx_node');
  const names = existsSync(folder) ? readdirSync(folder) : [];
  it('are there', function () {
    if (names.length === 0) this.skip();
    expect(names).to.have.length(15);
  });

  for (const name of names) {
    const model = () => new Uint8Array(readFileSync(join(folder, name, 'model.onnx')));
    const tensor = (file: string) => {
      const read = readTensor('test', new Uint8Array(readFileSync(join(folder, name, 'test_data_set_0', file))));
      return { name: read.name, ...tensorData(read, undefined) };
    };
    const files = readdirSync(join(folder, name, 'test_data_set_0'));
    const given = () =>
      files
        .filter(f => f.startsWith('input'))
        .sort()
        .map(tensor);
    const load = () => {
      const [x, ...constants] = given();
      return { x, network: importOnnx(model(), { constants: new Map(constants.map(c => [c.name, c])) }) };
    };

    const reason = impossible.get(name);
    if (reason !== undefined) {
      it(`${name} is refused: ${reason}`, () => expect(load).to.throw(reason));
      continue;
    }
    it(`${name}: the codes of the suite`, () => {
      const { x, network } = load();
      const got = simulate(network, Float32Array.from(x.data));
      const { data: wanted } = tensor('output_0.pb');
      const params = network.layers.find(l => l.name === network.outputs[0])?.params;
      const codes = params ? got.map(y => halfEven(y / params.scale[0]) + params.zeroPoint[0]) : got;
      expect([...codes]).to.deep.equal([...Float32Array.from(wanted)]);
    });
  }
});
