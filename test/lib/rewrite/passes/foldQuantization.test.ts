import { expect } from 'chai';
import { foldQuantization } from '../../../../lib/rewrite/passes/foldQuantization.js';
import type { Layer } from '../../../../lib/network.js';
import type { AffineParams } from '../../../../lib/qparams.js';

const int8 = (scale: number, zeroPoint: number): AffineParams => ({
  kind: 'affine',
  bits: 8,
  qmin: -128,
  qmax: 127,
  scale: [scale],
  zeroPoint: [zeroPoint],
});
const P = int8(0.5, 3);
const Q = int8(0.25, -1);

const quantize = (name: string, input: string, params: AffineParams): Layer => ({
  type: 'quantize',
  name,
  inputs: [input],
  params,
  rounding: 'halfEven',
});
const dequantize = (name: string, input: string): Layer => ({ type: 'dequantize', name, inputs: [input] });

/** Layers of the folded graph as `type name <- inputs`, a star for codes. */
function folded(layers: readonly Layer[], outputs: readonly string[], shape: readonly number[] = [4, 2]): string[] {
  const made = foldQuantization.run({ inputs: [{ name: 'x', shape, params: P }], layers, outputs });
  return made.layers.map(l => `${l.type}${l.params ? '*' : ''} ${l.name} <- ${l.inputs.join(', ')}`.trim());
}

describe('foldQuantization', () => {
  it('joins dequantization, layer and quantization, where the output may have params of its own', () => {
    const relu: Layer = { type: 'relu', name: 'r', inputs: ['d'] };
    expect(folded([dequantize('d', 'x'), relu, quantize('y', 'r', Q)], ['y'])).to.deep.equal(['relu* y <- x']);
  });

  it('keeps the three where the params must be those of the input and are not', () => {
    const pool: Layer = { type: 'averagePool1d', name: 'p', inputs: ['d'], size: 2, stride: 2, padding: 'valid' };
    const chain = (params: AffineParams) => [dequantize('d', 'x'), pool, quantize('y', 'p', params)];
    expect(folded(chain(P), ['y'])).to.deep.equal(['averagePool1d* y <- x']);
    expect(folded(chain(Q), ['y'])).to.deep.equal(['dequantize d <- x', 'averagePool1d p <- d', 'quantize* y <- p']);
  });

  it('keeps a softmax whose params are not the fixed ones', () => {
    const softmax: Layer = { type: 'softmax', name: 's', inputs: ['d'], beta: 1 };
    const chain = (params: AffineParams) => [dequantize('d', 'x'), softmax, quantize('y', 's', params)];
    expect(folded(chain(int8(1 / 256, -128)), ['y'])).to.deep.equal(['softmax* y <- x']);
    expect(folded(chain(Q), ['y'])).to.have.length(3);
  });

  it('keeps a layer that something else reads, or that is an output', () => {
    const relu: Layer = { type: 'relu', name: 'r', inputs: ['d'] };
    expect(folded([dequantize('d', 'x'), relu, quantize('y', 'r', Q)], ['y', 'r'])).to.have.length(3);
  });

  it('moves codes instead of reals, and finds the largest of codes', () => {
    const layers: Layer[] = [
      dequantize('d', 'x'),
      { type: 'transpose', name: 't', inputs: ['d'], permutation: [1, 0] },
      { type: 'reshape', name: 'r', inputs: ['t'], shape: [8, 1] },
      { type: 'maxPool1d', name: 'm', inputs: ['r'], size: 2, stride: 2, padding: 'valid' },
    ];
    expect(folded(layers, ['m']).map(l => l.split(' ')[0])).to.deep.equal([
      'transpose*',
      'reshape*',
      'maxPool1d*',
      'dequantize',
    ]);
  });

  it('drops a quantization to the params that the codes have, and joins one to others', () => {
    expect(folded([dequantize('d', 'x'), quantize('y', 'd', P), dequantize('z', 'y')], ['z'])).to.deep.equal([
      'dequantize z <- x',
    ]);
    expect(folded([dequantize('d', 'x'), quantize('y', 'd', Q)], ['y'])).to.deep.equal(['quantize* y <- x']);
  });

  it('makes the bias codes of input scale * weight scale, half to even', () => {
    const dense: Layer = {
      type: 'dense',
      name: 'h',
      inputs: ['d'],
      weights: {
        shape: [3, 2],
        data: Int8Array.of(1, 2, 3, 4, 5, 6),
        params: { ...int8(0.25, 0), scale: [0.25, 0.5, 1], zeroPoint: [0, 0, 0] },
      },
      bias: { shape: [3], data: Float32Array.of(0.3125, -0.625, 7) },
      activation: 'none',
    };
    const made = foldQuantization.run({
      inputs: [{ name: 'x', shape: [4, 2], params: P }],
      layers: [dequantize('d', 'x'), dense, quantize('y', 'h', Q)],
      outputs: ['y'],
    });
    const [layer] = made.layers;
    expect(layer.type === 'dense' && layer.bias).to.deep.equal({
      shape: [3],
      // 0.3125 / 0.125 = 2.5, -0.625 / 0.25 = -2.5, 7 / 0.5 = 14
      data: Int32Array.of(2, -2, 14),
      params: {
        kind: 'affine',
        bits: 32,
        qmin: -(2 ** 31),
        qmax: 2 ** 31 - 1,
        scale: [0.125, 0.25, 0.5],
        zeroPoint: [0, 0, 0],
      },
    });
  });

  it('keeps layers with weights of reals, and makes reals of codes that only they read', () => {
    const value = { shape: [2], data: Int8Array.of(5, 1), params: P };
    const layers: Layer[] = [
      dequantize('d', 'x'),
      { type: 'constant', name: 'c', inputs: [], value, params: P },
      dequantize('r', 'c'),
      { type: 'pow', name: 'y', inputs: ['d', 'r'], activation: 'none' },
    ];
    const made = foldQuantization.run({ inputs: [{ name: 'x', shape: [4, 2], params: P }], layers, outputs: ['y'] });
    const constant = made.layers.find(l => l.type === 'constant');
    // 0.5 (5 - 3) = 1, 0.5 (1 - 3) = -1
    expect(constant?.value).to.deep.equal({ shape: [2], data: Float32Array.of(1, -1) });
  });
});
