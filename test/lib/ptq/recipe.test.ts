import { expect } from 'chai';
import { recipeOf, type RecipeOptions } from '../../../lib/ptq/index.js';

describe('recipeOf', () => {
  it('is complete: int8 from the extremes, weights by channel, nearest codes, TensorFlow Lite Micro', () => {
    expect(recipeOf()).to.deep.equal({
      activations: { bits: 8, scheme: 'asymmetric', range: 'minMax' },
      weights: { bits: 8, scheme: 'symmetric', codes: 'restricted', axis: 'channel' },
      rules: [],
      outputMargin: 1,
      rounding: 'nearest',
      restore: true,
      correctBias: false,
      floatLayers: 'allow',
      dialect: 'tflm',
    });
  });

  it('goes out as JSON and comes in again as it was', () => {
    const recipe = recipeOf({
      target: 'onnxruntime',
      weights: { bits: 4 },
      rules: [{ match: { name: 'head*', type: 'dense' }, activations: 'float' }],
    });
    expect(recipeOf(JSON.parse(JSON.stringify(recipe)) as RecipeOptions)).to.deep.equal(recipe);
  });

  it('takes from a target what is left open, and refuses what the target does not have', () => {
    expect(recipeOf({ target: 'espDl' })).to.deep.include({ dialect: 'shift', floatLayers: 'refuse' });
    expect(recipeOf({ target: 'espDl' }).weights).to.deep.include({ scheme: 'powerOfTwo', axis: 'tensor' });
    expect(() => recipeOf({ target: 'tflm', weights: { bits: 3 } })).to.throw(
      RangeError,
      'recipe: weights: target tflm has weights of 8 or 4 bits, got 3',
    );
    expect(() => recipeOf({ target: 'xnnpack', rules: [{ match: {}, activations: { bits: 16 } }] })).to.throw(
      RangeError,
      'recipe: rules[0].activations: target xnnpack has activations of 8 bits, got 16',
    );
    expect(() => recipeOf({ target: 'espDl', activations: { scheme: 'symmetric' } })).to.throw(
      RangeError,
      'scheme powerOfTwo only, got "symmetric"',
    );
  });

  it('refuses fields that are unknown, and values that they do not have', () => {
    const wrong = (options: unknown) => () => recipeOf(options as RecipeOptions);
    expect(wrong({ bits: 4 })).to.throw(TypeError, 'recipe: there is no option "bits"');
    expect(wrong({ activations: { bits: 12 } })).to.throw(
      RangeError,
      'recipe: activations.bits must be an integer in [2, 8], got 12',
    );
    expect(wrong({ rules: [{ match: { layer: 'x' } }] })).to.throw(
      RangeError,
      'recipe: rules[0].match has no field "layer"',
    );
    expect(wrong({ rules: [{ match: {}, weights: { range: 'mse' } }] })).to.throw(
      RangeError,
      'rules[0].weights has no field "range"',
    );
    expect(wrong({ outputMargin: 0.5 })).to.throw(
      RangeError,
      'outputMargin must be a finite number of at least 1, got 0.5',
    );
    expect(wrong({ dialect: 'float32' })).to.throw(RangeError, 'recipe: dialect must be one of');
  });
});
