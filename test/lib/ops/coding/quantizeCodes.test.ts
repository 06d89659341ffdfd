import { expect } from 'chai';
import { expectCases, runLayer } from '../tfliteCases.js';

const quantize = { type: 'quantize', rounding: 'halfAway' } as const;
const toEven = { type: 'quantize', rounding: 'halfEven' } as const;
const real = (x: number[]) => ({ of: ['float32'], shape: [x.length], x }) as const;

describe('quantize', () => {
  it('equals TensorFlow Lite from real numbers, and between int8, uint8, int16 and int32', () => {
    expect(expectCases('quantize')).to.deep.equal({
      'quantize int8': 260,
      'quantize uint8': 260,
      'quantize int16': 360,
      'quantize int32': 240,
      'quantize float32': 360,
    });
  });

  it('sends ties away from zero, or to even, before the zero point is added', () => {
    const x = real([-2.5, -1.5, -0.5, 0.5, 1.5, 2.5]);
    expect(runLayer(quantize, [x], ['int8', 1, 3])).to.deep.equal([0, 1, 2, 4, 5, 6]);
    expect(runLayer(toEven, [x], ['int8', 1, 3])).to.deep.equal([1, 1, 3, 3, 5, 5]);
  });

  it('saturates, infinities too, and makes the smallest code of NaN', () => {
    expect(runLayer(quantize, [real([1e9, -Infinity, NaN, 1, NaN])], ['uint8', 1, 7])).to.deep.equal([255, 0, 0, 8, 0]);
  });

  it('goes by way of the real numbers where ties go to even: 3 * 0.5 = 1.5 is 2, 5 * 0.5 = 2.5 too', () => {
    const x = { of: ['int8', 0.5, 1], shape: [4], x: [4, 6, -2, -128] } as const;
    expect(runLayer(toEven, [x], ['uint8', 1, 60])).to.deep.equal([62, 62, 58, 0]);
    // the doubled high product sends ties towards +infinity
    expect(runLayer(quantize, [x], ['uint8', 1, 60])).to.deep.equal([62, 63, 59, 0]);
  });

  it('wraps codes of 32 bits behind the left shift, as TensorFlow Lite does: a factor of 1 is one of 1/2 shifted by 1', () => {
    const x = { of: ['int32', 1, 0], shape: [4], x: [2 ** 31 - 1, -(2 ** 31), 70000, -5] } as const;
    expect(runLayer(quantize, [x], ['int16', 1, 0])).to.deep.equal([-1, 0, 32767, -5]);
  });
});
