import { expect } from 'chai';
import { averageWindows, maxWindows } from '../../../lib/kernels/poolWindows.js';

// one window of rows 0 and 1, columns 0 and 1 of a plane of two columns and one channel, read from entry 1 on
const windows = {
  rows: Int32Array.of(0, 2),
  columns: Int32Array.of(0, 2),
  width: 2,
  channels: 1,
  low: -100,
  high: 100,
};

function pooled(kernel: typeof maxWindows, x: readonly number[], limits: object = {}): number {
  const out = new Int8Array(2);
  kernel(Int8Array.from([99, ...x]), 1, { ...windows, ...limits }, out, 1);
  return out[1];
}

describe('averageWindows', () => {
  it('rounds ties away from zero, keeps to the limits and gives no -0', () => {
    expect(pooled(averageWindows, [1, 2, 3, 4])).to.equal(3); // 10 / 4
    expect(pooled(averageWindows, [-1, -2, -3, -4])).to.equal(-3);
    expect(pooled(averageWindows, [0, 0, 0, -1])).to.equal(0);
    expect(pooled(averageWindows, [50, 50, 50, 50], { high: 20 })).to.equal(20);
    expect(pooled(averageWindows, [-50, -50, -50, -50], { low: -20 })).to.equal(-20);
  });
});

describe('maxWindows', () => {
  it('takes the largest, within the limits', () => {
    expect(pooled(maxWindows, [-5, -2, -9, -4])).to.equal(-2);
    expect(pooled(maxWindows, [-5, -2, -9, -4], { low: 0 })).to.equal(0);
    expect(pooled(maxWindows, [5, 2, 9, 4], { high: 6 })).to.equal(6);
  });
});
