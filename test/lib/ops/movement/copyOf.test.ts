import { expect } from 'chai';
import { copyOf, places } from '../../../../lib/ops/movement/copyOf.js';

const axis = (count: number, from: number, to: number) => ({ from: places(count, from), to: places(count, to) });

describe('copyOf', () => {
  it('makes one axis of those that go together in both arrays', () => {
    expect(copyOf([axis(2, 12, 12), axis(3, 4, 4), axis(4, 1, 1)])).to.deep.equal({
      from: 0,
      to: 0,
      axes: [{ count: 24, from: 1, to: 1 }],
    });
    expect(copyOf([axis(3, 1, 2), axis(2, 3, 1)]).axes).to.deep.equal([
      { count: 3, from: 1, to: 2 },
      { count: 2, from: 3, to: 1 },
    ]);
  });

  it('keeps a list of places where they are uneven, and begins where single entries say', () => {
    const uneven = { from: Int32Array.of(1, 0, 1), to: places(3, 1, 4) };
    const single = { from: Int32Array.of(10), to: Int32Array.of(20) };
    expect(copyOf([single, uneven])).to.deep.equal({
      from: 11,
      to: 24,
      axes: [{ count: 3, from: Int32Array.of(0, -1, 0), to: 1 }],
    });
    expect(copyOf([])).to.deep.equal({ from: 0, to: 0, axes: [] });
  });
});
