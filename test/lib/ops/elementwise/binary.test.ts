import { expect } from 'chai';
import { noMemory } from '../../../../lib/ops/op.js';
import {
  add,
  type Binary,
  checkNetwork,
  div,
  maximum,
  minimum,
  mul,
  networkFromJson,
  networkToJson,
  pow,
  sub,
} from '../../../../lib/network.js';
import { binaryOps } from '../../../../lib/ops/elementwise/binary.js';
import { random } from '../../../../lib/random.js';
import { expectOutput, oracleCases, runLayer } from '../oracleCases.js';

const [I, N] = [Infinity, NaN];
const special = [-I, -2.5, -1, -0, 0, 0.5, 1, 3, I, N];

/**
 * One row for each first operand, one column for each second: powers by `pow` of the C library (IEEE 754-2019, 9.2.1), rounded
 * to float32, the others by numpy 2.4 in float32.
 */
const tables: Partial<Record<Binary['type'], number[][]>> = {
  pow: [
    [0, 0, -0, 1, 1, I, -I, -I, I, N],
    [0, N, -0.4000000059604645, 1, 1, N, -2.5, -15.625, I, N],
    [1, N, -1, 1, 1, N, -1, -1, 1, N],
    [I, I, -I, 1, 1, 0, -0, -0, 0, N],
    [I, I, I, 1, 1, 0, 0, 0, 0, N],
    [I, 5.656854152679443, 2, 1, 1, 0.7071067690849304, 0.5, 0.125, 0, N],
    [1, 1, 1, 1, 1, 1, 1, 1, 1, 1],
    [0, 0.06415002793073654, 0.3333333432674408, 1, 1, 1.7320507764816284, 3, 27, I, N],
    [0, 0, 0, 1, 1, I, I, I, I, N],
    [N, N, N, 1, 1, N, N, N, N, N],
  ],
  div: [
    [N, I, I, I, -I, -I, -I, -I, N, N],
    [0, 1, 2.5, I, -I, -5, -2.5, -0.8333333134651184, -0, N],
    [0, 0.4000000059604645, 1, I, -I, -2, -1, -0.3333333432674408, -0, N],
    [0, 0, 0, N, N, -0, -0, -0, -0, N],
    [-0, -0, -0, N, N, 0, 0, 0, 0, N],
    [-0, -0.20000000298023224, -0.5, -I, I, 1, 0.5, 0.1666666716337204, 0, N],
    [-0, -0.4000000059604645, -1, -I, I, 2, 1, 0.3333333432674408, 0, N],
    [-0, -1.2000000476837158, -3, -I, I, 6, 3, 1, 0, N],
    [N, -I, -I, -I, I, I, I, I, N, N],
    [N, N, N, N, N, N, N, N, N, N],
  ],
  mul: [
    [I, I, I, N, N, -I, -I, -I, -I, N],
    [I, 6.25, 2.5, 0, -0, -1.25, -2.5, -7.5, -I, N],
    [I, 2.5, 1, 0, -0, -0.5, -1, -3, -I, N],
    [N, 0, 0, 0, -0, -0, -0, -0, N, N],
    [N, -0, -0, -0, 0, 0, 0, 0, N, N],
    [-I, -1.25, -0.5, -0, 0, 0.25, 0.5, 1.5, I, N],
    [-I, -2.5, -1, -0, 0, 0.5, 1, 3, I, N],
    [-I, -7.5, -3, -0, 0, 1.5, 3, 9, I, N],
    [-I, -I, -I, N, N, I, I, I, I, N],
    [N, N, N, N, N, N, N, N, N, N],
  ],
  add: [
    [-I, -I, -I, -I, -I, -I, -I, -I, N, N],
    [-I, -5, -3.5, -2.5, -2.5, -2, -1.5, 0.5, I, N],
    [-I, -3.5, -2, -1, -1, -0.5, 0, 2, I, N],
    [-I, -2.5, -1, -0, 0, 0.5, 1, 3, I, N],
    [-I, -2.5, -1, 0, 0, 0.5, 1, 3, I, N],
    [-I, -2, -0.5, 0.5, 0.5, 1, 1.5, 3.5, I, N],
    [-I, -1.5, 0, 1, 1, 1.5, 2, 4, I, N],
    [-I, 0.5, 2, 3, 3, 3.5, 4, 6, I, N],
    [N, I, I, I, I, I, I, I, I, N],
    [N, N, N, N, N, N, N, N, N, N],
  ],
};

