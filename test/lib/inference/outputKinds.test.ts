import { expect } from 'chai';
import { readModel } from '../../../datasets/index.js';
import { join } from 'node:path';
import {
  conv1d,
  dense,
  flatten,
  type LayerPlan,
  logistic,
  type Network,
  networkBuilder,
  outputKinds,
  reshape,
  sequential,
  softmax,
  tanh,
} from '../../../lib/network.js';
import { sharedData } from '../../sharedData.js';

const kind = (plans: readonly LayerPlan[], description: Partial<Network> = {}) =>
  outputKinds({ ...sequential({ name: 'n', input: [4, 2], layers: [...plans] }), ...description })[0];
const head = (units: number) => [flatten(), dense({ units })];

describe('outputKinds', () => {
  it('goes by the layer that makes the entries, whatever hands them on', () => {
    expect(kind([...head(3), softmax()])).to.equal('probabilities');
    expect(kind([...head(3), softmax(), reshape({ shape: [3, 1] })])).to.equal('probabilities');
    expect(kind([...head(1), logistic()])).to.equal('detector');
    expect(kind([...head(3), logistic()])).to.equal('detector');
    expect(kind(head(3))).to.equal('logits');
    expect(kind(head(1))).to.equal('values');
    expect(kind([...head(3), tanh()])).to.equal('values');
    expect(kind([flatten(), dense({ units: 3, activation: 'relu' })])).to.equal('values');
  });

  it('takes an output as large as the input for a reconstruction, and a mask for values', () => {
    expect(kind([conv1d({ filters: 2, kernel: 3, padding: 'same' })])).to.equal('reconstruction');
    expect(kind(head(8))).to.equal('reconstruction');
    expect(kind([...head(8), logistic()])).to.equal('values');
    expect(kind(head(8), { labels: [...'abcdefgh'] })).to.equal('logits');
  });

  it('believes what the network says, output by output', () => {
    expect(kind(head(3), { kinds: ['values'] })).to.equal('values');
    const b = networkBuilder({ name: 'two' });
    const x = b.input('x', [4]);
    const y = b.add(softmax(), b.add(dense({ units: 2 }), x));
    const z = b.add(logistic(), b.add(dense({ units: 1 }), x));
    expect(outputKinds(b.build([y, z]))).to.deep.equal(['probabilities', 'detector']);
    expect(() => kind(head(3), { kinds: ['values', 'values'] })).to.throw(
      'network: kinds: must be one an output of probabilities, logits, detector, reconstruction, values',
    );
  });

  for (const [file, wanted] of [
    ['st_har_int8.tflite', 'probabilities'],
    ['kws_ref_model_int8.tflite', 'probabilities'],
    ['ad01_int8.tflite', 'reconstruction'],
    ['hello_world_int8.tflite', 'values'],
    ['mww_v2_okay_nabu.tflite', 'detector'],
    ['har_nets/ae_int8.tflite', 'reconstruction'],
    ['onnx2c_mnist.onnx', 'logits'],
  ] as const) {
    it(`knows ${file}: ${wanted}`, async function () {
      const folder = sharedData();
      if (folder === undefined) return this.skip();
      const { network } = await readModel(join(folder, 'models', file));
      expect(outputKinds(network)).to.deep.equal([wanted]);
    });
  }
});
