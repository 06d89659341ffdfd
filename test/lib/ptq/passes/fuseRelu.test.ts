import { expect } from 'chai';
import {
  averagePool1d,
  conv1d,
  dense,
  flatten,
  type Network,
  reference,
  relu,
  sequential,
} from '../../../../lib/network/index.js';
import { fuseRelu } from '../../../../lib/ptq/index.js';
import { random } from '../../../../lib/random.js';

const plan = { ranges: new Map<string, never>(), weights: 'channel', input: undefined } as const;

const network = sequential({
  name: 'n',
  input: [8, 2],
  seed: 3,
  layers: [
    conv1d({ filters: 3, kernel: 3, name: 'conv' }),
    relu({ name: 'a' }),
    averagePool1d({ size: 2, name: 'pool' }),
    relu({ name: 'b' }),
    flatten({ name: 'flat' }),
    dense({ units: 2, activation: 'relu', name: 'head' }),
    relu({ name: 'c' }),
  ],
});

describe('fuseRelu', () => {
  const fused = fuseRelu.run(network, plan);

  it('makes a relu the activation of the convolution before it, under the name of the relu', () => {
    expect(fused.layers.map(l => [l.type, l.name, l.inputs[0]])).to.deep.equal([
      ['conv1d', 'a', 'input'],
      ['averagePool1d', 'pool', 'a'],
      ['relu', 'b', 'pool'], // no weights before it
      ['flatten', 'flat', 'b'],
      ['dense', 'head', 'flat'],
      ['relu', 'c', 'head'], // the layer before it has its activation already
    ]);
    expect(fused.layers[0]).to.include({ activation: 'relu' });
  });

  it('changes no output by a bit', () => {
    const generator = random(1);
    const [a, b] = [reference(network), reference(fused)];
    const [p, q] = [new Float32Array(2), new Float32Array(2)];
    for (let k = 0; k < 100; k++) {
      const x = new Float32Array(16).map(() => generator.normal());
      a.run(x, p);
      b.run(x, q);
      expect([...q]).to.deep.equal([...p]);
    }
  });

  it('leaves a layer alone whose output someone else takes too', () => {
    const shared: Network = { ...network, outputs: ['c', 'conv'] };
    expect(fuseRelu.run(shared, plan).layers.map(l => l.name)).to.include.members(['conv', 'a']);
  });
});
