import { executor as executorOf } from '../../executor.js';
import { expect } from 'chai';
import { readFileSync } from 'node:fs';
import { importOnnx } from '../../../../lib/formats/onnx/importOnnx.js';
import { atLeastOne } from '../../../atLeastOne.js';

/** Models of one or a few nodes, made and run by the program that the file names. */
interface Cases {
  readonly program: string;
  readonly cases: readonly {
    readonly name: string;
    /** Base64 of the file. */
    readonly model: string;
    /** Base64 of float32. */
    readonly inputs: readonly { readonly name: string; readonly data: string }[];
    readonly outputs: readonly { readonly shape: readonly number[]; readonly data: string }[];
  }[];
}

const file = JSON.parse(readFileSync(new URL('fixtures/onnxOps.json', import.meta.url), 'utf8')) as Cases;

const bytesOf = (base64: string) => new Uint8Array(Buffer.from(base64, 'base64'));
const floatsOf = (base64: string) => new Float32Array(bytesOf(base64).slice().buffer);

describe('importOnnx', () => {
  for (const { name, model, inputs, outputs } of atLeastOne(file.cases, 'onnxOps')) {
    it(`${name}: computes what ${file.program.split(',')[0]} computes`, () => {
      const network = importOnnx(bytesOf(model));
      const executor = executorOf(network);
      expect(executor.inputs.map(i => i.name)).to.deep.equal(inputs.map(i => i.name));
      expect(executor.outputs.map(o => o.shape)).to.deep.equal(outputs.map(o => o.shape));
      const out = outputs.map(o => new Float32Array(floatsOf(o.data).length));
      executor.run(
        inputs.map(i => floatsOf(i.data)),
        out,
      );
      outputs.forEach(({ data }, k) => {
        const wanted = floatsOf(data);
        const range = Math.max(...wanted.map(Math.abs), 1e-30);
        wanted.forEach((y, i) => {
          expect(Math.abs(out[k][i] - y) / range, `output ${k}, entry ${i}: ${out[k][i]}, not ${y}`).to.be.at.most(
            1e-5,
          );
        });
      });
    });
  }
});
