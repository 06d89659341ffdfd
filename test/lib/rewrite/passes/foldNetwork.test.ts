import { expect } from 'chai';
import { foldingPasses, foldNetwork } from '../../../../lib/network.js';
import { graph, normal, outputOf, types } from './graphs.js';

describe('foldNetwork', () => {
  it('runs its passes until none finds anything', () => {
    const network = graph(
      [1, 2, 8], // (batch, channels, time), as ONNX has it
      [
        {
          type: 'pad',
          name: 'pad',
          inputs: ['x'],
          margins: [
            [0, 0],
            [0, 0],
            [2, 0],
          ],
          mode: 'constant',
          value: 0,
        },
        { type: 'transpose', name: 'in', inputs: ['pad'], permutation: [0, 2, 1] },
        {
          type: 'conv1d',
          name: 'conv',
          inputs: ['in'],
          weights: normal([3, 3, 2], 1),
          bias: normal([3], 2),
          stride: 1,
          dilation: 1,
          groups: 1,
          padding: 'valid',
          activation: 'none',
        },
        { type: 'constant', name: 'one', inputs: [], value: normal([3], 3) },
        { type: 'constant', name: 'two', inputs: [], value: normal([1], 4) },
        { type: 'mul', name: 'factor', inputs: ['one', 'two'], activation: 'none' },
        { type: 'mul', name: 'scaled', inputs: ['conv', 'factor'], activation: 'none' },
        { type: 'relu', name: 'relu', inputs: ['scaled'] },
        { type: 'transpose', name: 'out', inputs: ['relu'], permutation: [0, 2, 1] },
        { type: 'transpose', name: 'again', inputs: ['out'], permutation: [0, 2, 1] },
        { type: 'flatten', name: 'y', inputs: ['again'] },
      ],
    );
    const folded = foldNetwork(network);
    expect(types(folded)).to.deep.equal(['pad', 'transpose', 'conv1d', 'flatten']);
    expect(folded.outputs).to.deep.equal(['y']);
    const [wanted, got] = [outputOf(network, 5), outputOf(folded, 5)];
    const largest = Math.max(...wanted);
    wanted.forEach((y, i) => expect(got[i]).to.be.closeTo(y, 32 * 2 ** -24 * largest));
    expect(foldNetwork(folded)).to.equal(folded);
  });

  it('takes passes one by one', () => {
    const network = graph(
      [4],
      [
        { type: 'relu', name: 'r', inputs: ['x'] },
        { type: 'flatten', name: 'y', inputs: ['r'] },
      ],
    );
    expect(foldNetwork(network, [])).to.equal(network);
    expect(foldingPasses.map(pass => pass.name)).to.include('foldNormalization');
  });

  it('refuses a malformed network', () => {
    const network = graph([4], [{ type: 'relu', name: 'y', inputs: ['x'] }]);
    expect(() => foldNetwork({ ...network, outputs: ['z'] })).to.throw(Error, 'outputs: must name layers');
  });
});
