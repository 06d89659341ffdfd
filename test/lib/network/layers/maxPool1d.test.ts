import { expect } from 'chai';
import {
  maxPool1d,
  networkFromJson,
  networkToJson,
  type PoolOptions,
  reference,
  sequential,
} from '../../../../lib/network/index.js';
import { elementsOf } from '../../../../lib/network/tensor.js';

function run(input: number[], x: number[], options: PoolOptions): number[] {
  const executor = reference(sequential({ name: 'n', input, layers: [maxPool1d(options)] }));
  const out = new Float32Array(elementsOf(executor.outputs[0].shape));
  executor.run(Float32Array.from(x), out);
  return [...out];
}

describe('maxPool1d', () => {
  it('is the largest sample over time of each channel', () => {
    expect(run([4, 2], [1, -10, 3, -30, 5, -50, 7, -70], { size: 2 })).to.deep.equal([3, -10, 7, -50]);
  });

  it('never takes the padding for a sample', () => {
    expect(run([3, 1], [-3, -2, -1], { size: 3, stride: 1, padding: 'same' })).to.deep.equal([-2, -1, -1]);
  });

  it('lets NaN through', () => {
    expect(run([2, 1], [NaN, 1], { size: 2 })).to.deep.equal([NaN]);
  });

  it('survives JSON, and refuses wrong options at the call', () => {
    const network = sequential({ name: 'n', input: [5, 2], layers: [maxPool1d({ size: 2, padding: 'same' })] });
    expect(networkFromJson(networkToJson(network))).to.deep.equal(network);
    expect(() => maxPool1d({ size: 2, stride: 0 })).to.throw(RangeError, 'maxPool1d: stride must be');
  });
});
