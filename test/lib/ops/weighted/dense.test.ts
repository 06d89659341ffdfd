import { executor as executorOf } from '../../executor.js';
import { expect } from 'chai';
import { checkNetwork, dense, networkFromJson, networkToJson, sequential } from '../../../../lib/network.js';

const layer = { units: 2, weights: [1, 2, 3, -4, 5, -6], bias: [0.5, -1] };

function run(activation: 'none' | 'relu', x: number[]): number[] {
  const out = new Float32Array(2);
  executorOf(sequential({ name: 'n', input: [3], layers: [dense({ ...layer, activation })] })).run(
    Float32Array.from(x),
    out,
  );
  return [...out];
}

describe('dense', () => {
  it('is W x + b, weights (out, in)', () => {
    expect(run('none', [1, 10, 100])).to.deep.equal([1 + 20 + 300 + 0.5, -4 + 50 - 600 - 1]);
  });

  it('clamps at 0 under relu, and lets NaN through', () => {
    expect(run('relu', [1, 10, 100])).to.deep.equal([321.5, 0]);
    expect(run('relu', [NaN, 0, 0])).to.deep.equal([NaN, NaN]);
  });

  it('sums in double: a part far below float32 resolution survives', () => {
    const network = sequential({
      name: 'n',
      input: [3],
      layers: [dense({ units: 1, weights: [2 ** 30, 1, -(2 ** 30)] })],
    });
    const out = new Float32Array(1);
    executorOf(network).run(Float32Array.of(1, 2 ** -10, 1), out);
    expect(out[0]).to.equal(2 ** -10);
  });

  it('draws missing weights with variance 2 / in, from the seed', () => {
    const weightsOf = (seed: number) => {
      const [first] = sequential({ name: 'n', input: [50], layers: [dense({ units: 400 })], seed }).layers;
      return first.type === 'dense' ? first.weights.data : [];
    };
    const w = weightsOf(5);
    const variance = Array.from(w).reduce((sum, x) => sum + x * x, 0) / w.length;
    // the variance of 20,000 normal numbers has relative standard deviation sqrt(2 / 20000) = 1 %
    expect(variance).to.be.closeTo(2 / 50, 5 * 0.01 * (2 / 50));
    expect(weightsOf(5)).to.deep.equal(w);
    expect(weightsOf(6)).not.to.deep.equal(w);
  });

  it('refuses wrong options at the call, and weights of another shape when it is built', () => {
    expect(() => dense({ units: 0 })).to.throw(RangeError, 'dense: units must be an integer of at least 1, got 0');
    expect(() => dense({ units: 1, activation: 'tanh' as 'relu' })).to.throw(
      RangeError,
      'dense: activation must be one of none, relu, relu6, relu1; got "tanh"',
    );
    expect(() => sequential({ name: 'n', input: [4], layers: [dense(layer)] })).to.throw(
      RangeError,
      'dense: weights must hold 2 x 4 = 8 numbers, got 6',
    );
  });

  it('takes all axes before the last as a batch', () => {
    const out = new Float32Array(4);
    const network = sequential({ name: 'n', input: [2, 1, 3], layers: [dense(layer)] });
    executorOf(network).run(Float32Array.of(1, 10, 100, 0, 1, 0), out);
    expect([...out]).to.deep.equal([321.5, -4 + 50 - 600 - 1, 2.5, 4]);
  });

  it('refuses weights of another shape, and says which layer', () => {
    const network = sequential({ name: 'n', input: [3], layers: [dense({ ...layer, name: 'head' })] });
    expect(() => checkNetwork({ ...network, inputs: [{ name: 'input', shape: [4] }] })).to.throw(
      Error,
      'network: layer "head": weights must have shape (out, in = 4), got (2, 3)',
    );
  });

  it('survives JSON', () => {
    const network = sequential({ name: 'n', input: [3], layers: [dense(layer)] });
    expect(networkFromJson(JSON.stringify(networkToJson(network)))).to.deep.equal(network);
  });
});
