import { expect } from 'chai';
import { expectCases, runLayer } from '../tfliteCases.js';

describe('hardSwish on codes', () => {
  it('equals TensorFlow Lite on all codes of int8 and uint8', () => {
    expect(expectCases('hardSwish')).to.deep.equal({ 'hardSwish int8': 768, 'hardSwish uint8': 768 });
  });

  it('is the nearest code on int16: 0 below -3, x above 3, x (x + 3) / 6 between', () => {
    const x = { of: ['int16', 1 / 64, 0], shape: [5], x: [-32768, -192, 64, 192, 32767] } as const;
    // 1 * 4 / 6 = 42.67 / 64
    expect(runLayer({ type: 'hardSwish' }, [x], ['int16', 1 / 64, 0])).to.deep.equal([0, 0, 43, 192, 32767]);
  });

  it('refuses an output scale below 1/128 of the input scale', () => {
    const x = { of: ['int8', 1, 0], shape: [1], x: [0] } as const;
    expect(() => runLayer({ type: 'hardSwish' }, [x], ['int8', 2 ** -8, 0])).to.throw(
      Error,
      'the output scale must be at least 1/128 of the input scale, got 0.00390625',
    );
  });
});
