import { expect } from 'chai';
import { expectCases, runLayer } from '../tfliteCases.js';

describe('argMax on codes', () => {
  it('equals TensorFlow Lite on int8 and uint8, along every axis', () => {
    expect(expectCases('argMax')).to.deep.equal({ 'argMax int8': 47, 'argMax uint8': 47 });
  });

  it('is the first of equals, on int16', () => {
    const x = { of: ['int16', 1, 0], shape: [2, 3], x: [-9, 4, 4, -7, -7, -8] } as const;
    expect(runLayer({ type: 'argMax', axis: 1 }, [x], ['float32'])).to.deep.equal([1, 0]);
  });
});
