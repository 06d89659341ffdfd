import { expect } from 'chai';
import { readFileSync } from 'node:fs';
import { type Conv2d, foldNetwork, importTflite } from '../../../../../lib/network.js';
import { random } from '../../../../../lib/random.js';
import { integers, outputOf, singleOperator } from '../singleOperator.js';
import { INT8 } from '../tfliteModel.js';

// codes of operators: TensorFlow 2.21, lite/schema/schema.fbs
const [DEPTH_TO_SPACE, SPACE_TO_DEPTH, BATCH_TO_SPACE_ND, SPACE_TO_BATCH_ND] = [5, 26, 37, 38];

const counted = (length: number) => Float32Array.from({ length }, (_, k) => k + 1);
const block = (type: number) => ({ type, fields: { 0: { as: 'int32', value: 2 } as const } });

describe('importTflite on blocks of space', () => {
  it('moves them to the batch and back, as the examples of tf.space_to_batch_nd', () => {
    const [image, blocks] = [{ shape: [1, 4, 4, 1] }, { shape: [4, 2, 2, 1] }];
    const given = [integers([2, 2]), integers([0, 0, 0, 0], [2, 2])];
    const there = singleOperator(SPACE_TO_BATCH_ND, image, blocks, given);
    const moved = [1, 3, 9, 11, 2, 4, 10, 12, 5, 7, 13, 15, 6, 8, 14, 16];
    expect(outputOf(there, counted(16))).to.deep.equal(moved);
    const back = singleOperator(BATCH_TO_SPACE_ND, blocks, image, given);
    expect(outputOf(back, Float32Array.from(moved))).to.deep.equal([...counted(16)]);
  });

  it('pads with zeros before, and cuts off behind', () => {
    // the last example of tf.space_to_batch_nd: (2, 2, 4, 1), paddings [[0, 0], [2, 0]]
    const given = [integers([2, 2]), integers([0, 0, 2, 0], [2, 2])];
    const there = singleOperator(SPACE_TO_BATCH_ND, { shape: [2, 2, 4, 1] }, { shape: [8, 1, 3, 1] }, given);
    const moved = [0, 1, 3, 0, 9, 11, 0, 2, 4, 0, 10, 12, 0, 5, 7, 0, 13, 15, 0, 6, 8, 0, 14, 16];
    expect(outputOf(there, counted(16))).to.deep.equal(moved);
    const back = singleOperator(BATCH_TO_SPACE_ND, { shape: [8, 1, 3, 1] }, { shape: [2, 2, 4, 1] }, given);
    expect(outputOf(back, Float32Array.from(moved))).to.deep.equal([...counted(16)]);
  });

  it('pads codes with the zero point', () => {
    const codes = { type: INT8, scale: [0.5], zeroPoint: [-7] };
    const given = [integers([2]), integers([1, 0], [1, 2])];
    const there = singleOperator(
      SPACE_TO_BATCH_ND,
      { shape: [1, 3, 1], ...codes },
      { shape: [2, 2, 1], ...codes },
      given,
    );
    expect(outputOf(there, Int8Array.of(1, 2, 3))).to.deep.equal([-7, 2, 1, 3]);
  });

  it('moves them to the channels and back, as the examples of tf.nn.space_to_depth', () => {
    const [image, deep] = [{ shape: [1, 4, 4, 1] }, { shape: [1, 2, 2, 4] }];
    const moved = [1, 2, 5, 6, 3, 4, 7, 8, 9, 10, 13, 14, 11, 12, 15, 16];
    expect(outputOf(singleOperator(SPACE_TO_DEPTH, image, deep, [], block(19)), counted(16))).to.deep.equal(moved);
    const back = singleOperator(DEPTH_TO_SPACE, deep, image, [], block(94));
    expect(outputOf(back, Float32Array.from(moved))).to.deep.equal([...counted(16)]);
    // two channels stay together
    const pairs = singleOperator(SPACE_TO_DEPTH, { shape: [1, 2, 2, 2] }, { shape: [1, 1, 1, 8] }, [], block(19));
    expect(outputOf(pairs, counted(8))).to.deep.equal([...counted(8)]);
  });

  it('says what does not fit', () => {
    const image = { shape: [1, 3, 1] };
    expect(() => singleOperator(SPACE_TO_BATCH_ND, image, image, [integers([2]), integers([0, 0], [1, 2])])).to.throw(
      'operator SPACE_TO_BATCH_ND: space with its padding must be a multiple of the block, got (3) and (2)',
    );
    expect(() => singleOperator(BATCH_TO_SPACE_ND, image, image, [integers([2]), integers([0, 0], [1, 2])])).to.throw(
      'the batch must be a multiple of the block',
    );
    expect(() => singleOperator(SPACE_TO_DEPTH, image, image, [], block(19))).to.throw('there must be 4 axes');
  });

  it('reads causal dilated convolutions of Keras, which fold into dilations of the same outputs', () => {
    const file = new URL('../fixtures/tcn_causal.tflite', import.meta.url);
    const network = importTflite(new Uint8Array(readFileSync(file)));
    const folded = foldNetwork(network);
    const dilations = folded.layers.filter((l): l is Conv2d => l.type === 'conv2d').map(l => l.dilation[1]);
    expect(dilations).to.deep.equal([1, 2, 4]);
    expect(folded.layers.some(layer => layer.type === 'transpose')).to.equal(false);
    const generator = random(3);
    const x = Float32Array.from({ length: 32 * 4 }, () => generator.normal());
    expect(outputOf(folded, x)).to.deep.equal(outputOf(network, x));
  });
});
