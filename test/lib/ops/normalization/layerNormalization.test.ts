import { expect } from 'chai';
import {
  type LayerNormalization,
  layerNormalization,
  type LayerNormalizationOptions,
  networkFromJson,
  networkToJson,
  sequential,
  type Shape,
} from '../../../../lib/network.js';
import { expectOutput, oracleCases, runLayer } from '../oracleCases.js';

function layerOf(input: Shape, options: LayerNormalizationOptions): LayerNormalization {
  const [layer] = sequential({ name: 'n', input, layers: [layerNormalization({ name: 'l', ...options })] }).layers;
  return { ...(layer as LayerNormalization), inputs: ['input0'] };
}

describe('layerNormalization', () => {
  it('agrees with onnxruntime within 1e-6 of the range over axes and ranks', () => {
    for (const recorded of oracleCases('layerNormalization')) expectOutput(recorded, 1e-6);
  });

  it('brings each row to mean 0 and variance 1, then scales and shifts it', () => {
    const layer = layerOf([2, 2], { scale: [2, 3], bias: [0, 10], epsilon: 0 });
    const { data } = runLayer(layer, [{ shape: [2, 2], data: [1, 3, 1000, 900] }]);
    expect([...data]).to.deep.equal([-2, 13, 2, 7]);
  });

  it('counts axes from the end where they are negative', () => {
    expect(layerOf([2, 3, 4], { axis: -2 }).axis).to.equal(1);
    expect(layerOf([2, 3, 4], { axis: 1 }).scale.shape).to.deep.equal([3, 4]);
  });

  it('keeps its digits on a large offset: the mean goes off before the squares', () => {
    const { data } = runLayer(layerOf([4], { epsilon: 0 }), [{ shape: [4], data: [1e6, 1e6 + 1, 1e6, 1e6 + 1] }]);
    expect([...data]).to.deep.equal([-1, 1, -1, 1]);
  });

  it('refuses what does not fit, and wrong options', () => {
    expect(() => layerOf([2, 3], { axis: 2 })).to.throw(
      Error,
      'network: layer "l": axis 2 must be one of its input, got (2, 3)',
    );
    expect(() => runLayer(layerOf([2, 3], { axis: 0 }), [{ shape: [3, 2], data: [] }])).to.throw(
      Error,
      'scale must have shape (axis 0 = 3, axis 1 = 2), got (2, 3)',
    );
    expect(() => runLayer({ ...layerOf([3], {}), epsilon: -1 }, [{ shape: [3], data: [] }])).to.throw(
      Error,
      'epsilon must be at least 0, got -1',
    );
    expect(() => layerNormalization({ epsilon: NaN })).to.throw(RangeError, 'layerNormalization: epsilon must be');
    expect(() => layerNormalization({ axis: 0.5 })).to.throw(RangeError, 'layerNormalization: axis must be');
  });

  it('survives JSON', () => {
    const layers = [layerNormalization({ axis: 1, epsilon: 1e-3 })];
    const network = sequential({ name: 'n', input: [2, 3, 4], layers });
    expect(networkFromJson(networkToJson(network))).to.deep.equal(network);
  });
});
