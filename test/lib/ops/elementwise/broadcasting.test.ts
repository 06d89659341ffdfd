import { expect } from 'chai';
import { aligned, runsOf } from '../../../../lib/kernels/broadcast.js';
import { broadcasting } from '../../../../lib/ops/elementwise/broadcasting.js';
import { broadcast, elementsOf, type Shape } from '../../../../lib/graph/tensor.js';
import { random } from '../../../../lib/random.js';

/** The rule of numpy, one element at a time: axes from the end; an index into an axis of length 1 is 0. */
function elementAt(from: Shape, to: Shape, at: number): number {
  let [index, stride] = [0, 1];
  for (let k = 1, rest = at; k <= to.length; k++) {
    const i = rest % to[to.length - k];
    rest = Math.floor(rest / to[to.length - k]);
    const axis = from[from.length - k] ?? 1;
    if (axis > 1) index += i * stride;
    stride *= axis;
  }
  return index;
}

/** How one operand is repeated. */
const runs = (from: Shape, to: Shape) => {
  const { counts, strides } = broadcasting([{ shape: from }], to);
  return runsOf(counts, strides[0]);
};

describe('broadcasting', () => {
  it('makes one axis of those that all operands cross alike', () => {
    const of = (a: Shape, b: Shape, to: Shape) => broadcasting([{ shape: a }, { shape: b }], to);
    expect(of([2, 3, 4], [2, 3, 4], [2, 3, 4])).to.deep.equal({ counts: [24], strides: [[1], [1]] });
    expect(of([2, 3, 4], [4], [2, 3, 4])).to.deep.equal({
      counts: [6, 4],
      strides: [
        [4, 1],
        [0, 1],
      ],
    });
    expect(of([2, 1, 4], [2, 3, 1], [2, 3, 4])).to.deep.equal({
      counts: [2, 3, 4],
      strides: [
        [4, 0, 1],
        [3, 1, 0],
      ],
    });
    expect(of([], [1], [1])).to.deep.equal({ counts: [], strides: [[], []] });
  });

  it('makes one run of equal shapes and of a single number, and one a sample of a row', () => {
    expect(runs([2, 3, 4], [2, 3, 4])).to.deep.equal({ length: 24, step: 1, starts: Int32Array.of(0) });
    expect(runs([1], [2, 3])).to.deep.equal({ length: 6, step: 0, starts: Int32Array.of(0) });
    expect(runs([], [2, 3])).to.deep.equal({ length: 6, step: 0, starts: Int32Array.of(0) });
    expect(runs([3], [2, 3])).to.deep.equal({ length: 3, step: 1, starts: Int32Array.of(0, 0) });
    expect(runs([2, 1, 1], [2, 3, 4])).to.deep.equal({ length: 12, step: 0, starts: Int32Array.of(0, 1) });
    expect(runs([], [])).to.deep.equal({ length: 1, step: 0, starts: Int32Array.of(0) });
  });

  it('repeats as numpy does, over random shapes', () => {
    const seed = 7;
    const generator = random(seed);
    const upTo = (n: number) => Math.floor(generator.uniform() * n);
    for (let trial = 0; trial < 500; trial++) {
      const to = Array.from({ length: upTo(6) }, () => 1 + upTo(4));
      const shapes = [0, 1].map(() => to.slice(upTo(to.length + 1)).map(axis => (upTo(2) ? axis : 1)));
      for (const from of shapes) expect(broadcast(from, to)).to.deep.equal(to);
      const inputs = shapes.map(shape => ({
        shape,
        data: Int16Array.from({ length: elementsOf(shape) }, (_, i) => i),
      }));
      const { operands, align } = aligned(
        broadcasting(inputs, to),
        inputs.map(({ data }) => data),
      );
      align();
      shapes.forEach((from, k) => {
        const what = `seed ${seed}, trial ${trial}: (${from.join()}) to (${to.join()})`;
        const wanted = Array.from({ length: elementsOf(to) }, (_, at) => elementAt(from, to, at));
        expect([...operands[k]], what).to.deep.equal(wanted);
      });
    }
  });
});
