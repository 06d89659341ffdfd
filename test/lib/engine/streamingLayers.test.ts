import { executor as executorOf } from '../executor.js';
import { expect } from 'chai';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { importTflite } from '../../../lib/network.js';
import { tflite, tflm } from '../../../lib/network.js';
import { elementsOf } from '../../../lib/graph/tensor.js';
import { sharedData } from '../../sharedData.js';

/** Files of each operator, and the values in all their golden outputs. */
const operators = [
  { operator: 'add', files: 9, values: 16000 },
  { operator: 'conv', files: 11, values: 12160 },
  { operator: 'leaky_relu', files: 12, values: 16000 },
  { operator: 'quantize', files: 1, values: 640 },
  { operator: 'sub', files: 3, values: 6816 },
  { operator: 'transpose_conv', files: 3, values: 11520 },
];

// Golden outputs of TensorFlow Lite Micro's test of the layers of a streaming network, int16 activations with int8 weights
describe('integerExecutor on the int16 streaming layers of TensorFlow Lite Micro', () => {
  for (const { operator, files, values } of operators) {
    for (const dialect of [tflm, tflite]) {
      it(`${operator}: equal to all ${files} golden files in the dialect ${dialect.name}`, function () {
        const data = sharedData();
        if (!data) this.skip();
        const folder = join(data, 'conformance', 'seanet_int16', operator);
        const names = readdirSync(folder);
        const models = names.filter(name => name.endsWith('.tflite'));
        let compared = 0;
        for (const model of models) {
          const base = model.replace('.tflite', '');
          const network = importTflite(new Uint8Array(readFileSync(join(folder, model))));
          const executor = executorOf(network, { dialect });
          // an int32 input beside int16 ones gives but the shape of the output
          const given = names
            .filter(name => name.startsWith(`${base}_input`))
            .filter(name => operator === 'quantize' || name.endsWith('int16.csv'))
            .sort()
            .map(name => numbers(join(folder, name)));
          expect(given.map(list => list.length)).to.deep.equal(executor.inputs.map(i => elementsOf(i.shape)));
          const inputs = given.map(list => (operator === 'quantize' ? Int32Array.from(list) : Int16Array.from(list)));
          const golden = numbers(join(folder, `${base}_golden_int16.csv`));
          const out = new Int16Array(golden.length);
          executor.run(inputs, [out]);
          expect([...out], base).to.deep.equal(golden);
          compared += golden.length;
        }
        expect([models.length, compared]).to.deep.equal([files, values]);
        console.log(`      ${compared} outputs of ${files} models compared: no difference`);
      });
    }
  }
});

function numbers(path: string): number[] {
  return readFileSync(path, 'utf8').trim().split(',').map(Number);
}
