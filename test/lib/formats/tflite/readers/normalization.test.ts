import { expect } from 'chai';
import { integers, outputOf, singleOperator } from '../singleOperator.js';
import { INT32, INT8 } from '../tfliteModel.js';

// codes of operators: TensorFlow 2.21, lite/schema/schema.fbs
const [L2_NORMALIZATION, LOG_SOFTMAX, ARG_MIN, RESIZE_BILINEAR, CUMSUM] = [11, 50, 79, 23, 128];

const close = (got: readonly number[], wanted: readonly number[]) => {
  expect(got.length).to.equal(wanted.length);
  got.forEach((y, k) => expect(y).to.be.closeTo(wanted[k], 1e-6));
};

describe('importTflite on norms and sums of rows', () => {
  it('normalizes rows to length 1, short ones by 1e-6', () => {
    const rows = { shape: [3, 2] };
    const network = singleOperator(L2_NORMALIZATION, rows, rows);
    close(outputOf(network, Float32Array.of(3, 4, 0, 0, -5e-7, 0)), [0.6, 0.8, 0, 0, -0.5, 0]);
  });

  it('computes the logarithm of a softmax, of large numbers, too', () => {
    const rows = { shape: [2, 2] };
    const network = singleOperator(LOG_SOFTMAX, rows, rows);
    const low = -Math.log(1 + Math.exp(1));
    close(outputOf(network, Float32Array.of(0, 1, 1000, 1000)), [low, 1 + low, -Math.LN2, -Math.LN2]);
  });

  it('refuses both on codes, by name', () => {
    const codes = { shape: [2, 2], type: INT8, scale: [0.0625], zeroPoint: [127] };
    for (const [code, name] of [
      [L2_NORMALIZATION, 'L2_NORMALIZATION'],
      [LOG_SOFTMAX, 'LOG_SOFTMAX'],
    ] as const) {
      expect(() => singleOperator(code, codes, codes)).to.throw(`no layer for ${name}: codes`);
    }
  });

  it('reads ARG_MIN, CUMSUM and RESIZE_BILINEAR with their options', () => {
    const rows = { shape: [2, 3] };
    const smallest = singleOperator(ARG_MIN, rows, { shape: [2], type: INT32 }, [integers([-1], [])]);
    expect(outputOf(smallest, Float32Array.of(3, 1, 2, 0, 5, -1))).to.deep.equal([1, 2]);
    const flags = { type: 102, fields: { 0: { as: 'int8', value: 1 }, 1: { as: 'int8', value: 1 } } } as const;
    const sums = singleOperator(CUMSUM, rows, rows, [integers([1], [])], flags);
    expect(outputOf(sums, Float32Array.of(1, 2, 3, 4, 5, 6))).to.deep.equal([5, 3, 0, 11, 6, 0]);
    const resized = (fields: Readonly<Record<number, { readonly as: 'int8'; readonly value: number }>>) =>
      outputOf(
        singleOperator(RESIZE_BILINEAR, { shape: [1, 1, 2, 1] }, { shape: [1, 1, 4, 1] }, [integers([1, 4])], {
          type: 15,
          fields,
        }),
        Float32Array.of(0, 8),
      );
    expect(resized({})).to.deep.equal([0, 4, 8, 8]);
    expect(resized({ 3: { as: 'int8', value: 1 } })).to.deep.equal([0, 2, 6, 8]);
    close(resized({ 2: { as: 'int8', value: 1 } }), [0, 8 / 3, 16 / 3, 8]);
  });
});
