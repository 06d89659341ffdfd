import { executor as executorOf } from '../../executor.js';
import { expect } from 'chai';
import { readFileSync } from 'node:fs';
import { importTflite } from '../../../../lib/formats/tflite/importTflite.js';

/** Models of a few operators, made and run by the program that the note names. */
interface Cases {
  readonly note: string;
  readonly cases: readonly {
    readonly name: string;
    readonly ops: readonly string[];
    /** Base64 of the file. */
    readonly model: string;
    /** Runs one after the other; base64 of float32. */
    readonly runs: readonly { readonly inputs: readonly string[]; readonly outputs: readonly string[] }[];
  }[];
}

const { note, cases } = JSON.parse(readFileSync(new URL('fixtures/tfliteOps.json', import.meta.url), 'utf8')) as Cases;

const bytesOf = (base64: string) => new Uint8Array(Buffer.from(base64, 'base64'));
const floatsOf = (base64: string) => new Float32Array(bytesOf(base64).slice().buffer);

describe('importTflite, float models', () => {
  for (const { name, model, runs, ops } of cases) {
    it(`${name}: computes what ${note.split(',')[0]} computes (${ops.length} operators)`, () => {
      const executor = executorOf(importTflite(bytesOf(model)));
      for (const { inputs, outputs } of runs) {
        const wanted = outputs.map(floatsOf);
        const out = wanted.map(y => new Float32Array(y.length));
        executor.run(inputs.map(floatsOf), out);
        wanted.forEach((list, k) => {
          const range = Math.max(...list.map(Math.abs), 1e-30);
          list.forEach((y, i) => {
            const error = Math.abs(out[k][i] - y) / range;
            expect(error, `output ${k}, entry ${i}: ${out[k][i]}, not ${y}`).to.be.at.most(1e-5);
          });
        });
      }
    });
  }

  it('has a case for nearly every operator', () => {
    expect(new Set(cases.flatMap(c => c.ops)).size).to.be.at.least(75);
  });
});
