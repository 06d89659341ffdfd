import { executor as executorOf } from '../executor.js';
import { expect } from 'chai';
import {
  add,
  conv1d,
  dense,
  flatten,
  networkBuilder,
  networkFromJson,
  networkToJson,
  sequential,
  slice,
} from '../../../lib/network.js';

describe('networkBuilder', () => {
  it('builds graphs that branch and join, under names of their own or of their type and a count', () => {
    const b = networkBuilder({ name: 'residual', labels: ['a', 'b', 'c', 'd'], sampleRate: 50, unit: 'g' });
    const x = b.input('x', [2, 2], { timeAxis: 0 });
    const y = b.add(conv1d({ filters: 2, kernel: 1, weights: [1, 0, 0, 10] }), x);
    expect(y).to.deep.equal({ name: 'conv1d_1', shape: [2, 2] });
    const z = b.add(add({ name: 'sum' }), x, y);
    const network = b.build([z]);
    const { layers, ...rest } = network;
    expect(rest).to.deep.equal({
      name: 'residual',
      arithmetic: 'float32',
      inputs: [{ name: 'x', shape: [2, 2], timeAxis: 0 }],
      outputs: ['sum'],
      labels: ['a', 'b', 'c', 'd'],
      sampleRate: 50,
      unit: 'g',
    });
    expect(layers.map(layer => [layer.name, layer.inputs])).to.deep.equal([
      ['conv1d_1', ['x']],
      ['sum', ['x', 'conv1d_1']],
    ]);
    const out = new Float32Array(4);
    executorOf(network).run(Float32Array.of(1, 2, 3, 4), out);
    expect([...out]).to.deep.equal([2, 22, 6, 44]);
    expect(networkFromJson(networkToJson(network))).to.deep.equal(network);
  });

  it('carries variables: a running sum', () => {
    const b = networkBuilder({ name: 'sum' });
    const total = b.variable('total', [2], { initial: [100, 200] });
    const next = b.add(add(), total, b.input('x', [2]));
    b.assign(total, next);
    const network = b.build([next]);
    const executor = executorOf(network);
    const out = new Float32Array(2);
    const run = (...x: number[]) => {
      executor.run(Float32Array.from(x), out);
      return [...out];
    };
    expect([run(1, 2), run(3, 4)]).to.deep.equal([
      [101, 202],
      [104, 206],
    ]);
    expect(networkFromJson(networkToJson(network))).to.deep.equal(network);
  });

  it('draws the weights that are not given from its seed, as sequential does', () => {
    const chain = (seed: number) => {
      const b = networkBuilder({ name: 'n', seed });
      return b.build([b.add(dense({ units: 2 }), b.add(flatten(), b.input('input', [3, 4])))]);
    };
    const layers = [flatten(), dense({ units: 2 })];
    expect(chain(7)).to.deep.equal(sequential({ name: 'n', input: [3, 4], layers, seed: 7 }));
    expect(chain(7)).to.not.deep.equal(chain(8));
  });

  it('builds several networks, each of the layers that were there', () => {
    const b = networkBuilder({ name: 'n' });
    const x = b.input('x', [4]);
    const first = b.add(flatten(), x);
    const one = b.build([first]);
    const two = b.build([first, b.add(dense({ units: 1 }), first)]);
    expect(one.layers).to.have.length(1);
    expect(two.outputs).to.deep.equal(['flatten_1', 'dense_1']);
  });

  it('refuses at the call what does not fit, and goes on without it', () => {
    const b = networkBuilder({ name: 'n' });
    const x = b.input('x', [2, 3]);
    expect(() => b.input('x', [1])).to.throw(Error, 'network: input "x": names must be unique, got "x" twice');
    expect(() => b.input('', [1])).to.throw(Error, 'name must be a non-empty string, got ""');
    expect(() => b.input('y', [0])).to.throw(Error, 'input "y": shape must be at most 8 positive integers');
    expect(() => b.input('y', [1, 2], { timeAxis: 2 })).to.throw(
      Error,
      'input "y": timeAxis must be one of its axes, got 2',
    );
    expect(() => b.add(conv1d({ filters: 1, kernel: 3 }), x)).to.throw(
      Error,
      'network: layer "conv1d_1": a window spans 3 samples, got an input of 2',
    );
    expect(() => b.add(dense({ units: 1, name: 'x' }), x)).to.throw(Error, 'layer "x": names must be unique');
    expect(() => b.add(add(), x)).to.throw(Error, 'layer "add_1": takes 2 inputs, got 1');
    expect(() => b.add(dense({ units: 1, weights: [1, NaN, 1] }), x)).to.throw(
      Error,
      'network: layer "dense_1", weights: data must be finite, got NaN at entry 1',
    );
    const stranger = networkBuilder({ name: 'other' }).input('x', [2, 3]);
    expect(() => b.add(flatten(), stranger)).to.throw(
      Error,
      'network: layer "flatten_1": tensors must be of this builder, got "x"',
    );
    expect(() => b.build([stranger])).to.throw(Error, 'network: outputs: tensors must be of this builder, got "x"');
    expect(() => b.build([x])).to.throw(Error, 'network: outputs: must name layers, each once, got "x"');
    expect(() => b.build([])).to.throw(Error, 'network: outputs: there must be at least one, got none');
    expect(b.build([b.add(flatten(), x)]).layers.map(layer => layer.name)).to.deep.equal(['flatten_1']);
    expect(() => networkBuilder({ name: 'n', seed: -1 })).to.throw(RangeError, 'networkBuilder: seed must be');
  });

  it('refuses variables that are not assigned once, by a layer of their shape', () => {
    const b = networkBuilder({ name: 'n' });
    const x = b.input('x', [2]);
    const v = b.variable('v', [2]);
    const y = b.add(add(), x, v);
    const half = b.add(slice({ begin: [0], size: [1] }), y);
    expect(() => b.build([y])).to.throw(Error, 'network: variable "v": must be assigned before build, got nothing');
    expect(() => b.assign(x, y)).to.throw(Error, 'network: variable "x": must be a variable, got another tensor');
    expect(() => b.assign(v, x)).to.throw(Error, 'variable "v": next must name a layer, got "x"');
    expect(() => b.assign(v, half)).to.throw(Error, 'variable "v": next must have shape (2), got (1)');
    b.assign(v, y);
    expect(() => b.assign(v, y)).to.throw(Error, 'variable "v": must be assigned once, got a second time');
    expect(() => b.variable('w', [2], { initial: [1] })).to.throw(
      RangeError,
      'variable "w": initial must hold 2 = 2 numbers',
    );
  });
});
