import { expect } from 'chai';
import { realCode, realCodeOf } from '../../../../lib/ops/elementwise/realCode.js';
import { codes } from '../tfliteCases.js';

describe('realCode', () => {
  it('rounds half away from zero in float32, saturates, and makes the smallest code of NaN', () => {
    const of = realCode(codes('int8', 0.5, 1), codes('int8', 1, 2), x => (x > 50 ? NaN : x), 'lite');
    expect([1, 2, 0, 4, -128, 127].map(of)).to.deep.equal([2, 3, 1, 4, -63, -128]);
  });

  it('rounds half to even as ONNX has it', () => {
    const of = realCode(codes('int8', 0.5, 1), codes('int8', 1, 2), x => x, 'onnx');
    expect([1, 2, 0, 4, -128, 127].map(of)).to.deep.equal([2, 2, 2, 4, -62, 65]);
  });
});

describe('realCodeOf', () => {
  it('is the code of a real number, of infinities the ends', () => {
    const params = codes('uint8', 0.25, 10);
    expect([0, 1, -0.125, Infinity, -Infinity].map(x => realCodeOf(params, x))).to.deep.equal([10, 14, 9, 255, 0]);
  });
});
