import { expect } from 'chai';
import { gelu, networkFromJson, networkToJson, sequential } from '../../../../lib/network.js';
import { expectOutput, oracleCases, runLayer } from '../oracleCases.js';

describe('gelu', () => {
  it('agrees with ONNX Runtime and TensorFlow, exact and by tanh', () => {
    for (const c of oracleCases('gelu')) expectOutput(c, 1e-6);
  });

  it('is 0 at 0, x far above, 0 far below, and lets NaN through', () => {
    for (const approximation of ['none', 'tanh'] as const) {
      const layer = { type: 'gelu' as const, name: 'layer', inputs: ['input0'], approximation };
      const { data } = runLayer(layer, [{ shape: [5], data: [0, 100, Infinity, NaN, -100] }]);
      expect([...data.subarray(0, 4)], approximation).to.deep.equal([0, 100, Infinity, NaN]);
      expect(data[4] === 0, approximation).to.equal(true);
    }
  });

  it('survives JSON, and refuses wrong options at the call', () => {
    const network = sequential({ name: 'n', input: [2], layers: [gelu(), gelu({ approximation: 'tanh' })] });
    expect(networkFromJson(networkToJson(network))).to.deep.equal(network);
    expect(() => gelu({ approximation: 'erf' as 'none' })).to.throw(
      RangeError,
      'gelu: approximation must be one of none, tanh; got "erf"',
    );
  });
});
