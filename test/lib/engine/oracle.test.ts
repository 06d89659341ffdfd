import { executor as executorOf } from '../executor.js';
import { expect } from 'chai';
import { createHash } from 'node:crypto';
import { type Dialect, xnnpack, tflite, tflm } from '../../../lib/network.js';
import { sharedData } from '../../sharedData.js';
import { heldBytes, recordedModel } from './recordedModel.js';

/** Runs of the kernels of TensorFlow Lite Micro: how many, and the values of all outputs and of all recorded activations. */
const runs = [
  { model: 'ad01_int8', suffix: '', records: 40, outputs: 25600, activations: 6936 },
  { model: 'kws_ref_model_int8', suffix: '', records: 25, outputs: 300, activations: 217926 },
  { model: 'resnet8_int8', suffix: '', records: 24, outputs: 240, activations: 117908 },
  { model: 'micro_speech_quantized', suffix: '', records: 25, outputs: 100, activations: 23784 },
  { model: 'hello_world_int8', suffix: '', records: 64, outputs: 64, activations: 68 },
  { model: 'hello_world_int8', suffix: '_exhaustive', records: 256, outputs: 256, activations: 0 },
  { model: 'dtln_noise_suppression', suffix: '', records: 120, outputs: 30840, activations: 3590 },
  { model: 'dtln_noise_suppression', suffix: '_golden', records: 1, outputs: 257, activations: 1795 },
  // 612 tensors of 181,476 bytes, without 6 handles of 4 bytes in each of 12 records
  { model: 'mww_v2_okay_nabu', suffix: '', records: 332, outputs: 332, activations: 181188 },
  { model: 'mww_v2_okay_nabu', suffix: '_stress', records: 300, outputs: 300, activations: 0 },
];

/**
 * SHA-256 of all outputs, one record behind the other, of TensorFlow 2.21 on the recorded inputs with the state carried: its reference
 * kernels (BUILTIN_REF) for the dialect `tflite`, its default kernels (XNNPACK) for `float32`.
 */
const hashes: readonly { model: string; suffix: string; dialect: Dialect; sha256: string }[] = [
  {
    model: 'ad01_int8',
    suffix: '',
    dialect: tflite,
    sha256: '063fcb232deff16c0da88ea98b0490ea45ab3274ded4d98043ce1b4d96919d1d',
  },
  {
    model: 'ad01_int8',
    suffix: '',
    dialect: xnnpack,
    sha256: '063fcb232deff16c0da88ea98b0490ea45ab3274ded4d98043ce1b4d96919d1d',
  },
  {
    model: 'dtln_noise_suppression',
    suffix: '',
    dialect: tflite,
    sha256: 'cd2e6cb221961d451cff96d025d257162ea4944b452f28cb3cf2ef11667356cd',
  },
  {
    model: 'dtln_noise_suppression',
    suffix: '',
    dialect: xnnpack,
    sha256: 'cd2e6cb221961d451cff96d025d257162ea4944b452f28cb3cf2ef11667356cd',
  },
  {
    model: 'kws_ref_model_int8',
    suffix: '',
    dialect: tflite,
    sha256: 'e20b911a050dac48adef6e9308087f5b6836512d9537a52f94c3d4f0673519f5',
  },
  {
    model: 'kws_ref_model_int8',
    suffix: '',
    dialect: xnnpack,
    sha256: '387d753b1a2ce08161e3b69f91e2087d729be66289e90ec091983b0be86ef70f',
  },
  {
    model: 'micro_speech_quantized',
    suffix: '',
    dialect: tflite,
    sha256: 'e0133be043122bc66f7a10249a1f90622af34fc27890d97668fb156cf776c671',
  },
  {
    model: 'micro_speech_quantized',
    suffix: '',
    dialect: xnnpack,
    sha256: 'e0133be043122bc66f7a10249a1f90622af34fc27890d97668fb156cf776c671',
  },
  {
    model: 'mww_v2_okay_nabu',
    suffix: '',
    dialect: tflite,
    sha256: 'c5e3636cebba116ee71f87939bf9081089b1c4d1ecea55ad171a20245ca0342a',
  },
  {
    model: 'mww_v2_okay_nabu',
    suffix: '',
    dialect: xnnpack,
    sha256: 'b9a48597bb8b2659e254aea1905fb3f2e60bee93f8c077ee0bffa66d4a96ca2a',
  },
  {
    model: 'mww_v2_okay_nabu',
    suffix: '_stress',
    dialect: tflite,
    sha256: '24d3773b2e71cb5ad34963372d54b236aab8081fc6ce682a0fcc675c0e9f74cb',
  },
  {
    model: 'mww_v2_okay_nabu',
    suffix: '_stress',
    dialect: xnnpack,
    sha256: '5bcdb862e410607df142df580d9cfe834b7862decc6542efae503f2c49cadd45',
  },
  {
    model: 'resnet8_int8',
    suffix: '',
    dialect: tflite,
    sha256: '6d3276042db40467729418a404c6979637088799bad0e581af02c0cbf09df12f',
  },
  {
    model: 'resnet8_int8',
    suffix: '',
    dialect: xnnpack,
    sha256: 'fef1eca06117f70d85ff8e7a1a2c88b9b81a699e6516419085ddcd24d380c157',
  },
];

