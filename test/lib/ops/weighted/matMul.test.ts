import { expect } from 'chai';
import {
  type MatMul,
  matMul,
  networkFromJson,
  networkToJson,
  sequential,
  type Shape,
  summary,
} from '../../../../lib/network.js';
import { expectOutput, oracleCases, runLayer } from '../oracleCases.js';

const layer: MatMul = { type: 'matMul', name: 'm', inputs: ['input0', 'input1'], transposeA: false, transposeB: false };

describe('matMul', () => {
  it('equals onnxruntime and TensorFlow over transposes and broadcast leading axes', () => {
    for (const recorded of oracleCases('matMul')) expectOutput(recorded, 0);
  });

  it('multiplies rows by columns, with sums in double', () => {
    const a = { shape: [1, 3], data: [2 ** 30, 1, -(2 ** 30)] };
    const b = { shape: [3, 2], data: [1, 0, 2 ** -10, 5, 1, 0] };
    const { shape, data } = runLayer(layer, [a, b]);
    expect(shape).to.deep.equal([1, 2]);
    expect([...data]).to.deep.equal([2 ** -10, 5]);
  });

  it('multiplies a tensor by its own transpose', () => {
    const gram: MatMul = { ...layer, inputs: ['input0', 'input0'], transposeB: true };
    expect([...runLayer(gram, [{ shape: [2, 2], data: [1, 2, 3, 4] }]).data]).to.deep.equal([5, 11, 11, 25]);
  });

  it('counts the products', () => {
    const network = {
      name: 'n',
      arithmetic: 'float32' as const,
      inputs: [
        { name: 'input0', shape: [3, 1, 4, 2] },
        { name: 'input1', shape: [5, 4, 6] },
      ],
      layers: [{ ...layer, transposeA: true }],
      outputs: ['m'],
    };
    expect(summary(network).macs).to.equal(3 * 5 * (2 * 4 * 6));
    expect(networkFromJson(networkToJson(network))).to.deep.equal(network);
  });

  it('refuses what does not fit, and says which layer', () => {
    const wrong = (a: Shape, b: Shape, options = {}) => {
      const inputs = [a, b].map(shape => ({ shape, data: [] }));
      return () => runLayer({ ...layer, ...options }, inputs);
    };
    expect(wrong([2, 3], [2, 3])).to.throw(
      Error,
      'network: layer "m": inputs must be (..., n, k) and (..., k, m), leading axes that broadcast, got (2, 3) and (2, 3)',
    );
    expect(wrong([2, 3], [2, 3], { transposeA: true, transposeB: true })).to.throw(
      Error,
      'inputs must be (..., k, n) and (..., m, k)',
    );
    expect(wrong([2, 2, 3], [3, 3, 2])).to.throw(Error, 'leading axes that broadcast, got (2, 2, 3) and (3, 3, 2)');
    expect(wrong([3], [3, 2])).to.throw(Error, 'layer "m": takes matrices, got (3) and (3, 2)');
    expect(() => sequential({ name: 'n', input: [2, 2], layers: [matMul()] })).to.throw(Error, 'takes 2 inputs, got 1');
    expect(() => matMul({ transposeA: 1 as never })).to.throw(TypeError, 'matMul: transposeA must be a boolean');
  });

  it('has a plan for a layer of two inputs', () => {
    const plan = matMul({ transposeB: true, name: 'scores' });
    expect(plan).to.include({ type: 'matMul', name: 'scores' });
    const at = { name: 'scores', inputs: ['q', 'k'] };
    expect(
      plan.build(
        at,
        [
          [2, 3],
          [2, 3],
        ],
        { bits: () => 0 } as never,
      ),
    ).to.deep.equal({
      type: 'matMul',
      ...at,
      transposeA: false,
      transposeB: true,
    });
  });
});
