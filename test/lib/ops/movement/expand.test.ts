import { expect } from 'chai';
import { expand, networkFromJson, networkToJson, sequential } from '../../../../lib/network.js';
import { expectOutput, oracleCases } from '../oracleCases.js';

describe('expand', () => {
  it('equals onnxruntime and numpy', () => {
    for (const c of oracleCases('expand')) expectOutput(c, 0);
  });

  it('survives JSON', () => {
    const network = sequential({ name: 'n', input: [3, 1], layers: [expand({ shape: [2, 3, 4] })] });
    expect(networkFromJson(networkToJson(network))).to.deep.equal(network);
  });

  it('refuses shapes that the input does not broadcast to', () => {
    const build = (shape: number[]) => () =>
      sequential({ name: 'n', input: [2, 3], layers: [expand({ shape, name: 'e' })] });
    const rule = 'network: layer "e": shape must be one that the input (2, 3) broadcasts to, got';
    expect(build([4, 3])).to.throw(Error, `${rule} (4, 3)`);
    expect(build([1, 3])).to.throw(Error, `${rule} (1, 3)`);
    expect(build([3])).to.throw(Error, `${rule} (3)`);
    expect(build([0])).to.throw(RangeError, 'expand: shape[0] must be');
  });
});
