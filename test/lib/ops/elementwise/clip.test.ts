import { expect } from 'chai';
import { clip, networkFromJson, networkToJson, sequential } from '../../../../lib/network.js';
import { expectOutput, oracleCases, runLayer } from '../oracleCases.js';

const layer = { type: 'clip' as const, name: 'layer', inputs: ['input0'] };

describe('clip', () => {
  it('agrees with ONNX Runtime and TensorFlow', () => {
    for (const c of oracleCases('clip')) expectOutput(c, 0);
  });

  it('limits infinities and lets NaN through', () => {
    const x = { shape: [4], data: [-Infinity, Infinity, NaN, 6.5] };
    expect([...runLayer({ ...layer, low: -1, high: 6 }, [x]).data]).to.deep.equal([-1, 6, NaN, 6]);
  });

  it('survives JSON, and refuses an empty interval', () => {
    const network = sequential({ name: 'n', input: [2], layers: [clip({ low: 0, high: 6 })] });
    expect(networkFromJson(networkToJson(network))).to.deep.equal(network);
    expect(() => clip({ low: 1, high: 0 })).to.throw(
      RangeError,
      'clip: high must be a finite number of at least low = 1, got 0',
    );
    expect(() => runLayer({ ...layer, low: 1, high: 0 }, [{ shape: [1], data: [0] }])).to.throw(
      Error,
      'network: layer "layer": low must be at most high, got 1 and 0',
    );
  });
});
