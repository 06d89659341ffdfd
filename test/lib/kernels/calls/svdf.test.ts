import { expect } from 'chai';
import { svdf } from '../../../../lib/kernels/calls/svdf.js';
import { rawSums, tools } from '../tools.js';

describe('kernel svdf', () => {
  it('moves the memory on by one, and sums over time and ranks', () => {
    // filters (2), (-1) of one input less its zero point 1; they remember two runs
    const constants = { rank: 2, features: rawSums([2, -1], [0, 0], 1), time: rawSums([1, -3, 10, 100], [7], 0) };
    const [x, out, memory] = [new Int8Array(1), new Int32Array(1), new Int16Array(4)];
    const step = svdf(constants, [x], [out, memory], tools);
    const run = (value: number) => {
      x[0] = value;
      step();
      return [out[0], ...memory];
    };
    expect(run(11)).to.deep.equal([7 - 3 * 20 - 100 * 10, 0, 20, 0, -10]);
    expect(run(-4)).to.deep.equal([7 + 20 + 30 - 10 * 10 + 100 * 5, 20, -10, -10, 5]);
  });
});
