import { expect } from 'chai';
import { elu, networkFromJson, networkToJson, sequential } from '../../../../lib/network.js';
import { expectOutput, oracleCases, runLayer } from '../oracleCases.js';

describe('elu', () => {
  it('agrees with ONNX Runtime', () => {
    for (const c of oracleCases('elu')) expectOutput(c, 1e-6);
  });

  it('goes to -alpha, is alpha x near 0 without cancellation, and lets NaN through', () => {
    const x = { shape: [4], data: [-Infinity, Infinity, NaN, -1e-20] };
    const { data } = runLayer({ type: 'elu', name: 'layer', inputs: ['input0'], alpha: 2 }, [x]);
    expect([...data]).to.deep.equal([-2, Infinity, NaN, Math.fround(-2e-20)]);
  });

  it('survives JSON, and refuses wrong options at the call', () => {
    const network = sequential({ name: 'n', input: [2], layers: [elu()] });
    expect(network.layers[0]).to.deep.include({ type: 'elu', alpha: 1 });
    expect(networkFromJson(networkToJson(network))).to.deep.equal(network);
    expect(() => elu({ alpha: Infinity })).to.throw(RangeError, 'elu: alpha must be a finite number, got Infinity');
  });
});
