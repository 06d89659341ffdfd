import { expect } from 'chai';
import { dense, type FloatNetwork, sequential } from '../../../lib/network.js';
import { layerReport, quantizeNetwork } from '../../../lib/ptq/index.js';
import { affineParams } from '../../../lib/quantizers/index.js';
import { range } from '../../../lib/range.js';

/** y = x, in steps of 1 / 4; then z = y in steps of 1. */
const identity = (name: string) => dense({ units: 1, weights: [1], name });
const float: FloatNetwork = sequential({ name: 'n', input: [1], layers: [identity('y'), identity('z')] });
const ranges = new Map([
  ['y', range(-32, 31.75)],
  ['z', range(-128, 127)],
]);
const integer = quantizeNetwork(float, ranges, { input: affineParams({ scale: 0.25 }) });

describe('layerReport', () => {
  it('has the error of each tensor with and without what was lost before, the worst first', () => {
    const report = layerReport(float, integer, [[Float32Array.of(10.375)], [Float32Array.of(-3)]]);
    expect(report.map(({ name, type, bits, scale }) => [name, type, bits, scale])).to.deep.equal([
      ['z', 'dense', 8, 1],
      ['input', 'input', 8, 0.25],
      ['y', 'dense', 8, 0.25],
    ]);
    const signal = 10.375 ** 2 + 9;
    const [z, input, y] = report;
    // 10.375 / 0.25 = 41.5 becomes 42, which is 10.5; and that in whole steps 11 (ties away from zero)
    expect(input.cumulative).to.be.closeTo(10 * Math.log10(signal / 0.125 ** 2), 1e-9);
    expect(y.local).to.equal(input.local);
    expect(z.cumulative).to.be.closeTo(10 * Math.log10(signal / 0.625 ** 2), 1e-9);
    expect(z.local).to.be.closeTo(10 * Math.log10(signal / 0.375 ** 2), 1e-9); // 10.375 alone becomes 10
    expect(z.steps).to.be.closeTo(0.625 / Math.SQRT2, 1e-9);
    expect(z.unused).to.equal(1 - 2 / 256);
  });

  it('counts what lies beyond the codes', () => {
    const report = layerReport(float, integer, [[Float32Array.of(40)], [Float32Array.of(1)]]);
    expect(report.find(({ name }) => name === 'y')?.clipped).to.equal(0.5);
    expect(report.find(({ name }) => name === 'z')?.clipped).to.equal(0);
  });
});
