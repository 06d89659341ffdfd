import { expect } from 'chai';
import { networkFromJson, networkToJson, sequential, transpose } from '../../../../lib/network.js';
import { transposeOp } from '../../../../lib/ops/movement/transpose.js';
import { elementsOf, stridesOf } from '../../../../lib/graph/tensor.js';
import { random } from '../../../../lib/random.js';
import { noMemory } from '../../../../lib/ops/op.js';
import { expectOutput, oracleCases } from '../oracleCases.js';

describe('transpose', () => {
  it('equals onnxruntime and numpy', () => {
    for (const c of oracleCases('transpose')) expectOutput(c, 0);
  });

  it('puts the element of an index at the permuted index, over random shapes and permutations', () => {
    const seed = 3;
    const generator = random(seed);
    for (let trial = 0; trial < 300; trial++) {
      const shape = Array.from({ length: 1 + (generator.bits() % 5) }, () => 1 + (generator.bits() % 5));
      const permutation = shape.map((_, k) => k);
      for (let k = permutation.length - 1; k > 0; k--) {
        const other = generator.bits() % (k + 1);
        [permutation[k], permutation[other]] = [permutation[other], permutation[k]];
      }
      const x = Float32Array.from({ length: elementsOf(shape) }, (_, i) => i);
      const out = new Float32Array(x.length);
      const from = stridesOf(shape);
      const target = permutation.map(axis => shape[axis]);
      const layer = { type: 'transpose', name: 't', inputs: ['x'], permutation } as const;
      transposeOp.float(layer, [{ shape, data: x }], { shape: target, data: out }, noMemory)();
      const to = stridesOf(target);
      const wanted = Array.from(out, (_, o) =>
        permutation.reduce((sum, axis, k) => sum + (Math.floor(o / to[k]) % target[k]) * from[axis], 0),
      );
      const what = `seed ${seed}, trial ${trial}: (${shape.join()}) by [${permutation.join()}]`;
      expect([...out], what).to.deep.equal(wanted);
    }
  });

  it('reverses the axes by default, and survives JSON', () => {
    const layers = [transpose(), transpose({ permutation: [1, 0, 2] })];
    const network = sequential({ name: 'n', input: [2, 3, 4], layers });
    expect(network.layers.map(layer => 'permutation' in layer && layer.permutation)).to.deep.equal([
      [2, 1, 0],
      [1, 0, 2],
    ]);
    expect(networkFromJson(networkToJson(network))).to.deep.equal(network);
  });

  it('refuses what is no permutation', () => {
    const build = (permutation: number[]) => () =>
      sequential({ name: 'n', input: [2, 3], layers: [transpose({ permutation, name: 't' })] });
    expect(build([0, 0])).to.throw(
      Error,
      'network: layer "t": permutation must hold each axis of the input (2, 3) once, got [0, 0]',
    );
    expect(build([0])).to.throw(Error, 'got [0]');
    expect(build([-1, 0])).to.throw(RangeError, 'transpose: permutation[0] must be');
  });
});
