import { expect } from 'chai';
import { expectCases, runLayer } from '../tfliteCases.js';

describe('functions of one number on codes', () => {
  it('equal TensorFlow Lite: elu, gelu, exp, log and rsqrt', () => {
    expect(expectCases('unary')).to.deep.equal({
      'elu int8': 256,
      'gelu int8': 512,
      'gelu uint8': 512,
      'gelu int16': 600,
      'exp int8': 256,
      'exp int16': 300,
      'log int8': 255,
      'log int16': 147,
      'rsqrt int8': 255,
      'rsqrt int16': 154,
    });
  });

  it('are the nearest code, ties away from zero: squares of halves', () => {
    const x = { of: ['int8', 0.5, 0], shape: [5], x: [-3, -1, 0, 1, 4] } as const;
    // 2.25, 0.25, 0, 0.25, 4 in steps of 1/2: 4.5, 0.5, 0, 0.5, 8
    expect(runLayer({ type: 'square' }, [x], ['int8', 0.5, 0])).to.deep.equal([5, 1, 0, 1, 8]);
    expect(runLayer({ type: 'negate' }, [x], ['int8', 0.25, 1])).to.deep.equal([7, 3, 1, -1, -7]);
  });

  it('cut square roots towards zero, as TensorFlow Lite does', () => {
    for (const type of ['int8', 'int16'] as const) {
      // sqrt(99) = 9.95, sqrt(126) = 11.22; in steps of 1/4 from 1 on: 39.8, 44.9
      const x = { of: [type, 1, 0], shape: [5], x: [0, 1, 99, 100, 126] } as const;
      expect(runLayer({ type: 'sqrt' }, [x], [type, 1, 0])).to.deep.equal([0, 1, 9, 10, 11]);
      expect(runLayer({ type: 'sqrt' }, [x], [type, 0.25, 0])).to.deep.equal([0, 4, 39, 40, 44]);
    }
    const below = { of: ['int8', 1, 0], shape: [2], x: [99, 100] } as const;
    expect(runLayer({ type: 'sqrt' }, [below], ['int8', 1, -100])).to.deep.equal([-91, -90]);
  });

  it('are the nearest code for int16, too, where the runtimes do not interpolate', () => {
    expect(
      runLayer({ type: 'floor' }, [{ shape: [5], of: ['int16', 0.5, 0], x: [-3, -1, 0, 1, 3] }], ['int16', 0.5, 0]),
    ).to.deep.equal([-4, -2, 0, 0, 2]);
  });

  it('saturate at a pole, and take the smallest code where there is no value', () => {
    const x = { of: ['int8', 1, 0], shape: [2], x: [0, -1] } as const;
    expect(runLayer({ type: 'reciprocal' }, [x], ['int8', 1, 0])).to.deep.equal([127, -1]);
    expect(runLayer({ type: 'log' }, [x], ['int8', 1, 0])).to.deep.equal([-128, -128]);
    expect(runLayer({ type: 'sqrt' }, [x], ['int8', 1, 0])).to.deep.equal([0, -128]);
  });

  it('compute hardSigmoid and elu with their numbers', () => {
    const x = { of: ['int8', 1, 0], shape: [3], x: [-100, 1, 100] } as const;
    // 0.25 + 0.5 = 0.75; 2 (exp(-100) - 1) = -2
    expect(runLayer({ type: 'hardSigmoid', alpha: 0.25, beta: 0.5 }, [x], ['int8', 1 / 64, 0])).to.deep.equal([
      0, 48, 64,
    ]);
    expect(runLayer({ type: 'elu', alpha: 2 }, [x], ['int8', 1, 0])).to.deep.equal([-2, 1, 100]);
  });
});
