import { expect } from 'chai';
import { kernels } from '../../../../lib/kernels/calls/index.js';
import type { Kernel } from '../../../../lib/kernels/kernel.js';
import { requantizer } from '../../../../lib/kernels/requantization.js';
import { type Dialect, single, tflm } from '../../../../lib/network.js';
import { recoded } from '../../../../lib/ops/elementwise/recoded.js';
import type { Codes } from '../../../../lib/qparams.js';
import { codes, type CodeType } from '../tfliteCases.js';

const layer = { type: 'quantize', name: 'y', inputs: ['x'], rounding: 'halfAway' } as const;

function recode(type: CodeType, data: Codes, scale: number, dialect: Dialect = tflm): number[] {
  const shape = [data.length];
  const out = new Int16Array(data.length);
  const [input, output] = [
    { name: 'x', shape, params: codes(type, 1, type === 'uint8' ? 128 : 0) },
    { name: 'y', shape, params: codes('int16', 1) },
  ];
  const { kernel, constants } = recoded(layer, dialect, input, output, { scale, low: -1000, high: 32767 });
  // a kernel takes constants of its own type only: look it up by the call's name
  (kernels[kernel] as Kernel<unknown>)(constants, [data], [out], { requantizer })();
  return [...out];
}

describe('recoded', () => {
  it('scales code - zero point and limits the result', () => {
    expect(recode('uint8', Uint8Array.of(0, 128, 255), 10)).to.deep.equal([-1000, 0, 1270]);
    expect(recode('int16', Int16Array.of(-50, -500, 3), 3)).to.deep.equal([-150, -1000, 9]);
  });

  it('wraps int32 codes behind the left shift, as TensorFlow Lite does', () => {
    // TensorFlow Lite 2.21, QUANTIZE from int32 of scale 1 to int16 of scale 1/4, here with another lower limit
    const x = Int32Array.of(-(2 ** 31), 1.5e9, 2 ** 29, 100);
    expect(recode('int32', x, 4)).to.deep.equal([0, -1000, 0, 400]);
  });

  it('saturates them where the rule of the dialect has no left shift', () => {
    const x = Int32Array.of(2 ** 31 - 1, -(2 ** 31), 7);
    expect(recode('int32', x, 1000, single)).to.deep.equal([32767, -1000, 7000]);
  });
});
