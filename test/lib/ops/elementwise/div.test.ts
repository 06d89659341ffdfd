import { expect } from 'chai';
import { expectCases, runLayer } from '../tfliteCases.js';

const div = { type: 'div', activation: 'none' } as const;

describe('div on codes', () => {
  it('equals TensorFlow Lite on int8 and uint8, with activations', () => {
    expect(expectCases('div')).to.deep.equal({ 'div int8': 360, 'div uint8': 360 });
  });

  it('saturates a quotient by 0, and makes 0 of 0 / 0', () => {
    const inputs = [
      { of: ['int8', 1, 0], shape: [3], x: [5, -5, 0] },
      { of: ['int8', 1, 3], shape: [3], x: [3, 3, 3] },
    ] as const;
    expect(runLayer(div, inputs, ['int8', 1, 7])).to.deep.equal([127, -128, 7]);
  });

  it('vanishes where the quotient is far below a step', () => {
    const inputs = [
      { of: ['int8', 1, 0], shape: [2], x: [1, -1] },
      { of: ['int8', 1, -128], shape: [2], x: [127, 127] },
    ] as const;
    expect(runLayer(div, inputs, ['int8', 16, 7])).to.deep.equal([7, 7]);
  });

  it('refuses scales whose quotient could not be shifted right, and int16', () => {
    const input = (scale: number) => ({ of: ['int8', scale, 0], shape: [1], x: [1] }) as const;
    expect(() => runLayer(div, [input(1), input(2 ** -12)], ['int8', 2 ** -12, 0])).to.throw(
      Error,
      'input scale / (divisor scale * output scale) must be below 2^22, got 16777216',
    );
    const wide = { of: ['int16', 1, 0], shape: [1], x: [1] } as const;
    expect(() => runLayer(div, [wide, wide], ['int16', 1, 0])).to.throw(Error, 'takes tensors of int8 or uint8');
  });
});
