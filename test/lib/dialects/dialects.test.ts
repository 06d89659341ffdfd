import { expect } from 'chai';
import { compile, dialects, type IntegerNetwork } from '../../../lib/network.js';
import { affineParams } from '../../../lib/quantizers/index.js';

describe('dialects', () => {
  it('lists each under its own name', () => {
    const names = ['tflm', 'tflite', 'single', 'xnnpack', 'onnxruntime', 'shift'];
    expect(Object.entries(dialects).map(([key, { name }]) => [key, name])).to.deep.equal(names.map(n => [n, n]));
  });

  it('is that of the network unless another one is asked for, and tflm for a network that names none', () => {
    const params = affineParams({ scale: 1 });
    const network: IntegerNetwork = {
      name: 'one',
      arithmetic: 'integer',
      inputs: [{ name: 'x', shape: [1], params }],
      layers: [{ type: 'relu', name: 'y', inputs: ['x'], params }],
      outputs: ['y'],
    };
    expect(compile(network).plan.dialect).to.equal('tflm');
    expect(compile({ ...network, dialect: 'xnnpack' }).plan.dialect).to.equal('xnnpack');
    expect(compile({ ...network, dialect: 'xnnpack' }, { dialect: dialects.single }).plan.dialect).to.equal('single');
  });
});
