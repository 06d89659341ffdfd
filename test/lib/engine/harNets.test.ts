import { expect } from 'chai';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type AnyNetwork, foldNetwork, importOnnx, importTflite, tflite, xnnpack } from '../../../lib/network.js';
import { halfAway } from '../../../lib/rounding.js';
import { sharedData } from '../../sharedData.js';
import { executor as executorOf } from '../executor.js';

const WINDOWS = 1748;
const SAMPLES = 26 * 3;

const float = ['ae', 'attn', 'dwsep', 'gru', 'inception', 'mbv3', 'tcn'];
const twins = ['ae', 'dwsep', 'inception', 'mbv3'];
const integer = ['ae', 'attn', 'dwsep', 'inception', 'mbv3', 'tcn'];

const bytes = (data: string, ...path: string[]) => new Uint8Array(readFileSync(join(data, ...path)));
const floats = (data: string, ...path: string[]) => new Float32Array(bytes(data, ...path).buffer);
const model = (data: string, name: string) => bytes(data, 'models', 'har_nets', name);
const windows = (data: string) => floats(data, 'oracle', 'st_har_model', 'inputs.bin');

/** The largest difference from what TensorFlow computes, in parts of the range of that. */
function largestError(data: string, network: AnyNetwork, name: string): number {
  const [inputs, wanted] = [windows(data), floats(data, 'models', 'har_nets', `${name}_float_outputs_f32.bin`)];
  const range = wanted.reduce((most, y) => Math.max(most, Math.abs(y)), 0);
  const out = new Float32Array(wanted.length / WINDOWS);
  const executor = executorOf(network);
  let error = 0;
  for (let w = 0; w < WINDOWS; w++) {
    executor.run(inputs.subarray(w * SAMPLES, (w + 1) * SAMPLES), out);
    out.forEach((y, k) => (error = Math.max(error, Math.abs(y - wanted[w * out.length + k]) / range)));
  }
  return error;
}

/** The codes that TensorFlow Lite makes of the windows, and of them those that we make otherwise. */
function differing(data: string, network: AnyNetwork, dialect: typeof tflite, results: string): [number, number] {
  const [inputs, wanted] = [windows(data), new Int8Array(model(data, results).buffer)];
  const [{ params }] = network.inputs;
  if (!params) throw new Error('the input must hold codes');
  const [scale, zeroPoint] = [params.scale[0], params.zeroPoint[0]];
  const [codes, out] = [new Int8Array(SAMPLES), new Int8Array(wanted.length / WINDOWS)];
  const executor = executorOf(network, { dialect });
  let differences = 0;
  for (let w = 0; w < WINDOWS; w++) {
    for (let k = 0; k < SAMPLES; k++) {
      const code = halfAway(Math.fround(inputs[w * SAMPLES + k] / scale)) + zeroPoint;
      codes[k] = Math.min(Math.max(code, -128), 127);
    }
    executor.run(codes, out);
    differences += out.reduce((sum, q, k) => sum + Number(q !== wanted[w * out.length + k]), 0);
  }
  return [differences, wanted.length];
}

describe('small networks on 1,748 windows of acceleration', () => {
  for (const [name, file] of [
    ...float.map(name => [name, `${name}_float.tflite`]),
    ...twins.map(name => [name, `${name}.onnx`]),
  ]) {
    it(`${file}: within 1e-5 of the range of what TensorFlow computes, and folded`, function () {
      const data = sharedData();
      if (!data) this.skip();
      const read = file.endsWith('.onnx') ? importOnnx : importTflite;
      const network = read(model(data, file));
      expect(largestError(data, network, name)).to.be.at.most(1e-5);
      expect(largestError(data, foldNetwork(network), name)).to.be.at.most(1e-5);
    });
  }

  for (const name of integer) {
    for (const [dialect, kernels] of [
      [tflite, 'reference'],
      [xnnpack, 'xnnpack'],
    ] as const) {
      // of the autoencoder there is no recording of the reference kernels
      if (name === 'ae' && dialect === tflite) continue;
      it(`${name}_int8.tflite: every code of TensorFlow Lite 2.21's ${kernels} kernels, and folded`, function () {
        const data = sharedData();
        if (!data) this.skip();
        const network = importTflite(model(data, `${name}_int8.tflite`));
        const results = `${name}_int8_outputs_${kernels}.bin`;
        for (const one of [network, foldNetwork(network)]) {
          const [differences, codes] = differing(data, one, dialect, results);
          expect(codes).to.be.at.least(5244);
          expect(differences).to.equal(0);
        }
      });
    }
  }
});
