import { executor as executorOf } from '../executor.js';
import { expect } from 'chai';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { importTflite } from '../../../lib/network.js';

import { allocate, elementsOf } from '../../../lib/graph/tensor.js';
import { sharedData } from '../../sharedData.js';
import { atLeastOne } from '../../atLeastOne.js';

/** The models of a folder, and outputs that differ from TensorFlow Lite Micro's. */
function compare(folder: string): { readonly models: number; readonly values: number; readonly differing: number } {
  const total = { models: 0, values: 0, differing: 0 };
  const files = readdirSync(folder).filter(name => name.endsWith('.tflite'));
  for (const file of atLeastOne(files, folder)) {
    const csv = (kind: string) =>
      readFileSync(join(folder, `${file.slice(0, -'.tflite'.length)}_${kind}.csv`), 'utf8')
        .trim()
        .split(',')
        .map(Number);
    const executor = executorOf(importTflite(readFileSync(join(folder, file))));
    const inputs = executor.inputs.map(({ params, shape }, k) => {
      const data = allocate(params, elementsOf(shape));
      data.set(csv(`input${k}_${data.BYTES_PER_ELEMENT === 4 ? 'int32' : 'int16'}`));
      return data;
    });
    const [{ params, shape }] = executor.outputs;
    const out = allocate(params, elementsOf(shape));
    executor.run(inputs, [out]);
    const wanted = csv('golden_int16');
    total.models++;
    total.values += wanted.length;
    total.differing += wanted.filter((q, i) => q !== out[i]).length;
  }
  return total;
}

describe('the int16 ops on the layers of a speech enhancement network', () => {
  const equal = (name: string, models: number, values: number) =>
    it(`equal TensorFlow Lite Micro: ${name}`, function () {
      const data = sharedData();
      if (!data) this.skip();
      const got = compare(join(data, 'conformance', 'seanet_int16', name));
      expect(got).to.deep.equal({ models, values, differing: 0 });
    });

  equal('add', 9, 16000);
  equal('sub', 3, 6816);
  equal('leaky_relu', 12, 16000);
  equal('quantize', 1, 640);
});
