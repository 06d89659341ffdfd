import { expect } from 'chai';
import {
  networkFromJson,
  networkToJson,
  type Reduce,
  reduceMax,
  reduceMean,
  reduceMin,
  reduceProd,
  reduceSum,
  sequential,
} from '../../../../lib/network.js';
import { reduceOps } from '../../../../lib/ops/reduction/reduce.js';
import { expectOutput, oracleCases, runLayer } from '../oracleCases.js';

const plans = { reduceMean, reduceSum, reduceMax, reduceMin, reduceProd };

function layer(type: Reduce['type'], axes: number[]): Reduce {
  return { type, name: 'layer', inputs: ['input0'], axes, keepAxes: false };
}

describe('the reducing layers', () => {
  it('agree with ONNX Runtime and TensorFlow over axes of every place', () => {
    const extreme = (type: string) => type === 'reduceMax' || type === 'reduceMin';
    for (const c of oracleCases('reduce')) expectOutput(c, extreme(c.layer.type) ? 0 : 1e-6);
  });

  it('sum in double: a part far below float32 resolution survives', () => {
    const x = { shape: [3], data: [2 ** 30, 2 ** -10, -(2 ** 30)] };
    expect([...runLayer(layer('reduceSum', [0]), [x]).data]).to.deep.equal([2 ** -10]);
  });

  it('are exact for whole numbers: 1 + ... + 1000, 10!', () => {
    const x = { shape: [1000], data: Array.from({ length: 1000 }, (_, k) => k + 1) };
    expect([...runLayer(layer('reduceSum', [0]), [x]).data]).to.deep.equal([500500]);
    expect([...runLayer(layer('reduceMean', [0]), [x]).data]).to.deep.equal([500.5]);
    const y = { shape: [10], data: x.data.slice(0, 10) };
    expect([...runLayer(layer('reduceProd', [0]), [y]).data]).to.deep.equal([3628800]);
  });

  it('make NaN of NaN, and keep infinities', () => {
    for (const type of Object.keys(plans) as Reduce['type'][]) {
      const { data } = runLayer(layer(type, [1]), [{ shape: [2, 2], data: [1, NaN, NaN, 1] }]);
      expect([...data], type).to.deep.equal([NaN, NaN]);
    }
    const x = { shape: [2], data: [-Infinity, -Infinity] };
    expect([...runLayer(layer('reduceMax', [0]), [x]).data]).to.deep.equal([-Infinity]);
  });

  it('leave the input as it is where there are no axes to reduce', () => {
    const x = { shape: [2, 2], data: [1, 2, 3, 4] };
    for (const type of Object.keys(plans) as Reduce['type'][]) {
      expect([...runLayer(layer(type, []), [x]).data], type).to.deep.equal(x.data);
    }
  });

  it('have codes of their own, but for the extremes, which have those of the input', () => {
    const outputs = Object.values(reduceOps).map(({ type, traits }) => `${type} ${JSON.stringify(traits.codes)}`);
    expect(outputs).to.deep.equal([
      'reduceMean "own"',
      'reduceSum "own"',
      'reduceMax "input"',
      'reduceMin "input"',
      'reduceProd "own"',
    ]);
  });

  it('count negative axes from the end when they are built, and survive JSON', () => {
    for (const [type, plan] of Object.entries(plans)) {
      const layers = [plan({ axes: [-1, 0], keepAxes: true }), plan({ axes: [1] })];
      const network = sequential({ name: 'n', input: [2, 3, 4], layers });
      expect(network.layers[0]).to.deep.include({ type, axes: [0, 2], keepAxes: true });
      expect(network.layers[1]).to.deep.include({ type, axes: [1], keepAxes: false });
      expect(networkFromJson(networkToJson(network))).to.deep.equal(network);
    }
  });

  it('refuse axes that are not there, come twice or out of order', () => {
    const x = { shape: [2, 3], data: [1, 2, 3, 4, 5, 6] };
    for (const axes of [[2], [1, 1], [1, 0]]) {
      expect(() => runLayer(layer('reduceSum', axes), [x])).to.throw(
        Error,
        `network: layer "layer": axes must be axes of the input (2, 3), increasing, got [${axes.join(', ')}]`,
      );
    }
    expect(() => reduceSum({ axes: [0.5] })).to.throw(RangeError, 'reduceSum: axes[0] must be an integer in [-8, 7]');
    expect(() => sequential({ name: 'n', input: [2], layers: [reduceSum({ axes: [1] })] })).to.throw(
      Error,
      'network: layer "reduceSum_1": axes must be axes of the input (2), increasing, got [1]',
    );
  });
});
