import { expect } from 'chai';
import { hardSigmoid, networkFromJson, networkToJson, sequential } from '../../../../lib/network.js';
import { expectOutput, oracleCases, runLayer } from '../oracleCases.js';

describe('hardSigmoid', () => {
  it('agrees with ONNX Runtime', () => {
    for (const c of oracleCases('hardSigmoid')) expectOutput(c, 1e-6);
  });

  it('stays in [0, 1] at the infinities and lets NaN through', () => {
    const layer = { type: 'hardSigmoid' as const, name: 'layer', inputs: ['input0'], alpha: 0.2, beta: 0.5 };
    const { data } = runLayer(layer, [{ shape: [4], data: [-Infinity, Infinity, NaN, 0] }]);
    expect([...data]).to.deep.equal([0, 1, NaN, 0.5]);
  });

  it('survives JSON, and refuses wrong options at the call', () => {
    const network = sequential({ name: 'n', input: [2], layers: [hardSigmoid()] });
    expect(network.layers[0]).to.deep.include({ type: 'hardSigmoid', alpha: 0.2, beta: 0.5 });
    expect(networkFromJson(networkToJson(network))).to.deep.equal(network);
    expect(() => hardSigmoid({ alpha: NaN })).to.throw(RangeError, 'hardSigmoid: alpha must be a finite number');
    expect(() => hardSigmoid({ beta: NaN })).to.throw(RangeError, 'hardSigmoid: beta must be a finite number');
  });
});
