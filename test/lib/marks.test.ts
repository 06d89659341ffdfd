import { expect } from 'chai';
import { frame } from '../../lib/frame.js';
import {
  clearMark,
  countMarks,
  isMarked,
  loadMarks,
  marks,
  newMarks,
  saveMarks,
  setMark,
  sliceMarks,
} from '../../lib/marks.js';

describe('marks', () => {
  it('are bits, low ones first, as on the wire', () => {
    const bits = newMarks(10);
    for (const i of [0, 3, 9]) setMark(bits, i);
    expect([...bits]).to.deep.equal([0b1001, 0b10]);
    clearMark(bits, 3);
    expect([isMarked(bits, 0), isMarked(bits, 3), isMarked(bits, 9), isMarked(undefined, 0)]).to.deep.equal([
      ...[true, false, true, false],
    ]);
    expect([countMarks(bits, 0, 10), countMarks(bits, 1, 9), countMarks(undefined, 0, 10)]).to.deep.equal([2, 0, 0]);
  });

  it('are cut channel by channel, and absent where they mark nothing', () => {
    const f = { ...frame(new Float32Array(8), { channels: 2 }), missing: Uint8Array.of(0b01000010) }; // [0][1], [1][2]
    expect(sliceMarks(f, 1, 2)).to.deep.equal({ missing: Uint8Array.of(0b1001) });
    expect(sliceMarks(f, 1, 2, 2)).to.deep.equal({ missing: Uint8Array.of(0b0001) });
    expect(sliceMarks(f, 0, 1)).to.deep.equal({});
    expect(marks(newMarks(3), undefined)).to.deep.equal({});
  });

  it('are saved and restored, and refused when damaged', () => {
    const made = { filled: Uint8Array.of(5) };
    expect(loadMarks('x', JSON.parse(JSON.stringify(saveMarks(made))), 8)).to.deep.equal(made);
    expect(() => loadMarks('x', { missing: [256] }, 8)).to.throw('the saved marks of samples are damaged');
  });
});
