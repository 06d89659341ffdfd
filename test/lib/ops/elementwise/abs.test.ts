import { expect } from 'chai';
import { expectCases, runLayer } from '../tfliteCases.js';

describe('abs on codes', () => {
  it('equals TensorFlow Lite on int8 and int16', () => {
    expect(expectCases('abs')).to.deep.equal({ 'abs int8': 256, 'abs int16': 300 });
  });

  it('saturates: |-128| is 127 in the same codes', () => {
    const x = { of: ['int8', 1, 0], shape: [3], x: [-128, -1, 1] } as const;
    expect(runLayer({ type: 'abs' }, [x], ['int8', 1, 0])).to.deep.equal([127, 1, 1]);
  });
});
