import { expect } from 'chai';
import { expectCases, runLayer } from '../tfliteCases.js';

describe('leakyRelu on codes', () => {
  it('equals TensorFlow Lite on int8, uint8 and int16', () => {
    expect(expectCases('leakyRelu')).to.deep.equal({
      'leakyRelu int8': 512,
      'leakyRelu uint8': 512,
      'leakyRelu int16': 240,
    });
  });

  it('takes a negative slope: -(-8) / 4 = 2', () => {
    const x = { of: ['int16', 1, 0], shape: [3], x: [-8, 0, 8] } as const;
    expect(runLayer({ type: 'leakyRelu', alpha: -0.25 }, [x], ['int16', 1, 0])).to.deep.equal([2, 0, 8]);
  });

  it('refuses scales that could leave int32', () => {
    const x = { of: ['int16', 1, 0], shape: [1], x: [1] } as const;
    expect(() => runLayer({ type: 'leakyRelu', alpha: 0.5 }, [x], ['int16', 2 ** -16, 0])).to.throw(
      Error,
      'a scale must keep 32768 steps of the input within int32 steps of the output, got 65536',
    );
  });
});