describe('integerExecutor on recorded models', () => {
  for (const { model, suffix, records, outputs, activations } of runs) {
    it(`equals TensorFlow Lite Micro on ${records} records of ${model}${suffix}, output for output and layer for layer`, function () {
      const data = sharedData();
      if (!data) this.skip();
      const recorded = recordedModel(data, model, suffix);
      const executor = executorOf(recorded.network, { dialect: tflm });
      const all = activations > 0 ? recorded.activations() : [];
      const out = recorded.outputs[0].slice();
      let [values, bytes] = [0, 0];
      recorded.inputs.forEach((input, record) => {
        const wanted = all.filter(a => a.record === record);
        const before = new Map(wanted.filter(a => a.state === 'before').map(a => [a, heldBytes(executor, a)]));
        executor.run(input, out);
        expect(out, `record ${record}`).to.deep.equal(recorded.outputs[record]);
        for (const activation of wanted) {
          const got = before.get(activation) ?? heldBytes(executor, activation);
          expect([...got], `record ${record}, tensor ${activation.name}`).to.deep.equal([...activation.bytes]);
          bytes += got.length;
        }
        values += out.length;
      });
      expect([recorded.inputs.length, values, bytes]).to.deep.equal([records, outputs, activations]);
      console.log(`      ${values} outputs and ${bytes} bytes of activations and states compared: no difference`);
    });
  }

  it('reaches every layer of the recorded models: each of their tensors was recorded', function () {
    const data = sharedData();
    if (!data) this.skip();
    for (const { model, suffix } of runs.filter(run => run.activations > 0)) {
      const recorded = recordedModel(data, model, suffix);
      const names = new Set(recorded.activations().map(a => a.name));
      const missing = recorded.network.layers.filter(layer => !names.has(layer.name)).map(layer => layer.name);
      // a step of ours between two tensors of the model
      expect(missing, model).to.deep.equal(model === 'micro_speech_quantized' ? ['add_1/reshape'] : []);
    }
  });

  for (const { model, suffix, dialect, sha256 } of hashes) {
    it(`equals TensorFlow 2.21 in the dialect ${dialect.name} on every record of ${model}${suffix}`, function () {
      const data = sharedData();
      if (!data) this.skip();
      const { network, inputs, outputs } = recordedModel(data, model, suffix);
      const executor = executorOf(network, { dialect });
      const hash = createHash('sha256');
      const out = outputs[0].slice();
      for (const input of inputs) {
        executor.run(input, out);
        hash.update(out);
      }
      expect(hash.digest('hex')).to.equal(sha256);
    });
  }
});
