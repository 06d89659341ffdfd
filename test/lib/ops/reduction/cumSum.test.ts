import { expect } from 'chai';
import { cumSum, networkFromJson, networkToJson, sequential } from '../../../../lib/network.js';
import { runLayer } from '../oracleCases.js';

const layer = { type: 'cumSum' as const, name: 'layer', inputs: ['input0'] };
const rows = { shape: [2, 3], data: [1, 2, 3, 4, 5, 6] };

describe('cumSum', () => {
  it('sums along an axis: with itself or without, from either end', () => {
    const sums = (axis: number, exclusive: boolean, reverse: boolean) => [
      ...runLayer({ ...layer, axis, exclusive, reverse }, [rows]).data,
    ];
    // examples of the ONNX operator CumSum, opset 14
    expect(sums(0, false, false)).to.deep.equal([1, 2, 3, 5, 7, 9]);
    expect(sums(1, false, false)).to.deep.equal([1, 3, 6, 4, 9, 15]);
    const line = { shape: [5], data: [1, 2, 3, 4, 5] };
    const along = (exclusive: boolean, reverse: boolean) => [
      ...runLayer({ ...layer, axis: 0, exclusive, reverse }, [line]).data,
    ];
    expect(along(false, false)).to.deep.equal([1, 3, 6, 10, 15]);
    expect(along(true, false)).to.deep.equal([0, 1, 3, 6, 10]);
    expect(along(false, true)).to.deep.equal([15, 14, 12, 9, 5]);
    expect(along(true, true)).to.deep.equal([14, 12, 9, 5, 0]);
  });

  it('sums in double precision', () => {
    const data = new Array<number>(1001).fill(0.1).with(0, 2 ** 24);
    const made = runLayer({ ...layer, axis: 0, exclusive: false, reverse: false }, [{ shape: [1001], data }]).data;
    // in float32 each 0.1 would be lost; the sum of 1,000 float32 numbers nearest 0.1 is 100.0000015
    expect(made[1000]).to.equal(2 ** 24 + 100);
  });

  it('takes the first axis by default, and survives JSON', () => {
    const network = sequential({ name: 'n', input: [4, 3], layers: [cumSum(), cumSum({ axis: -1, reverse: true })] });
    expect(network.layers.map(made => 'axis' in made && made.axis)).to.deep.equal([0, 1]);
    expect(networkFromJson(networkToJson(network))).to.deep.equal(network);
  });

  it('refuses an axis that is not there', () => {
    expect(() => runLayer({ ...layer, axis: 2, exclusive: false, reverse: false }, [rows])).to.throw(
      Error,
      'network: layer "layer": axis must be one of the input (2, 3), got 2',
    );
    expect(() => cumSum({ axis: 9 })).to.throw(RangeError, 'cumSum: axis must be an integer in [-8, 7], got 9');
  });
});
