import { executor as executorOf } from '../../executor.js';
import { expect } from 'chai';

import type { Network } from '../../../../lib/network.js';
import { codes, runLayer } from '../tfliteCases.js';

const of = ['int8', 0.5, 3] as const;
const six = { of, shape: [2, 3], x: [1, 2, 3, 4, 5, 6] } as const;
const plane = { of, shape: [1, 2, 2, 1], x: [1, 2, 3, 4] } as const;

describe('layers that move codes', () => {
  it('reshape and flatten keep the order', () => {
    expect(runLayer({ type: 'reshape', shape: [3, 2] }, [six], of)).to.deep.equal([1, 2, 3, 4, 5, 6]);
    expect(runLayer({ type: 'flatten' }, [six], of)).to.deep.equal([1, 2, 3, 4, 5, 6]);
  });

  it('transpose turns rows into columns', () => {
    expect(runLayer({ type: 'transpose', permutation: [1, 0] }, [six], of)).to.deep.equal([1, 4, 2, 5, 3, 6]);
  });

  it('slice takes a part, backwards, too', () => {
    const layer = { type: 'slice', begin: [1, 2], size: [1, 2], step: [1, -2] } as const;
    expect(runLayer(layer, [six], of)).to.deep.equal([6, 4]);
  });

  it('expand repeats', () => {
    const row = { of, shape: [1, 2], x: [7, 8] } as const;
    expect(runLayer({ type: 'expand', shape: [2, 2] }, [row], of)).to.deep.equal([7, 8, 7, 8]);
  });

  it('concat joins several', () => {
    const one = { of, shape: [2, 1], x: [8, 9] } as const;
    expect(runLayer({ type: 'concat', axis: 1 }, [six, one], of)).to.deep.equal([1, 2, 3, 8, 4, 5, 6, 9]);
  });

  it('gather takes entries by real indices, from the end, too', () => {
    const indices = { of: ['float32'], shape: [2], x: [-1, 0] } as const;
    expect(runLayer({ type: 'gather', axis: 1 }, [six, indices], of)).to.deep.equal([3, 1, 6, 4]);
  });

  it('resizeNearest repeats samples', () => {
    const layer = { type: 'resizeNearest', size: [2, 4], coordinates: 'asymmetric', rounding: 'floor' } as const;
    expect(runLayer(layer, [plane], of)).to.deep.equal([1, 1, 2, 2, 3, 3, 4, 4]);
  });

  it('pad puts the code of its value around: the zero point 3 for 0, 5 for 1, the largest for 1000', () => {
    const pad = { type: 'pad', mode: 'constant', margins: [[1, 0]] } as const;
    const x = { of, shape: [2], x: [1, 2] } as const;
    expect([0, 1, 1000].map(value => runLayer({ ...pad, value }, [x], of)[0])).to.deep.equal([3, 5, 127]);
    expect(runLayer({ ...pad, mode: 'edge', value: 0 }, [x], of)).to.deep.equal([1, 1, 2]);
  });

  it('take codes of 16 and 32 bits', () => {
    const x = { of: ['int32', 1, 0], shape: [2], x: [2 ** 30, -5] } as const;
    expect(runLayer({ type: 'reshape', shape: [2, 1] }, [x], ['int32', 1, 0])).to.deep.equal([2 ** 30, -5]);
  });
});

describe('constant on codes', () => {
  const network = (value: object): Network => ({
    name: 'n',
    arithmetic: 'integer',
    inputs: [{ name: 'x', shape: [2], params: codes('int8', 1) }],
    layers: [
      { type: 'constant', name: 'c', inputs: [], value: value as never, params: codes('int8', 1) },
      { type: 'maximum', name: 'y', inputs: ['x', 'c'], activation: 'none', params: codes('int8', 1) },
    ],
    outputs: ['y'],
  });

  it('gives its codes in every run', () => {
    const value = { shape: [2], data: Int8Array.of(3, -4), params: codes('int8', 1) };
    const executor = executorOf(network(value));
    const out = new Int8Array(2);
    executor.run(Int8Array.of(0, 0), out);
    executor.run(Int8Array.of(-9, -9), out);
    expect([...out]).to.deep.equal([3, -4]);
  });

  it('refuses real numbers', () => {
    const value = { shape: [2], data: Float32Array.of(3, -4) };
    expect(() => executorOf(network(value))).to.throw(Error, 'its value must hold codes where it has params');
  });
});
