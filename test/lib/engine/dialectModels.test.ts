import { expect } from 'chai';
import { type Dialect, dialectComparison, xnnpack, single, tflite, tflm } from '../../../lib/network.js';
import type { Values } from '../../../lib/network.js';
import { sharedData } from '../../sharedData.js';
import { recordedModel } from './recordedModel.js';

/** Outputs of one model in two runtimes, of which `from` is the dialect of the first. */
const pairs: readonly { model: string; from: Dialect; beside: string }[] = [
  { model: 'ad01_int8', from: tflm, beside: 'outputs_tfjs_xnnpack.bin' },
  { model: 'hello_world_int8', from: tflm, beside: 'outputs_tfjs_xnnpack.bin' },
  { model: 'kws_ref_model_int8', from: tflm, beside: 'outputs_tfjs_xnnpack.bin' },
  { model: 'micro_speech_quantized', from: tflm, beside: 'outputs_tfjs_xnnpack.bin' },
  { model: 'resnet8_int8', from: tflm, beside: 'outputs_tfjs_xnnpack.bin' },
  { model: 'st_har_int8', from: tflite, beside: 'outputs_xnnpack.bin' },
];

/** Values of two recordings that differ, and the largest difference. */
function difference(a: readonly Values[], b: readonly Values[]) {
  const steps = a.flatMap((values, k) => Array.from(values, (q, i) => Math.abs(q - b[k][i])));
  return { differing: steps.filter(d => d > 0).length, values: steps.length, most: Math.max(...steps) };
}

/** Index of the largest value, the first of equals. */
function largest(values: Values): number {
  return values.indexOf(Math.max(...values));
}

describe('dialectComparison on recorded models', () => {
  for (const { model, from, beside } of pairs) {
    it(`${model}: ${from.name} and xnnpack are as far apart as the recorded outputs of their runtimes`, function () {
      const data = sharedData();
      if (!data) this.skip();
      const { network, inputs, outputs } = recordedModel(data, model);
      const others = recordedModel(data, model, '', beside).outputs;
      const wanted = difference(outputs, others);
      const other = outputs.filter((values, k) => largest(values) !== largest(others[k]));
      const comparison = dialectComparison(network, [from, xnnpack]);
      for (const input of inputs) comparison.run(input);
      const { runs, differing, flips, tensors } = comparison.summary();
      expect(tensors.find(t => t.tensor === network.outputs[0])).to.deep.equal({
        tensor: network.outputs[0],
        ...wanted,
      });
      expect([runs, flips]).to.deep.equal([inputs.length, other.length]);
      const values = tensors.reduce((sum, t) => sum + t.values, 0);
      const apart = tensors.reduce((sum, t) => sum + t.differing, 0);
      console.log(`      ${apart} of ${values} codes differ in ${differing} of ${runs} runs, ${flips} decisions flip`);
    });
  }

  for (const model of ['resnet8_int8', 'kws_ref_model_int8']) {
    it(`${model}: the first layer that rounds twice instead of once is a code apart at most`, function () {
      const data = sharedData();
      if (!data) this.skip();
      const { network, inputs } = recordedModel(data, model);
      const comparison = dialectComparison(network, [tflm, single]);
      for (const input of inputs) comparison.run(input);
      const { runs, differing, flips, tensors } = comparison.summary();
      const first = tensors.find(t => t.differing > 0);
      expect(first?.most).to.equal(1);
      const [apart, values] = [
        tensors.reduce((sum, t) => sum + t.differing, 0),
        tensors.reduce((sum, t) => sum + t.values, 0),
      ];
      console.log(`      ${apart} of ${values} codes differ in ${differing} of ${runs} runs, ${flips} decisions flip`);
    });
  }
});
