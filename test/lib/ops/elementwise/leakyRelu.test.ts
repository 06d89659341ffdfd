import { expect } from 'chai';
import { leakyRelu, networkFromJson, networkToJson, sequential } from '../../../../lib/network.js';
import { expectOutput, oracleCases, runLayer } from '../oracleCases.js';

describe('leakyRelu', () => {
  it('agrees with ONNX Runtime', () => {
    for (const c of oracleCases('leakyRelu')) expectOutput(c, 1e-6);
  });

  it('lets infinities and NaN through', () => {
    const x = { shape: [3], data: [-Infinity, Infinity, NaN] };
    const { data } = runLayer({ type: 'leakyRelu', name: 'layer', inputs: ['input0'], alpha: 0.5 }, [x]);
    expect([...data]).to.deep.equal([-Infinity, Infinity, NaN]);
  });

  it('survives JSON, and refuses wrong options at the call', () => {
    const network = sequential({ name: 'n', input: [2], layers: [leakyRelu()] });
    expect(network.layers[0]).to.deep.include({ type: 'leakyRelu', alpha: 0.01 });
    expect(networkFromJson(networkToJson(network))).to.deep.equal(network);
    expect(() => leakyRelu({ alpha: NaN })).to.throw(RangeError, 'leakyRelu: alpha must be a finite number, got NaN');
  });
});
