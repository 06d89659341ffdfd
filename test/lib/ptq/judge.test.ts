import { expect } from 'chai';
import { dense, type FloatNetwork, sequential, softmax } from '../../../lib/network.js';
import { judge, quantizeNetwork } from '../../../lib/ptq/index.js';
import { affineParams } from '../../../lib/quantizers/index.js';
import { range } from '../../../lib/range.js';

/** The identity on two numbers; its integer form holds them in steps of 1 / 4, from -32 to 31.75. */
const float: FloatNetwork = sequential({
  name: 'n',
  input: [2],
  layers: [dense({ units: 2, weights: [1, 0, 0, 1], name: 'd' })],
});
const steps = affineParams({ scale: 0.25 });
const integer = quantizeNetwork(float, new Map([['d', range(-32, 31.75)]]), { input: steps });

describe('judge', () => {
  it('has the power of the output over that of the error, agreement, labels, and what was clipped', () => {
    // errors 0.1 of 3.1, 0.05 of 1.05; then none; then 40 is clipped to 31.75
    const windows = [[Float32Array.of(3.1, 1.05)], [Float32Array.of(2, 5)], [Float32Array.of(40, 0)]];
    const found = judge(float, integer, windows, [0, 0, 0]);
    const signal = 3.1 ** 2 + 1.05 ** 2 + 29 + 1600;
    const error = 0.1 ** 2 + 0.05 ** 2 + 8.25 ** 2;
    expect(found.output).to.be.closeTo(10 * Math.log10(signal / error), 1e-5);
    expect(found.logits).to.equal(found.output);
    expect(found).to.deep.include({ windows: 3, agreement: 1, top1: 2 / 3, inputClipped: 1 / 6, logitsClipped: 1 / 6 });
  });

  it('judges what goes into a softmax beside what comes out', () => {
    const network = sequential({
      name: 'n',
      input: [2],
      layers: [dense({ units: 2, weights: [1, 0, 0, 1], name: 'd' }), softmax({ name: 'p' })],
    });
    const coded = quantizeNetwork(network, new Map([['d', range(-32, 31.75)]]), { input: steps });
    const found = judge(network, coded, [[Float32Array.of(31.75, -31.75)]]);
    expect(found.logits).to.equal(Infinity);
    expect(found.output).to.be.closeTo(20 * Math.log10(256), 0.01); // 1 as 255 / 256
    expect(found).to.not.have.property('top1');
  });
});
