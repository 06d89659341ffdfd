import { expect } from 'chai';
import { requantizer } from '../../../../lib/kernels/requantization.js';
import { functional } from '../../../../lib/ops/integerOp.js';
import { tflm } from '../../../../lib/network.js';
import { recoded } from '../../../../lib/ops/elementwise/recoded.js';
import type { Codes } from '../../../../lib/qparams.js';
import { codes, type CodeType } from '../tfliteCases.js';

const layer = { type: 'quantize', name: 'y', inputs: ['x'], rounding: 'halfAway' } as const;

function recode(type: CodeType, data: Codes, scale: number, out: Codes): number[] {
  const shape = [data.length];
  const [input, output] = [
    { name: 'x', shape, data, params: codes(type, 1, type === 'uint8' ? 128 : 0) },
    { name: 'y', shape, data: out, params: codes('int16', 1) },
  ];
  recoded(layer, functional(tflm, { requantizer }), input, output, { scale, low: -1000, high: 32767 })();
  return [...out];
}

describe('recoded', () => {
  it('scales code - zero point and limits the result', () => {
    expect(recode('uint8', Uint8Array.of(0, 128, 255), 10, new Int16Array(3))).to.deep.equal([-1000, 0, 1270]);
    expect(recode('int16', Int16Array.of(-50, -500, 3), 3, new Int16Array(3))).to.deep.equal([-150, -1000, 9]);
  });

  it('saturates codes whose product would leave int32', () => {
    const x = Int32Array.of(2 ** 31 - 1, -(2 ** 31), 7);
    expect(recode('int32', x, 1000, new Int16Array(3))).to.deep.equal([32767, -1000, 7000]);
  });
});
