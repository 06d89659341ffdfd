import { expect } from 'chai';
import { frame } from '../../../lib/frame.js';
import type { minMax } from '../../../lib/ranges/index.js';
import { trackRangeStage } from '../../../lib/ranges/index.js';
import { run } from '../../../lib/stage.js';
import { stageLaws } from '../../laws.js';

describe('trackRangeStage', () => {
  it('renews the range at multiples of every, from all samples up to the block end', () => {
    const f = frame(Float32Array.of(1, -1, 0, 5, 0, 0, 0, 2));
    const out = [...run(trackRangeStage({ every: 2 }), [f])];
    expect(out.map(o => [o.start, o.length, o.range.min[0], o.range.max[0]])).to.deep.equal([
      [0, 2, -1, 1],
      [2, 2, -1, 5],
      [4, 2, -1, 5],
      [6, 2, -1, 5],
    ]);
  });

  it('keeps the same range object while the range stays', () => {
    const [, second, third] = [...run(trackRangeStage({ every: 2 }), [frame(Float32Array.of(1, -1, 0, 5, 0, 0))])];
    expect(third.range).to.equal(second.range);
  });

  it('gives a one-sample stream its own range', () => {
    const [only] = [...run(trackRangeStage(), [frame(Float32Array.of(3))])];
    expect(only.range).to.deep.equal({ min: [3], max: [3] });
  });

  it('refuses wrong options at the call', () => {
    expect(() => trackRangeStage({ every: 0 })).to.throw(RangeError, 'got 0');
    expect(() => trackRangeStage({ tracker: 'minMax' as unknown as typeof minMax })).to.throw(
      TypeError,
      'must be a function',
    );
  });

  stageLaws('trackRangeStage', { make: () => trackRangeStage({ every: 8 }) });
});
