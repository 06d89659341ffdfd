import { expect } from 'chai';
import { add, dense, fuseBias, type Graph, type Layer, networkBuilder } from '../../../../lib/network.js';
import { constant } from '../../../../lib/ops/coding/constant.js';

/** x -> dense (1 -> 2) + constant. */
function graph(values: readonly number[], shape: readonly number[]): Graph {
  const b = networkBuilder({ name: 'n' });
  const x = b.add(dense({ units: 2, weights: [1, -1], bias: [0.5, 2], name: 'd' }), b.input('x', [1]));
  const c = b.add(constant({ shape, values, name: 'c' }));
  return b.build([b.add(add({ activation: 'relu', name: 'y' }), x, c)]);
}

const layer = <T extends Layer['type']>(made: Graph, type: T) =>
  made.layers.find((l): l is Extract<Layer, { readonly type: T }> => l.type === type);

describe('fuseBias', () => {
  it('adds one constant a channel to the bias, and takes over name and activation of the sum', () => {
    const made = fuseBias.run(graph([10, 20], [2]));
    const fused = layer(made, 'dense');
    expect(fused).to.include({ name: 'y', activation: 'relu' });
    expect(fused && [...fused.bias.data]).to.deep.equal([10.5, 22]);
    expect(layer(made, 'add')).to.equal(undefined);
  });

  it('adds one constant for all', () => {
    const fused = layer(fuseBias.run(graph([3], [1])), 'dense');
    expect(fused && [...fused.bias.data]).to.deep.equal([3.5, 5]);
  });

  it('leaves a layer whose output somebody else takes, too', () => {
    const given = graph([10, 20], [2]);
    const shown = { ...given, outputs: [...given.outputs, 'd'] };
    expect(fuseBias.run(shown)).to.equal(shown);
  });
});
