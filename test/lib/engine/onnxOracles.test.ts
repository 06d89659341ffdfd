import { executor as executorOf } from '../executor.js';
import { expect } from 'chai';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { importOnnx } from '../../../lib/network.js';
import { type Dialect, onnxruntime } from '../../../lib/network.js';
import { sharedData } from '../../sharedData.js';

type CodeType = 'int8' | 'uint8' | 'float32' | 'int32';

interface Vector {
  readonly name: string;
  readonly type: CodeType;
  readonly dims: readonly number[];
  readonly data: readonly number[];
}

const arrays = { int8: Int8Array, uint8: Uint8Array, int32: Int32Array, float32: Float32Array };

const bytesOf = (base64: string) => new Uint8Array(Buffer.from(base64, 'base64'));
const floatsOf = (base64: string) => new Float32Array(bytesOf(base64).buffer);

// The conformance vectors of ONNX: `expected` is what the specification defines
describe('integerExecutor on the ONNX conformance models', () => {
  for (const test of [
    'test_convinteger_without_padding',
    'test_matmulinteger',
    'test_qlinearconv',
    'test_qlinearmatmul_2D_uint8_float32',
    'test_qlinearmatmul_3D_int8_float32',
  ]) {
    it(`${test}: equal in the dialect onnxruntime`, function () {
      const data = sharedData();
      if (!data) this.skip();
      const folder = join(data, 'conformance');
      const vectors = JSON.parse(readFileSync(join(folder, 'onnx_node_vectors.json'), 'utf8')) as {
        readonly test: string;
        readonly inputs: readonly Vector[];
        readonly expected: readonly [Vector];
      }[];
      const vector = vectors.find(v => v.test === test);
      if (!vector) throw new Error(`no vector ${test}`);
      const [x, ...rest] = vector.inputs.map(({ name, type, dims, data }) => {
        return { name, type, shape: dims, data: arrays[type].from(data) };
      });
      const model = new Uint8Array(readFileSync(join(folder, 'onnx_node', test, 'model.onnx')));
      const network = importOnnx(model, { constants: new Map(rest.map(constant => [constant.name, constant])) });
      expect(network.arithmetic).to.equal('integer');
      const executor = executorOf(network, { dialect: onnxruntime });
      const [{ type, data: wanted }] = vector.expected;
      const out = new arrays[type](wanted.length);
      executor.run(x.data, out);
      expect([...out]).to.deep.equal(wanted);
    });
  }
});

// Models of one node with random codes, weights and biases, and what ONNX Runtime 1.30.0 computes
describe('integerExecutor on quantized ONNX nodes', () => {
  const { cases } = JSON.parse(readFileSync(new URL('fixtures/onnxNodes.json', import.meta.url), 'utf8')) as {
    readonly cases: readonly {
      readonly name: string;
      readonly model: string;
      readonly input: string;
      readonly inputType: CodeType;
      readonly output: string;
      readonly outputType: CodeType;
    }[];
  };
  for (const { name, model, input, inputType, output, outputType } of cases) {
    it(`${name}: every output equal in the dialect onnxruntime`, () => {
      const executor = executorOf(importOnnx(bytesOf(model)), { dialect: onnxruntime });
      const wanted = new arrays[outputType](bytesOf(output).buffer);
      const out = new arrays[outputType](wanted.length);
      executor.run(new arrays[inputType](bytesOf(input).buffer), out);
      expect([...out]).to.deep.equal([...wanted]);
    });
  }
});

// Models that ONNX Runtime 1.30.0 quantized, and its outputs; see test/lib/importers/onnxQuantized.test.ts
describe('integerExecutor on models that ONNX Runtime quantized', () => {
  const { inputs, cases } = JSON.parse(
    readFileSync(new URL('../formats/onnx/fixtures/onnxQuantized.json', import.meta.url), 'utf8'),
  ) as {
    readonly inputs: string;
    readonly cases: readonly { readonly name: string; readonly model: string; readonly outputs: string }[];
  };
  const x = floatsOf(inputs);

  function outputsOf(model: string, dialect: Dialect): number[] {
    const executor = executorOf(importOnnx(bytesOf(model)), { dialect });
    const out = new Float32Array(4);
    const all: number[] = [];
    for (let at = 0; at < x.length; at += 48) {
      executor.run(x.subarray(at, at + 48), out);
      all.push(...out);
    }
    return all;
  }

  for (const { name, model, outputs } of cases) {
    it(`${name}: every output equal in the dialect onnxruntime`, () => {
      const wanted = [...floatsOf(outputs)];
      expect(wanted).to.have.length(160);
      expect(outputsOf(model, onnxruntime)).to.deep.equal(wanted);
    });
  }
});
