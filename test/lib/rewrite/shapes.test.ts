import { expect } from 'chai';
import {
  averagePool1d,
  checkNetwork,
  conv1d,
  dense,
  flatten,
  type Network,
  sequential,
  softmax,
} from '../../../lib/network.js';
import { affineParams } from '../../../lib/quantizers/index.js';

const network: Network = sequential({
  name: 'n',
  input: [26, 3],
  labels: ['a', 'b'],
  layers: [
    conv1d({ filters: 16, kernel: 3, padding: 'same', stride: 2 }),
    averagePool1d({ size: 2 }),
    flatten(),
    dense({ units: 2 }),
    softmax(),
  ],
});

const failing = (change: (n: Network) => unknown) => () => checkNetwork(change(network) as Network);

/** The network with fields of one layer replaced. */
const withLayer = (index: number, fields: object) => (n: Network) => ({
  ...n,
  layers: n.layers.map((layer, k) => (k === index ? { ...layer, ...fields } : layer)),
});

describe('checkNetwork', () => {
  it('infers the shape of every tensor, by name', () => {
    expect([...checkNetwork(network)]).to.deep.equal([
      ['input', [26, 3]],
      ['conv1d_1', [13, 16]],
      ['averagePool1d_1', [6, 16]],
      ['flatten_1', [96]],
      ['dense_1', [2]],
      ['softmax_1', [2]],
    ]);
  });

  it('names the layer, the rule and what came', () => {
    const cases: [(n: Network) => unknown, string][] = [
      [withLayer(0, { type: 'attention' }), 'layer "conv1d_1": type must be one of dense, '],
      [withLayer(0, { type: 'constructor' }), 'got "constructor"'],
      [withLayer(0, { stride: 0 }), 'layer "conv1d_1": stride must be an integer in [1, 2^28], got 0'],
      [withLayer(0, { padding: 'causal' }), 'padding must be valid, same or margins, got "causal"'],
      [withLayer(3, { weights: null }), 'layer "dense_1": weights must be a tensor, got null'],
      [
        withLayer(3, { weights: { shape: [2, 95], data: new Float32Array(190) } }),
        'layer "dense_1": weights must have shape (out, in = 96), got (2, 95)',
      ],
      [
        withLayer(3, { weights: { shape: [2, 96], data: new Float32Array(190) } }),
        'layer "dense_1", weights: data must be a typed array of 192 entries, as its shape says, got 190',
      ],
      [
        withLayer(3, { bias: { shape: [2], data: Float32Array.of(0, NaN) } }),
        'layer "dense_1", bias: data must be finite, got NaN at entry 1',
      ],
      [withLayer(3, { bias: { shape: [2], data: new Int32Array(2) } }), 'bias: params must be an object'],
      [
        withLayer(3, { inputs: ['later'] }),
        'layer "dense_1": inputs must name network inputs, variables or earlier layers',
      ],
      [withLayer(3, { inputs: [] }), 'layer "dense_1": takes one input, got 0'],
      [withLayer(2, { name: 'input' }), 'layer "input": names must be unique, got "input" twice'],
      [withLayer(2, { name: '' }), 'name must be a non-empty string'],
      [n => ({ ...n, outputs: ['input'] }), 'outputs: must name layers, each once, got "input"'],
      [n => ({ ...n, outputs: [] }), 'outputs: there must be at least one'],
      [n => ({ ...n, inputs: [] }), 'inputs: there must be at least one'],
      [n => ({ ...n, labels: ['a'] }), 'labels: must be 2, one an output, got 1'],
      [n => ({ ...n, sampleRate: -1 }), 'sampleRate: must be a finite number above 0, got -1'],
      [n => ({ ...n, arithmetic: 'float64' }), 'arithmetic: must be float32 with these tensors, got "float64"'],
    ];
    for (const [change, message] of cases) expect(failing(change)).to.throw(Error, message);
    for (const [change] of cases) expect(failing(change)).to.throw().with.property('code', 'format-network');
  });

  it('bounds what activations may take, before anything is allocated', () => {
    const shape = (s: number[]) => (n: Network) => ({ ...n, inputs: [{ name: 'input', shape: s }] });
    expect(failing(shape([2 ** 20, 2 ** 20]))).to.throw(Error, 'a product of at most 2^28');
    expect(failing(shape([2 ** 28, 0.5]))).to.throw(Error, 'positive integers');
    const copies = Array.from({ length: 9 }, (_, k) => ({
      type: 'flatten',
      name: `f${k}`,
      inputs: [k ? `f${k - 1}` : 'input'],
    }));
    expect(
      failing(n => ({ ...n, inputs: [{ name: 'input', shape: [2 ** 25] }], layers: copies, outputs: ['f8'] })),
    ).to.throw(Error, 'layer "f7": all activations together may have 2^28 elements');
  });

  it('takes names that every object inherits for what they are: names', () => {
    const named = sequential({
      name: '__proto__',
      input: [3],
      layers: [flatten({ name: '__proto__' }), flatten({ name: 'constructor' }), flatten({ name: 'toString' })],
    });
    expect([...checkNetwork(named).keys()]).to.deep.equal(['input', '__proto__', 'constructor', 'toString']);
    expect(failing(withLayer(0, { inputs: ['hasOwnProperty'] }))).to.throw(Error, 'got "hasOwnProperty"');
  });

  it('demands the arithmetic that the tensors have', () => {
    const params = affineParams({ scale: 0.5 });
    expect(failing(n => ({ ...n, inputs: [{ ...n.inputs[0], params }] }))).to.throw(
      Error,
      'arithmetic: must be mixed with these tensors, got "float32"',
    );
    expect(failing(n => ({ ...n, arithmetic: 'integer' }))).to.throw(
      Error,
      'arithmetic: must be float32 with these tensors, got "integer"',
    );
  });

  it('holds the params of an integer network to their rules', () => {
    const coded = (params: object): Network => ({
      name: 'n',
      arithmetic: 'integer',
      inputs: [{ name: 'x', shape: [4], params: { ...affineParams({ scale: 0.5, zeroPoint: 3 }), ...params } }],
      layers: [{ type: 'flatten', name: 'f', inputs: ['x'], params: affineParams({ scale: 0.5, zeroPoint: 3 }) }],
      outputs: ['f'],
    });
    expect(() => checkNetwork(coded({}))).not.to.throw();
    expect(() => checkNetwork(coded({ scale: [0.1] }))).to.throw(Error, 'params.scale must be a float32 value');
    expect(() => checkNetwork(coded({ scale: [0.5, 0.5] }))).to.throw(Error, 'params.scale must hold');
    expect(() => checkNetwork(coded({ zeroPoint: [0.5] }))).to.throw(Error, 'params.zeroPoint must be an integer');
    expect(() => checkNetwork(coded({ kind: 'powerOfTwo', exponent: [0] }))).to.throw(
      Error,
      'params.kind must be affine',
    );
    expect(() => checkNetwork(coded({ scale: [0.25] }))).to.throw(
      Error,
      'layer "f": params must be those of its input, scale 0.25, zero point 3 for [-128, 127], got scale 0.5, zero point 3',
    );
  });
});
