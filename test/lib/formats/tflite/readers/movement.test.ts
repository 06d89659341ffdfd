import { expect } from 'chai';
import { foldNetwork } from '../../../../../lib/network.js';
import { integers, outputOf, singleOperator } from '../singleOperator.js';

/** Code of the operator: TensorFlow 2.21, lite/schema/schema.fbs. */
const PADV2 = 60;

describe('importTflite on padding', () => {
  it('takes -Infinity before a pool for the lowest number', () => {
    const given = [integers([0, 0, 1, 0], [2, 2]), { shape: [], data: Float32Array.of(-Infinity) }];
    const network = singleOperator(PADV2, { shape: [1, 2] }, { shape: [1, 3] }, given);
    expect(outputOf(network, Float32Array.of(5, -6))).to.deep.equal([Math.fround(-3.4028234663852886e38), 5, -6]);
    expect(foldNetwork(network).layers).to.have.length(1);
  });
});
