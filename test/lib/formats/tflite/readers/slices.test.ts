import { expect } from 'chai';
import { importTflite } from '../../../../../lib/network.js';
import { integers, outputOf, singleOperator } from '../singleOperator.js';
import { tfliteModel } from '../tfliteModel.js';

// codes of operators: TensorFlow 2.21, lite/schema/schema.fbs
const [CONCATENATION, SLICE, FILL, REVERSE_V2, RANK, DYNAMIC_UPDATE_SLICE] = [2, 65, 94, 105, 110, 151];

const six = Float32Array.of(1, 2, 3, 4, 5, 6);

describe('importTflite on slices', () => {
  it('reverses axes, as the examples of tf.reverse', () => {
    const rows = { shape: [2, 3] };
    const of = (...axes: number[]) => outputOf(singleOperator(REVERSE_V2, rows, rows, [integers(axes)]), six);
    expect(of(0)).to.deep.equal([4, 5, 6, 1, 2, 3]);
    expect(of(-1)).to.deep.equal([3, 2, 1, 6, 5, 4]);
    expect(of(1, 0)).to.deep.equal([6, 5, 4, 3, 2, 1]);
  });

  it('updates a part along one axis, held within the tensor', () => {
    const rows = { shape: [3, 2] };
    const update = (at: number) => {
      const given = [{ shape: [1, 2], data: Float32Array.of(7, 8) }, integers([at, 0])];
      return outputOf(singleOperator(DYNAMIC_UPDATE_SLICE, rows, rows, given), six);
    };
    expect(update(0)).to.deep.equal([7, 8, 3, 4, 5, 6]);
    expect(update(1)).to.deep.equal([1, 2, 7, 8, 5, 6]);
    expect(update(9)).to.deep.equal([1, 2, 3, 4, 7, 8]);
    expect(() =>
      singleOperator(DYNAMIC_UPDATE_SLICE, rows, rows, [{ shape: [1, 1], data: Float32Array.of(7) }, integers([0, 0])]),
    ).to.throw('DYNAMIC_UPDATE_SLICE: an update of a part of several axes');
  });

  it('joins slices of which some are empty', () => {
    const model = tfliteModel({
      tensors: [
        { name: 'x', shape: [2, 3] },
        integers([0, 0]),
        integers([0, -1]),
        { name: 'none', shape: [0, 3] },
        { name: 'y', shape: [2, 3] },
      ],
      operators: [
        { code: SLICE, inputs: [0, 1, 2], outputs: [3] },
        { code: CONCATENATION, inputs: [3, 0], outputs: [4] },
      ],
      inputs: [0],
      outputs: [4],
    });
    expect(outputOf(importTflite(model), six)).to.deep.equal([...six]);
  });

  it('computes lists of numbers from ranks and fillings', () => {
    const model = tfliteModel({
      tensors: [
        { name: 'x', shape: [2, 3] },
        integers([], []),
        { name: 'rank', shape: [], type: 2 },
        integers([2]),
        { name: 'twos', shape: [2], type: 2 },
        integers([0, 0]),
        integers([1, 1]),
        { name: 'y', shape: [2, 2] },
      ],
      operators: [
        { code: RANK, inputs: [0], outputs: [2] },
        { code: FILL, inputs: [3, 2], outputs: [4] },
        { code: SLICE, inputs: [0, 5, 4], outputs: [7] },
      ],
      inputs: [0],
      outputs: [7],
    });
    expect(outputOf(importTflite(model), six)).to.deep.equal([1, 2, 4, 5]);
  });
});
