import { expect } from 'chai';
import { requantizedBlocks } from '../../../lib/kernels/requantizedBlocks.js';
import { requantizer } from '../../../lib/kernels/requantization.js';

describe('requantizedBlocks', () => {
  it('makes every code from its own accumulator, in blocks that may overlap', () => {
    const half = {
      rule: 'double',
      multiplier: Int32Array.of(2 ** 30),
      shift: Int32Array.of(0),
      zeroPoint: 0,
      low: -32768,
      high: 300,
    } as const;
    for (const length of [1, 255, 256, 257, 700]) {
      const out = new Int16Array(length);
      requantizedBlocks(half, out, { requantizer }, (acc, at) => {
        for (let i = 0; i < acc.length; i++) acc[i] = 2 * (at + i);
      })();
      expect([...out]).to.deep.equal(Array.from({ length }, (_, k) => Math.min(k, 300)));
    }
  });
});
