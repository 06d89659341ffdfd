import { executor as executorOf, type Executor } from '../executor.js';
import { expect } from 'chai';

import { compile, type Values } from '../../../lib/network.js';
import { sharedData } from '../../sharedData.js';
import { recordedModel } from './recordedModel.js';

/** Models that carry state, the records after which it is saved, and how many records follow. */
const models = [
  { model: 'dtln_noise_suppression', saved: 57, records: 120 }, // memory of two recurrent layers
  { model: 'mww_v2_okay_nabu', saved: 101, records: 332 }, // six variables
];

/** Asserts that an executor gives the recorded outputs of records `from` to `to`. */
function expectRecorded(executor: Executor, inputs: readonly Values[], outputs: readonly Values[], from: number) {
  const out = outputs[0].slice();
  for (let k = from; k < inputs.length; k++) {
    executor.run(inputs[k], out);
    expect(out, `record ${k}`).to.deep.equal(outputs[k]);
  }
}

// outputs: TensorFlow Lite Micro over all records without a break
describe('integerExecutor: the state of recorded models', () => {
  for (const { model, saved, records } of models) {
    it(`${model}: saved after ${saved} records and restored in another executor, it goes on as TensorFlow Lite Micro does`, function () {
      const data = sharedData();
      if (!data) this.skip();
      const { network, inputs, outputs } = recordedModel(data, model);
      expect(inputs).to.have.length(records);
      const first = executorOf(network);
      expectRecorded(first, inputs.slice(0, saved), outputs, 0);
      const text = JSON.stringify(first.save());
      const second = executorOf(network);
      second.run(inputs[7], outputs[0].slice()); // a state of its own, which is to go
      second.restore(JSON.parse(text));
      expect(JSON.stringify(second.save())).to.equal(text);
      expectRecorded(second, inputs, outputs, saved);
    });

    it(`${model}: a reset executor runs as a new one`, function () {
      const data = sharedData();
      if (!data) this.skip();
      const { network, inputs, outputs } = recordedModel(data, model);
      const executor = executorOf(network);
      const fresh = JSON.stringify(executor.save());
      expectRecorded(executor, inputs.slice(0, saved), outputs, 0);
      expect(JSON.stringify(executor.save())).not.to.equal(fresh);
      executor.reset();
      expect(JSON.stringify(executor.save())).to.equal(fresh);
      expectRecorded(executor, inputs, outputs, 0);
    });
  }

  it('serves 10,000 streams with one copy of the weights: 3,472 bytes of state for each', function () {
    const data = sharedData();
    if (!data) this.skip();
    const { network, inputs, outputs } = recordedModel(data, 'mww_v2_okay_nabu');
    const compiled = compile(network);
    // of the six ring buffers of codes: (5 + 22 + 14 + 10) columns of 64, 4 of 32, 2 of 40
    const bytes = 64 * (5 + 22 + 14 + 10) + 32 * 4 + 40 * 2;
    expect(bytes).to.equal(3472);
    const before = process.memoryUsage().arrayBuffers;
    const states = Array.from({ length: 10_000 }, () => compiled.newState());
    const grown = process.memoryUsage().arrayBuffers - before;
    expect(states.every(state => state.bytes.length === bytes)).to.equal(true);
    expect(grown).to.be.at.most(10_000 * bytes + 2 ** 16); // the blocks, and nothing else of their size
    const out = outputs[0].slice();
    for (let k = 0; k < 3; k++) {
      for (const state of states) {
        compiled.run(state, inputs[k], out);
        if (out.some((code, i) => code !== outputs[k][i])) expect(out, `record ${k}`).to.deep.equal(outputs[k]);
      }
    }
  }).timeout(60_000);

  it('refuses the state of another model, and stays as it was', function () {
    const data = sharedData();
    if (!data) this.skip();
    const [dtln, mww] = models.map(({ model }) => recordedModel(data, model));
    const executor = executorOf(mww.network);
    const out = mww.outputs[0].slice();
    mww.inputs.slice(0, 20).forEach(input => executor.run(input, out));
    const before = JSON.stringify(executor.save());
    expect(() => executor.restore(executorOf(dtln.network).save())).to.throw(Error, 'another network');
    expect(JSON.stringify(executor.save())).to.equal(before);
  });
});
