import { executor as executorOf } from '../executor.js';
import { expect } from 'chai';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { importTflite } from '../../../lib/network.js';
import { type Dialect, xnnpack, tflite } from '../../../lib/network.js';
import { sharedData } from '../../sharedData.js';

/** What runtimes gave for recorded inputs: `records` of them, `values` in all. */
interface Oracle {
  readonly model: string;
  readonly dialect: Dialect;
  readonly outputs: string;
  readonly records: number;
  readonly values: number;
}

const tfjs = 'outputs_tfjs_xnnpack.bin'; // XNNPACK as TensorFlow.js runs it

const oracles: readonly Oracle[] = [
  { model: 'ad01_int8', dialect: xnnpack, outputs: tfjs, records: 40, values: 25600 },
  { model: 'hello_world_int8', dialect: xnnpack, outputs: tfjs, records: 64, values: 64 },
  { model: 'kws_ref_model_int8', dialect: xnnpack, outputs: tfjs, records: 25, values: 300 },
  { model: 'resnet8_int8', dialect: xnnpack, outputs: tfjs, records: 24, values: 240 },
  { model: 'micro_speech_quantized', dialect: xnnpack, outputs: tfjs, records: 25, values: 100 },
  { model: 'st_har_int8', dialect: xnnpack, outputs: 'outputs_xnnpack.bin', records: 1748, values: 5244 },
  { model: 'st_har_int8', dialect: tflite, outputs: 'outputs.bin', records: 1748, values: 5244 },
];

describe('the dialects on recorded models', () => {
  for (const { model, dialect, outputs, records, values } of oracles) {
    it(`${dialect.name} equals its runtime on ${records} records of ${model}`, function () {
      const data = sharedData();
      if (!data) this.skip();
      const network = importTflite(new Uint8Array(readFileSync(join(data, 'models', `${model}.tflite`))));
      const executor = executorOf(network, { dialect });
      const codes = (file: string) => new Int8Array(readFileSync(join(data, 'oracle', model, file)));
      const [x, wanted] = [codes('inputs.bin'), codes(outputs)];
      const [size, out] = [x.length / records, new Int8Array(values / records)];
      for (let k = 0; k < records; k++) {
        executor.run(x.subarray(k * size, (k + 1) * size), out);
        expect([...out], `record ${k}`).to.deep.equal([...wanted.subarray(k * out.length, (k + 1) * out.length)]);
      }
      expect(wanted.length).to.equal(values);
    });
  }
});
