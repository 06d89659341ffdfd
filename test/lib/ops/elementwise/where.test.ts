import { expect } from 'chai';
import { networkFromJson, networkToJson, where } from '../../../../lib/network.js';
import { random } from '../../../../lib/random.js';
import { expectOutput, oracleCases, runLayer } from '../oracleCases.js';

describe('where', () => {
  it('agrees with ONNX Runtime and numpy over broadcast shapes', () => {
    for (const c of oracleCases('where')) expectOutput(c, 0);
  });

  it('takes any condition but 0 as true, NaN too, and does not look at what it leaves', () => {
    const [condition, x, y] = [
      [0, -0, NaN, 0.5],
      [NaN, NaN, 3, 4],
      [1, 2, NaN, NaN],
    ].map(data => ({ shape: [4], data }));
    const layer = { type: 'where' as const, name: 'layer', inputs: ['input0', 'input1', 'input2'] };
    expect([...runLayer(layer, [condition, x, y]).data]).to.deep.equal([1, 2, 3, 4]);
  });

  it('builds layers that survive JSON', () => {
    const at = { name: 'z', inputs: ['x', 'x', 'x'] };
    const built = where().build(at, [[2], [2], [2]], random(1));
    expect(built).to.deep.equal({ type: 'where', ...at });
    const inputs = [{ name: 'x', shape: [2] }];
    const network = { name: 'n', arithmetic: 'float32' as const, inputs, layers: [built], outputs: ['z'] };
    expect(networkFromJson(networkToJson(network))).to.deep.equal(network);
  });
});
