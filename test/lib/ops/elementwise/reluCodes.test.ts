import { executor as executorOf } from '../../executor.js';
import { expect } from 'chai';

import type { AffineParams } from '../../../../lib/qparams.js';
import { affineParams } from '../../../../lib/quantizers/index.js';
import { exactMultiply, oneLayer } from '../network.js';

function table(input: AffineParams, output: AffineParams): number[] {
  const codes = Int8Array.from({ length: 256 }, (_, k) => k - 128);
  const out = new Int8Array(256);
  executorOf(oneLayer([256], input, { type: 'relu', params: output })).run(codes, out);
  return [...out];
}

describe('relu on int8', () => {
  it('is max(q, zero point) where input and output are coded alike', () => {
    const params = affineParams({ scale: 0.25, zeroPoint: -20 });
    expect(table(params, params)).to.deep.equal(Array.from({ length: 256 }, (_, k) => Math.max(k - 128, -20)));
  });

  it('requantizes every code with double rounding where they differ', () => {
    const [input, output] = [
      affineParams({ scale: 0.3, zeroPoint: 11 }),
      affineParams({ scale: 0.17, zeroPoint: -128 }),
    ];
    const wanted = Array.from({ length: 256 }, (_, k) => {
      const q = Number(exactMultiply(BigInt(k - 128 - 11), input.scale[0] / output.scale[0])) - 128;
      return Math.min(Math.max(q, -128), 127);
    });
    expect(table(input, output)).to.deep.equal(wanted);
  });
});
