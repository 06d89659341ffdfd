import { expect } from 'chai';
import { conv1d, dense, flatten, relu, sequential } from '../../../lib/network.js';

describe('sequential', () => {
  it('chains layers under names of their own or of their type and a count', () => {
    const { inputs, layers, outputs, arithmetic } = sequential({
      name: 'n',
      input: [10, 2],
      layers: [conv1d({ filters: 2, kernel: 3 }), relu(), conv1d({ filters: 2, kernel: 3 }), flatten({ name: 'flat' })],
    });
    expect(arithmetic).to.equal('float32');
    expect(inputs).to.deep.equal([{ name: 'input', shape: [10, 2] }]);
    expect(layers.map(l => [l.name, l.inputs])).to.deep.equal([
      ['conv1d_1', ['input']],
      ['relu_1', ['conv1d_1']],
      ['conv1d_2', ['relu_1']],
      ['flat', ['conv1d_2']],
    ]);
    expect(outputs).to.deep.equal(['flat']);
  });

  it('keeps what describes the model', () => {
    const description = { labels: ['x', 'y'], sampleRate: 50, unit: 'g' };
    expect(sequential({ name: 'n', input: [3], layers: [dense({ units: 2 })], ...description })).to.include(
      description,
    );
  });

  it('refuses no layers, a wrong seed, a wrong input, and names used twice', () => {
    const base = { name: 'n', input: [3], layers: [flatten()] };
    expect(() => sequential({ ...base, layers: [] })).to.throw(RangeError, 'layers must hold at least one layer');
    expect(() => sequential({ ...base, seed: -1 })).to.throw(RangeError, 'sequential: seed must be');
    expect(() => sequential({ ...base, input: [0] })).to.throw(Error, 'input "input": shape must be');
    expect(() => sequential({ ...base, layers: [flatten({ name: 'input' })] })).to.throw(Error, 'names must be unique');
    expect(() => sequential({ ...base, input: [2 ** 20], layers: [dense({ units: 2 ** 20 })] })).to.throw(
      RangeError,
      'dense: weights may hold 2^28 numbers, got a shape of 1048576 x 1048576',
    );
  });
});
