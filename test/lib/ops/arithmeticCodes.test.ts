import { expect } from 'chai';
import { arithmeticCodes, reachOf } from '../../../lib/ops/arithmeticCodes.js';
import { allocate } from '../../../lib/graph/tensor.js';
import { codes } from './tfliteCases.js';

const layer = { type: 'add', name: 'y', inputs: ['x', 'x'], activation: 'none' } as const;
const buffer = (name: string, ...of: Parameters<typeof codes>) => {
  const params = codes(...of);
  return { name, shape: [1], data: allocate(params, 1), params };
};

describe('arithmeticCodes', () => {
  it('lets codes of one type through, and knows the largest |code - zero point|', () => {
    const buffers = [buffer('a', 'uint8', 1, 255), buffer('b', 'uint8', 2, 0)];
    expect(arithmeticCodes(layer, buffers)).to.deep.equal(buffers);
    expect(reachOf(arithmeticCodes(layer, buffers)[0])).to.equal(255);
    expect(reachOf(arithmeticCodes(layer, [buffer('a', 'int16', 1)])[0])).to.equal(32768);
  });

  it('refuses several types, zero points beyond the codes, zero points of int16, and other types', () => {
    const refuse = (buffers: ReturnType<typeof buffer>[], message: string) =>
      expect(() => arithmeticCodes(layer, buffers)).to.throw(Error, `network: layer "y": ${message}`);
    refuse(
      [buffer('a', 'int8', 1), buffer('b', 'uint8', 1)],
      'takes tensors of one type of codes, got int8 in a and uint8 in b',
    );
    refuse([buffer('a', 'int8', 1, 200)], 'zero points of int8 codes must lie in [-128, 127], got 200 in a');
    refuse([buffer('a', 'int16', 1, 1)], 'zero points of int16 codes must lie in [0, 0], got 1 in a');
    refuse([buffer('a', 'int32', 1)], 'takes tensors of int8 or uint8 or int16, got int32 in a');
  });
});
