import { expect } from 'chai';
import { integerExecutor, tflm } from '../../../lib/integer/index.js';
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

describe('integerExecutor on recorded models', () => {
  for (const { model, suffix, records, outputs, activations } of runs) {
    it(`equals TensorFlow Lite Micro on ${records} records of ${model}${suffix}, output for output and layer for layer`, function () {
      const data = sharedData();
      if (!data) this.skip();
      const recorded = recordedModel(data, model, suffix);
      const executor = integerExecutor(recorded.network, { dialect: tflm });
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
});
