import { expect } from 'chai';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  compile,
  type Dialect,
  importOnnx,
  importTflite,
  type IntegerNetwork,
  onnxruntime,
  tflite,
  tflm,
  type Values,
  xnnpack,
} from '../../../lib/network.js';
import { allocate, elementsOf } from '../../../lib/graph/tensor.js';
import { affineParams } from '../../../lib/quantizers/index.js';
import { halfEven } from '../../../lib/rounding.js';

/** Inputs that other runtimes answered. */
interface Recorded {
  readonly model: string;
  readonly inputs: readonly { readonly records: readonly (readonly number[])[] }[];
  readonly want: readonly { readonly records: readonly (readonly number[])[] }[];
}

/** The models, and what the runtimes that their tests name made of their inputs. */
const cases = fileURLToPath(new URL('fixtures/cases', import.meta.url));

const bytes = (path: string) => new Uint8Array(readFileSync(path));
const compiled = (path: string, dialect: Dialect) =>
  compile(path.endsWith('.onnx') ? importOnnx(bytes(path)) : importTflite(bytes(path)), { dialect });

describe('layers by the rules of their runtimes', () => {
  for (const { name, dialect, values, coded } of [
    { name: 'bias_dim3', dialect: tflm, values: 180 },
    { name: 'mean_hw_i8', dialect: xnnpack, values: 8 },
    { name: 'qdq_avgpool', dialect: onnxruntime, values: 500 },
    { name: 'qdq_gap_cnn', dialect: onnxruntime, values: 5 },
    { name: 'qdq_i16_zero_point', dialect: onnxruntime, values: 126, coded: ['a', 'b', 'd'] }, // c and e are real functions
    { name: 'sqrt_i8', dialect: tflite, values: 240 },
    { name: 'sqrt_i8', dialect: xnnpack, values: 240 },
  ]) {
    it(`${dialect.name} gives every value of ${name}`, () => {
      const { model, inputs, want } = JSON.parse(readFileSync(join(cases, `${name}.json`), 'utf8')) as Recorded;
      const network = compiled(join(cases, model), dialect);
      const state = network.newState();
      let compared = 0;
      inputs[0].records.forEach((_, r) => {
        const [given, made] = [network.inputs, network.outputs].map(list =>
          list.map(({ params, shape }): Values => allocate(params, elementsOf(shape))),
        );
        given.forEach((x, k) => x.set(inputs[k].records[r]));
        network.run(state, given, made);
        made.forEach((y, k) => {
          if (coded && !coded.includes(network.outputs[k].name)) return;
          const wanted = y.slice();
          wanted.set(want[k].records[r]);
          expect([...y], `record ${r}`).to.deep.equal([...wanted]);
          compared += y.length;
        });
      });
      expect(compared).to.equal(values);
    });
  }

  it('xnnpack gives all 1,920 codes of a mean over time behind a convolution', () => {
    const network = compiled(join(cases, 'conv_mean.tflite'), xnnpack);
    const x = new Float32Array(bytes(join(cases, 'conv_mean.in.f32')).buffer);
    const wanted = new Int8Array(bytes(join(cases, 'conv_mean.xnnpack.i8')).buffer);
    const { scale, zeroPoint } = network.inputs[0].params ?? { scale: [1], zeroPoint: [0] };
    const away = (r: number) => Math.sign(r) * Math.floor(Math.abs(r) + 0.5);
    const code = (r: number) => Math.min(127, Math.max(-128, away(Math.fround(r / scale[0])) + zeroPoint[0]));
    const state = network.newState();
    const got = Array.from({ length: 40 }, (_, k) => {
      const out = new Int8Array(48);
      network.run(state, Int8Array.from(x.subarray(64 * k, 64 * k + 64), code), out);
      return [...out];
    }).flat();
    expect(got).to.deep.equal([...wanted]);
    expect(wanted).to.have.length(1920);
  });

  it('reads QGemm with a scale for each column as onnxruntime does', () => {
    const network = compiled(join(cases, 'qgemm_columns.onnx'), onnxruntime);
    const out = new Uint8Array(3);
    network.run(network.newState(), Uint8Array.of(10, 200, 130, 90), out);
    expect([...out]).to.deep.equal([153, 51, 255]); // ONNX Runtime 1.30
  });

  it('reads limits of codes between QuantizeLinear and DequantizeLinear: 4 bits in 8', () => {
    const { plan } = compiled(join(cases, 'qcdq.onnx'), onnxruntime);
    expect(plan.calls.map(call => call.type)).to.include.members(['clip', 'conv1d']);
    expect(plan.calls.filter(call => call.kernel === 'float')).to.deep.equal([]);
  });

  it('gives QLinearSoftmax by the definition of ONNX Runtime, within a step of the real function', () => {
    const network = compiled(join(cases, 'qlinearsoftmax.onnx'), onnxruntime);
    expect(network.plan.calls.map(call => call.kernel)).to.deep.equal(['encode', 'softmaxFloat', 'dequantize']);
    const step = network.plan.tensors.flatMap(({ params }) => params?.scale ?? []);
    const x = Float32Array.of(0.5, -1, 0.25, 1, 0, -0.5);
    const y = new Float32Array(6);
    network.run(network.newState(), x, y);
    const coded = Array.from(x, v => halfEven(v / step[0]) * step[0]);
    const powers = coded.map(v => Math.exp(v));
    const sum = powers.reduce((a, b) => a + b, 0);
    y.forEach((p, k) => expect(p).to.be.closeTo(powers[k] / sum, step[step.length - 1]));
  });

  it('onnxruntime gives all 64 codes of a global pool', () => {
    const network = compiled(join(cases, 'qlinear_gap.onnx'), onnxruntime);
    const [x, wanted] = ['gap_in.bin', 'gap_ort.bin'].map(file => bytes(join(cases, file)));
    const [input, output] = [network.inputs[0], network.outputs[0]].map(({ params, shape }) =>
      allocate(params, elementsOf(shape)),
    );
    new Uint8Array(input.buffer).set(x);
    network.run(network.newState(), input, output);
    expect([...new Uint8Array(output.buffer)]).to.deep.equal([...wanted]);
    expect(wanted).to.have.length(64);
  });

  for (const [op, kernel] of [
    ['Div', 'arithmeticReal'],
    ['Exp', 'table'],
    ['Floor', 'table'],
    ['HardSigmoid', 'table'],
    ['Neg', 'table'],
    ['Softplus', 'table'],
    ['Sqrt', 'table'],
  ]) {
    it(`${op} between DequantizeLinear and QuantizeLinear is computed on codes, in onnxruntime unless asked otherwise`, () => {
      const { plan } = compile(importOnnx(bytes(join(cases, `qdq_${op}.onnx`))));
      expect(plan.dialect).to.equal('onnxruntime');
      expect(plan.calls.map(call => call.kernel)).to.deep.equal(['encode', kernel, 'dequantize']);
    });
  }

  it('tflm wraps int32 codes that are shifted left, as TensorFlow Lite 2.21 does', () => {
    const network = compiled(join(cases, 'quantize-int32-int16.tflite'), tflm);
    const out = new Int16Array(4);
    network.run(network.newState(), Int32Array.of(-2147483648, 1500000000, 536870912, 100), out);
    expect([...out]).to.deep.equal([0, -32768, 0, 400]);
  });

  it('onnxruntime gives every code of QLinearAveragePool: padded, padding counted or not, along one axis and two', () => {
    const text = readFileSync(join(cases, 'qlinear_average_pool.json'), 'utf8');
    const recorded = (JSON.parse(text) as { cases: { model: string; type: string; x: number[]; y: number[] }[] }).cases;
    let codes = 0;
    for (const { model, type, x, y } of recorded) {
      const network = importOnnx(new Uint8Array(Buffer.from(model, 'base64')));
      const executor = compile(network);
      const out = new Float32Array(y.length);
      executor.run(executor.newState(), type === 'uint8' ? Uint8Array.from(x) : Int8Array.from(x), out);
      const params = network.layers.findLast(layer => layer.params)?.params;
      if (!params) throw new Error('some layer must make codes');
      const { scale, zeroPoint } = params;
      expect([...out]).to.deep.equal(y.map(q => Math.fround(scale[0] * (q - zeroPoint[0]))));
      codes += y.length;
    }
    expect([recorded.length, codes]).to.deep.equal([12, 264]);
  });

  it('onnxruntime gives the largest code where an entry of a softmax has all of it', () => {
    const softmax = (signed: boolean, x: readonly number[]): number[] => {
      const codes = (scale: number, zeroPoint: number) => affineParams({ scale, zeroPoint, signed });
      const network: IntegerNetwork = {
        name: 'one',
        arithmetic: 'integer',
        inputs: [{ name: 'x', shape: [1, 3], params: codes(0.79, 35) }],
        layers: [{ type: 'softmax', name: 'y', inputs: ['x'], beta: 1, params: codes(1 / 256, signed ? -128 : 0) }],
        outputs: ['y'],
      };
      const executor = compile(network, { dialect: onnxruntime });
      const array = signed ? Int8Array : Uint8Array;
      const out = new array(3);
      executor.run(executor.newState(), array.from(x), out);
      return [...out];
    };
    // ONNX Runtime 1.30, QLinearSoftmax, and Softmax between DequantizeLinear and QuantizeLinear, at all levels of optimization
    expect(softmax(true, [-24, 45, 64])).to.deep.equal([-128, -128, 127]);
    expect(softmax(true, [0, 1, 2])).to.deep.equal([-96, -58, 26]);
    expect(softmax(false, [100, 170, 190])).to.deep.equal([0, 0, 255]);
    expect(softmax(false, [0, 1, 2])).to.deep.equal([32, 70, 154]);
  });
});
