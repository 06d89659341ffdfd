import { expect } from 'chai';
import { networkFromJson, networkToJson, reshape, sequential } from '../../../../lib/network.js';
import { runLayer } from '../oracleCases.js';

describe('reshape', () => {
  it('keeps the elements and their order', () => {
    const layer = { type: 'reshape' as const, name: 'layer', inputs: ['input0'], shape: [3, 1, 2] };
    const { shape, data } = runLayer(layer, [{ shape: [2, 3], data: [1, 2, 3, 4, 5, 6] }]);
    expect(shape).to.deep.equal([3, 1, 2]);
    expect([...data]).to.deep.equal([1, 2, 3, 4, 5, 6]);
    expect(runLayer({ ...layer, shape: [] }, [{ shape: [1, 1], data: [7] }]).shape).to.deep.equal([]);
  });

  it('finds the axis given as -1, and survives JSON', () => {
    const network = sequential({ name: 'n', input: [4, 6], layers: [reshape({ shape: [2, -1, 3] })] });
    expect(network.layers[0]).to.deep.include({ shape: [2, 4, 3] });
    expect(networkFromJson(networkToJson(network))).to.deep.equal(network);
  });

  it('refuses another number of elements, and wrong axes', () => {
    const build = (shape: number[]) => () =>
      sequential({ name: 'n', input: [2, 3], layers: [reshape({ shape, name: 'r' })] });
    expect(build([2, 2])).to.throw(
      Error,
      'network: layer "r": shape must hold the 6 elements of the input (2, 3), got (2, 2)',
    );
    expect(build([4, -1])).to.throw(Error, 'got (4, 1)');
    expect(build([-1, 3, -1])).to.throw(RangeError, 'reshape: shape may hold one -1, got (-1, 3, -1)');
    expect(build([-2, 3])).to.throw(RangeError, 'reshape: shape[0] must be');
    expect(build([0, 6])).to.throw(Error, 'layer "r", shape: shape must be at most 8 positive integers');
  });
});