function layer(type: Binary['type'], activation: Binary['activation'] = 'none'): Binary {
  return { type, name: 'layer', inputs: ['input0', 'input1'], activation };
}

describe('the layers of arithmetic', () => {
  it('agree with ONNX Runtime and TensorFlow over broadcast shapes: exactly, powers within 1e-6', () => {
    for (const c of oracleCases('binary')) expectOutput(c, c.layer.type === 'pow' ? 1e-6 : 0);
  });

  it('have the special values of IEEE 754', () => {
    for (const [type, table] of Object.entries(tables)) {
      const { shape, data } = runLayer(layer(type as Binary['type']), [
        { shape: [10, 1], data: special },
        { shape: [10], data: special },
      ]);
      expect(shape).to.deep.equal([10, 10]);
      table.forEach((row, k) => {
        const got = [...data.subarray(10 * k, 10 * k + 10)];
        expect(got, `${type} of ${special[k]}`).to.deep.equal(row);
      });
    }
  });

  it('make NaN of NaN in minimum and maximum, on either side', () => {
    for (const type of ['minimum', 'maximum'] as const) {
      const [a, b] = [
        { shape: [4], data: [N, 1, N, -I] },
        { shape: [4], data: [1, N, N, I] },
      ];
      const { data } = runLayer(layer(type), [a, b]);
      expect([...data]).to.deep.equal([N, N, N, type === 'minimum' ? -I : I]);
    }
  });

  it('let NaN through their activation', () => {
    const a = { shape: [3], data: [N, -9, 9] };
    expect([...runLayer(layer('add', 'relu6'), [a, { shape: [], data: [0] }]).data]).to.deep.equal([N, 0, 6]);
  });

  it('follow their inputs from run to run, also those that are repeated', () => {
    const { float } = binaryOps.add;
    const [a, b, out] = [Float32Array.of(1, 2, 3, 4), Float32Array.of(10, 20), new Float32Array(4)];
    const step = float(
      layer('add'),
      [
        { shape: [2, 2], data: a },
        { shape: [2], data: b },
      ],
      { shape: [2, 2], data: out },
      noMemory,
    );
    step();
    expect([...out]).to.deep.equal([11, 22, 13, 24]);
    b.set([100, 200]);
    step();
    expect([...out]).to.deep.equal([101, 202, 103, 204]);
  });

  it('are built with an activation, and survive JSON', () => {
    const plans = { add, sub, mul, div, minimum, maximum, pow };
    for (const [type, plan] of Object.entries(plans)) {
      const at = { name: 'z', inputs: ['x', 'y'] };
      const built = plan({ activation: 'relu6' }).build(at, [[2], [2]], random(1));
      expect(built).to.deep.equal({ type, ...at, activation: 'relu6' });
      const inputs = ['x', 'y'].map(name => ({ name, shape: [2] }));
      const network = { name: 'n', arithmetic: 'float32' as const, inputs, layers: [built], outputs: ['z'] };
      expect(networkFromJson(networkToJson(network))).to.deep.equal(network);
    }
    expect(() => add({ activation: 'tanh' as 'relu' })).to.throw(RangeError, 'add: activation must be one of none,');
  });

  it('refuse shapes that do not broadcast, and other counts of inputs', () => {
    const network = (shape: number[], names: string[]) => ({
      name: 'n',
      arithmetic: 'float32' as const,
      inputs: [
        { name: 'x', shape: [2, 3] },
        { name: 'y', shape },
      ],
      layers: [{ ...layer('add'), inputs: names }],
      outputs: ['layer'],
    });
    expect(() => checkNetwork(network([2], ['x', 'y']))).to.throw(
      Error,
      'network: layer "layer": the inputs must broadcast, got (2, 3) and (2)',
    );
    expect(() => checkNetwork(network([3], ['x']))).to.throw(Error, 'network: layer "layer": takes 2 inputs, got 1');
  });
});
