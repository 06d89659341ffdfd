import { expect } from 'chai';
import { expectCases, runLayer } from '../tfliteCases.js';

describe('dequantize', () => {
  it('equals TensorFlow Lite on int8, uint8 and int16, bit for bit', () => {
    expect(expectCases('dequantize')).to.deep.equal({
      'dequantize int8': 60,
      'dequantize uint8': 60,
      'dequantize int16': 60,
    });
  });

  it('takes codes of 32 bits: 2^-20 (2^30 - 1) rounds to 1024', () => {
    const x = { of: ['int32', 2 ** -20, 1], shape: [1], x: [2 ** 30] } as const;
    expect(runLayer({ type: 'dequantize' }, [x], ['float32'])).to.deep.equal([1024]);
  });
});
