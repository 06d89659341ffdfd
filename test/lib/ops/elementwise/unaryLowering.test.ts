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

  it('are the nearest code for int16, too, where the runtimes do not interpolate: sqrt of k^2 is k', () => {
    const roots = [0, 1, 2, 99, 181];
    const x = { of: ['int16', 1, 0], shape: [5], x: roots.map(k => k * k) } as const;
    expect(runLayer({ type: 'sqrt' }, [x], ['int16', 1, 0])).to.deep.equal(roots);
    expect(
      runLayer({ type: 'floor' }, [{ ...x, of: ['int16', 0.5, 0], x: [-3, -1, 0, 1, 3] }], ['int16', 0.5, 0]),
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
