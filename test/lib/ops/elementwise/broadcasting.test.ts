import { expect } from 'chai';
import { broadcasting, repeat } from '../../../../lib/ops/elementwise/broadcasting.js';
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

describe('broadcasting', () => {
  it('makes one run of equal shapes and of a single number, and one a sample of a row', () => {
    expect(broadcasting([2, 3, 4], [2, 3, 4])).to.deep.equal({ length: 24, step: 1, starts: Int32Array.of(0) });
    expect(broadcasting([1], [2, 3])).to.deep.equal({ length: 6, step: 0, starts: Int32Array.of(0) });
    expect(broadcasting([], [2, 3])).to.deep.equal({ length: 6, step: 0, starts: Int32Array.of(0) });
    expect(broadcasting([3], [2, 3])).to.deep.equal({ length: 3, step: 1, starts: Int32Array.of(0, 0) });
    expect(broadcasting([2, 1, 1], [2, 3, 4])).to.deep.equal({ length: 12, step: 0, starts: Int32Array.of(0, 1) });
    expect(broadcasting([], [])).to.deep.equal({ length: 1, step: 0, starts: Int32Array.of(0) });
  });

  it('repeats as numpy does, over random shapes', () => {
    const seed = 7;
    const generator = random(seed);
    const upTo = (n: number) => Math.floor(generator.uniform() * n);
    for (let trial = 0; trial < 500; trial++) {
      const to = Array.from({ length: upTo(6) }, () => 1 + upTo(4));
      const from = to.slice(upTo(to.length + 1)).map(axis => (upTo(2) ? axis : 1));
      expect(broadcast(from, to)).to.deep.equal(to);
      const x = Int16Array.from({ length: elementsOf(from) }, (_, i) => i);
      const out = new Int16Array(elementsOf(to));
      repeat(x, from, to, out)();
      const what = `seed ${seed}, trial ${trial}: (${from.join()}) to (${to.join()})`;
      expect([...out], what).to.deep.equal(Array.from(out, (_, at) => elementAt(from, to, at)));
    }
  });
});
