import { expect } from 'chai';
import { argMax, argMin, networkFromJson, networkToJson, sequential } from '../../../../lib/network.js';
import { expectOutput, oracleCases, runLayer } from '../oracleCases.js';

const layer = { type: 'argMax' as const, name: 'layer', inputs: ['input0'] };

describe('argMax', () => {
  it('agrees with ONNX Runtime and numpy along every axis, the first of equals', () => {
    for (const c of oracleCases('argMax')) expectOutput(c, 0);
  });

  it('points at the first NaN, as numpy does, and at the first of infinities', () => {
    const rows = [1, NaN, 3, -Infinity, -Infinity, -Infinity, NaN, 2, NaN, 0, -0, -1, 5, Infinity, Infinity];
    // numpy.argmax of these rows
    expect([...runLayer({ ...layer, axis: 1 }, [{ shape: [5, 3], data: rows }]).data]).to.deep.equal([1, 0, 0, 0, 1]);
  });

  it('takes the last axis by default, and survives JSON', () => {
    const network = sequential({ name: 'n', input: [4, 3], layers: [argMax()] });
    expect(network.layers[0]).to.deep.include({ type: 'argMax', axis: 1 });
    expect(networkFromJson(networkToJson(network))).to.deep.equal(network);
  });

  it('takes up the place of the smallest entry as argMin', () => {
    const rows = [3, 1, 2, 1, 5, 1, NaN, 0, NaN, Infinity, -Infinity, -Infinity];
    const smallest = { ...layer, type: 'argMin' as const, axis: 1 };
    // numpy.argmin of these rows
    expect([...runLayer(smallest, [{ shape: [4, 3], data: rows }]).data]).to.deep.equal([1, 0, 0, 1]);
    const network = sequential({ name: 'n', input: [4, 3], layers: [argMin({ axis: 0 })] });
    expect(network.layers[0]).to.deep.include({ type: 'argMin', axis: 0 });
    expect(networkFromJson(networkToJson(network))).to.deep.equal(network);
  });

  it('refuses an axis that is not there', () => {
    expect(() => runLayer({ ...layer, axis: 1 }, [{ shape: [2], data: [1, 2] }])).to.throw(
      Error,
      'network: layer "layer": axis must be one of the input (2), got 1',
    );
    expect(() => argMax({ axis: 9 })).to.throw(RangeError, 'argMax: axis must be an integer in [-8, 7], got 9');
  });
});
