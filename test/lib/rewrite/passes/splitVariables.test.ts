import { expect } from 'chai';
import {
  add,
  compile,
  concat,
  type FloatNetwork,
  type Network,
  networkBuilder,
  relu,
  slice,
  splitVariables,
} from '../../../../lib/network.js';

/** Two sums in one variable: the first part has one entry, the second two. */
function joined(from = 1, more = false): FloatNetwork {
  const b = networkBuilder({ name: 'n' });
  const [x, y] = [b.input('x', [1, 1]), b.input('y', [1, 2])];
  const both = b.variable('both', [1, 3]);
  const a = b.add(add({ name: 'a' }), x, b.add(slice({ begin: [0, 0], size: [1, 1] }), both));
  const c = b.add(add({ name: 'c' }), y, b.add(slice({ begin: [0, from], size: [1, 2] }), both));
  b.assign(both, b.add(concat({ axis: 1 }), a, c));
  return b.build([a, c, ...(more ? [b.add(relu(), both)] : [])]);
}

function runs(network: Network): number[][] {
  const compiled = compile(network);
  const state = compiled.newState();
  return [1, 2, 4].map(x => {
    const results = [new Float32Array(1), new Float32Array(2)];
    compiled.run(state, [Float32Array.of(x), Float32Array.of(10 * x, 100 * x)], results);
    return results.flatMap(list => [...list]);
  });
}

describe('splitVariables', () => {
  it('makes a variable of each part that is read and joined by itself', () => {
    const split = splitVariables.run(joined());
    expect(split.variables).to.deep.equal([
      { name: 'both:0', shape: [1, 1], next: 'a' },
      { name: 'both:1', shape: [1, 2], next: 'c' },
    ]);
    expect(split.layers.map(({ type }) => type)).to.deep.equal(['add', 'add', 'concat']);
    expect(runs(split)).to.deep.equal([
      [1, 10, 100],
      [3, 30, 300],
      [7, 70, 700],
    ]);
  });

  it('leaves variables that are read otherwise', () => {
    const overlapping = joined(0);
    expect(splitVariables.run(overlapping)).to.equal(overlapping);
    const whole = joined(1, true);
    expect(splitVariables.run(whole)).to.equal(whole);
  });
});
