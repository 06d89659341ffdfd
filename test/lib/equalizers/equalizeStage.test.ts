import { expect } from 'chai';
import { DataError } from '../../../lib/errors.js';
import { frame, type RangedFrame } from '../../../lib/frame.js';
import { equalizeStage } from '../../../lib/equalizers/index.js';
import { trackRangeStage } from '../../../lib/ranges/index.js';
import { fuse, run } from '../../../lib/stage.js';
import { stageLaws } from '../../laws.js';

const f = frame(Float32Array.of(1, -1, 100, 50), { channels: 2 });

describe('equalizeStage', () => {
  it('gives the equalized range along, so that a quantizer behind sees the common one', () => {
    const [out] = [...run(equalizeStage(), [{ ...f, range: { min: [-1, -100], max: [1, 100] } }])];
    expect(out.gains).to.deep.equal([10, Math.fround(0.1)]);
    expect([...out.data]).to.deep.equal([
      10,
      -10,
      Math.fround(100 * Math.fround(0.1)),
      Math.fround(50 * Math.fround(0.1)),
    ]);
    expect(out.range.max).to.deep.equal([10, Math.fround(100 * Math.fround(0.1))]);
  });

  it('hands on a range with headroom, and the same samples', () => {
    const range = { min: [-1, 0], max: [1, 4] };
    const [plain] = [...run(equalizeStage({ range }), [f])];
    const [wide] = [...run(equalizeStage({ range, headroom: 8 }), [f])];
    expect(wide.data).to.deep.equal(plain.data);
    const widths = ({ range: { min, max } }: RangedFrame) => max.map((x, c) => x - min[c]);
    widths(wide).forEach((w, c) => expect(w / widths(plain)[c]).to.be.closeTo(8, 1e-6));
    const middles = ({ range: { min, max } }: RangedFrame) => max.map((x, c) => (x + min[c]) / 2);
    middles(wide).forEach((m, c) => expect(m).to.be.closeTo(middles(plain)[c], 1e-5));
    expect(() => equalizeStage({ headroom: 0.5 })).to.throw(RangeError, 'equalize: headroom');
  });

  it('keeps one range object as long as the range stays', () => {
    const stage = equalizeStage({ range: { min: [-1, 0], max: [1, 100] } });
    const [a, b] = [...run(stage, [f, f])];
    expect(a.range).to.equal(b.range);
  });

  it('refuses frames without a range, with gains already, or with other channels', () => {
    const range = { min: [0, 0], max: [1, 1] };
    const go = (x: RangedFrame | typeof f) => [...run(equalizeStage(), [x])];
    expect(() => go(f)).to.throw(DataError, 'carries no range');
    expect(() => go({ ...f, range, gains: [1, 1] })).to.throw(DataError, 'equalized already');
    expect(() => go({ ...f, range: { min: [0], max: [1] } })).to.throw(DataError, 'has 2 channels, the range has 1');
  });

  stageLaws('equalizeStage', { make: () => fuse(trackRangeStage({ every: 6 }), equalizeStage()) });
});
