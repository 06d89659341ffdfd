import { expect } from 'chai';
import { CallbackError } from '../../../lib/errors.js';
import type { Frame } from '../../../lib/frame.js';
import { frame } from '../../../lib/frame.js';
import { tapStage } from '../../../lib/meters/index.js';
import type { Range } from '../../../lib/range.js';
import { minMax } from '../../../lib/ranges/index.js';
import { run } from '../../../lib/stage.js';
import { stageLaws } from '../../laws.js';

const show = (f: Frame) => f;

describe('tapStage', () => {
  it('reports at absolute multiples of every, however long the frames are, and at the end', () => {
    for (const size of [1, 2, 7]) {
      const reports: Range[] = [];
      const frames = Array.from({ length: Math.ceil(7 / size) }, (_, k) =>
        frame(
          Float32Array.from({ length: Math.min(size, 7 - k * size) }, (_, i) => k * size + i),
          { start: k * size },
        ),
      );
      const stage = tapStage({ meter: minMax, show, every: 3, onReport: r => reports.push(r) });
      expect([...run(stage, frames)]).to.deep.equal(frames);
      expect(reports.map(r => r.max[0])).to.deep.equal([2, 5, 6]);
    }
  });

  it('reports once, at the end, without every', () => {
    let count = 0;
    [
      ...run(tapStage({ meter: minMax, show, onReport: () => count++ }), [
        frame(Float32Array.of(1)),
        frame(Float32Array.of(2)),
      ]),
    ];
    expect(count).to.equal(1);
  });

  it('goes on with the data when a callback throws, tells onError once, or ends with the error behind the last frame', () => {
    const frames = [0, 1, 2, 3].map(start => frame(Float32Array.of(start), { start }));
    const failure = new Error('display closed');
    const thrower = () => {
      throw failure;
    };
    const told: unknown[] = [];
    const watched = tapStage({ meter: minMax, show, every: 1, onReport: thrower, onError: e => told.push(e) });
    expect([...run(watched, frames)]).to.deep.equal(frames);
    expect(told).to.deep.equal([failure]);

    const seen: Frame[] = [];
    let error: unknown;
    try {
      for (const f of run(tapStage({ meter: minMax, show, every: 1, onReport: thrower }), frames)) seen.push(f);
    } catch (caught) {
      error = caught;
    }
    expect(seen).to.deep.equal(frames);
    expect(error).to.be.instanceOf(CallbackError);
    expect(error).to.have.property('cause', failure);
    expect((error as Error).message).to.match(/^tapMeter: onReport threw/);
  });

  it('refuses wrong options at the call', () => {
    expect(() => tapStage({ meter: minMax, show, onReport: () => {}, every: -1 })).to.throw(RangeError, 'every');
    expect(() => tapStage({ meter: minMax, show, onReport: 7 as unknown as () => void })).to.throw(
      TypeError,
      'onReport',
    );
  });

  stageLaws('tapStage', { make: () => tapStage({ meter: minMax, show, every: 5, onReport: () => {} }) });
});
