import { expect } from 'chai';
import { networkFromJson, networkToJson, sequential, slice, type SliceOptions } from '../../../../lib/network.js';
import { runLayer } from '../tfliteCases.js';
import { expectOutput, oracleCases } from '../oracleCases.js';

describe('slice', () => {
  it('equals onnxruntime, forwards and backwards', () => {
    for (const c of oracleCases('slice')) expectOutput(c, 0);
  });

  it('takes parts of codes', () => {
    const of = ['uint8', 0.5, 3] as const;
    const layer = { type: 'slice', begin: [1, 2], size: [1, 2], step: [1, -2] } as const;
    expect(runLayer(layer, [{ of, shape: [2, 3], x: [1, 2, 3, 4, 5, 255] }], of)).to.deep.equal([255, 4]);
  });

  it('counts negative beginnings from the end, steps by 1, and survives JSON', () => {
    const network = sequential({ name: 'n', input: [5, 3], layers: [slice({ begin: [-2, 0], size: [2, 3] })] });
    expect(network.layers[0]).to.deep.include({ begin: [3, 0], size: [2, 3], step: [1, 1] });
    expect(networkFromJson(networkToJson(network))).to.deep.equal(network);
  });

  it('refuses what lies beyond the input', () => {
    const build = (options: SliceOptions) => () =>
      sequential({ name: 'n', input: [4, 3], layers: [slice({ name: 's', ...options })] });
    expect(build({ begin: [1], size: [1] })).to.throw(
      Error,
      'network: layer "s": begin must hold a number for each axis of the input (4, 3), got [1]',
    );
    const rule = 'layer "s": entries must lie in axis 0 of the input (4, 3), got';
    expect(build({ begin: [2, 0], size: [3, 3] })).to.throw(Error, `${rule} 2 to 4`);
    expect(build({ begin: [4, 0], size: [1, 3] })).to.throw(Error, `${rule} 4 to 4`);
    expect(build({ begin: [1, 0], size: [3, 3], step: [-1, 1] })).to.throw(Error, `${rule} 1 to -1`);
    expect(build({ begin: [-5, 0], size: [1, 3] })).to.throw(Error, 'begin[0] must be an integer in [0, 2^28], got -1');
    expect(build({ begin: [0, 0], size: [1, 1], step: [1, 0] })).to.throw(RangeError, 'slice: step must not hold 0');
    expect(build({ begin: [0, 0], size: [0, 1] })).to.throw(RangeError, 'slice: size[0] must be');
  });

  it('refuses a step of 0 in a network from outside', () => {
    const network = sequential({ name: 'n', input: [4], layers: [slice({ begin: [0], size: [1], name: 's' })] });
    const layers = [{ ...network.layers[0], step: [0] }];
    expect(() => networkToJson({ ...network, layers })).to.throw(
      Error,
      'network: layer "s": step must not be 0, got 0 for axis 0',
    );
  });
});
