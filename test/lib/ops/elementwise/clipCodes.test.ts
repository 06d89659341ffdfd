import { expect } from 'chai';
import { expectCases, runLayer } from '../tfliteCases.js';

describe('clip on codes', () => {
  it('equals TensorFlow Lite: relu6, relu1 and 0 to 1 on 8 bits, relu on int16, too', () => {
    expect(expectCases('clip')).to.deep.equal({
      'relu int8': 256,
      'clip int8': 768,
      'relu uint8': 256,
      'clip uint8': 768,
      'relu int16': 256,
      'clip int16': 256,
    });
  });

  it('takes any limits: -0.5 to 2 in steps of 1 / 4 are the codes 1 to 11 around 3', () => {
    const x = { of: ['int8', 0.25, 3], shape: [4], x: [-100, 0, 5, 100] } as const;
    expect(runLayer({ type: 'clip', low: -0.5, high: 2 }, [x], ['int8', 0.25, 3])).to.deep.equal([1, 1, 5, 11]);
  });
});
