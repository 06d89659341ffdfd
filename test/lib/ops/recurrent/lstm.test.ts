import { expect } from 'chai';
import {
  type Lstm,
  lstm,
  networkBuilder,
  networkFromJson,
  networkToJson,
  sequential,
  summary,
} from '../../../../lib/network.js';
import { expectCarry } from '../carry.js';
import { expectOutput, oracleCases, runLayer } from '../oracleCases.js';

describe('lstm', () => {
  it('agrees with onnxruntime, Keras and TensorFlow BlockLSTMV2: both directions, clipped cells, either output', () => {
    for (const c of oracleCases('lstm')) expectOutput(c, 1e-6);
  });

  it('carries its state from run to run where it is told to, bit for bit', () => {
    expectCarry(carry => lstm({ units: 4, carry }));
    expectCarry(carry => lstm({ units: 2, carry, output: 'cell', cellClip: 0.5 }));
  });

  it('keeps all of its cell where the forget gate is 1 and the others are 0', () => {
    const zeros = [[0], [0], [0], [0]] as const;
    const gates = { weights: [[0], [0], [1], [0]], recurrent: zeros, bias: [[1e3], [1e3], [0], [-1e3]] } as const;
    const plan = lstm({ units: 1, ...gates, output: 'cell' });
    const layer = {
      ...(sequential({ name: 'n', input: [3, 1], layers: [plan] }).layers[0] as Lstm),
      inputs: ['input0'],
    };
    // c = c + tanh(x), tanh(20) = 1 in float32
    expect([...runLayer(layer, [{ shape: [3, 1], data: [20, 0, -20] }]).data]).to.deep.equal([1, 1, 0]);
    expect([...runLayer({ ...layer, output: 'hidden' }, [{ shape: [3, 1], data: [20, 0, -20] }]).data]).to.deep.equal([
      0, 0, 0,
    ]);
  });

  it('counts the products with the weights of all gates', () => {
    const network = sequential({ name: 'n', input: [2, 7, 3], layers: [lstm({ units: 5 })] });
    expect(summary(network).macs).to.equal(2 * 7 * 4 * 5 * (3 + 5));
    expect(summary(network).parameters).to.equal(4 * 5 * (3 + 5 + 1));
  });

  it('survives JSON, also with params of its cell', () => {
    const layers = [lstm({ units: 2, reverse: true }), lstm({ units: 3, carry: true, cellClip: 10, output: 'cell' })];
    const network = sequential({ name: 'n', input: [4, 2], layers, seed: 1 });
    expect(networkFromJson(networkToJson(network))).to.deep.equal(network);
    const cellParams = { kind: 'affine', bits: 16, qmin: -32768, qmax: 32767, scale: [2 ** -11], zeroPoint: [0] };
    const coded = { ...network, layers: network.layers.map(layer => ({ ...layer, cellParams })) } as typeof network;
    expect(networkFromJson(networkToJson(coded))).to.deep.equal(coded);
  });

  it('refuses what does not fit, and says which gate', () => {
    const network = sequential({ name: 'n', input: [4, 2], layers: [lstm({ units: 3, name: 'l' })] });
    const layer = { ...(network.layers[0] as Lstm), inputs: ['input0'] };
    const x = { shape: [4, 2], data: new Float32Array(8) };
    const tensor = (...shape: number[]) => ({ shape, data: new Float32Array(shape.reduce((a, b) => a * b)) });
    const [a, , c, d] = layer.recurrent;
    expect(() => runLayer({ ...layer, recurrent: [a, tensor(3, 2), c, d] }, [x])).to.throw(
      Error,
      'network: layer "l": recurrent of the forget gate must have shape (units = 3, units = 3), got (3, 2)',
    );
    const [e, f, g] = layer.bias;
    expect(() => runLayer({ ...layer, bias: [e, f, g, tensor(2)] }, [x])).to.throw(
      Error,
      'bias of the output gate must have shape (units = 3), got (2)',
    );
    expect(() => runLayer(layer, [{ shape: [4, 3], data: [] }])).to.throw(
      Error,
      'weights of the input gate must have shape (units = 3, in = 3), got (3, 2)',
    );
    expect(() => runLayer({ ...layer, cellClip: -1 }, [x])).to.throw(Error, 'cellClip must be at least 0, got -1');
    expect(() => runLayer(layer, [{ shape: [2], data: [] }])).to.throw(Error, 'shape (..., time, channels), got (2)');
    expect(() => runLayer({ ...layer, bias: [e, f, g] as never }, [x])).to.throw(Error, 'bias must be a list of 4');
  });

  it('takes what its states begin with, unless it carries its own', () => {
    const b = networkBuilder({ name: 'n', seed: 1 });
    const x = b.input('x', [2, 4, 2]);
    const state = b.input('s', [2, 3]);
    expect(b.add(lstm({ units: 3 }), x, state, state).shape).to.deep.equal([2, 4, 3]);
    expect(() => b.add(lstm({ units: 3, name: 'l' }), x, state)).to.throw(Error, 'layer "l": takes 3 inputs, got 2');
    expect(() => b.add(lstm({ units: 3, carry: true }), x, state, state)).to.throw(Error, 'takes no state where');
    const single = b.input('t', [3]);
    expect(() => b.add(lstm({ units: 3 }), x, single, single)).to.throw(
      Error,
      'the hidden state must have shape (batch = 2, units = 3), got (3)',
    );
  });

  it('refuses wrong options at the call', () => {
    expect(() => lstm({ units: 0 })).to.throw(RangeError, 'lstm: units must be');
    expect(() => lstm({ units: 1, cellClip: -1 })).to.throw(RangeError, 'lstm: cellClip must be');
    expect(() => lstm({ units: 1, output: 'both' as 'cell' })).to.throw(RangeError, 'lstm: output must be one of');
    const bias = [[0], [0], [0, 0], [0]] as const;
    expect(() => sequential({ name: 'n', input: [1, 1], layers: [lstm({ units: 1, bias })] })).to.throw(
      RangeError,
      'lstm: bias, cell must hold 1 = 1 numbers, got 2',
    );
  });
});
