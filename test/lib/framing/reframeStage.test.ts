import { expect } from 'chai';
import { DataError, FormatError } from '../../../lib/errors.js';
import { type Frame, frame, type RangedFrame } from '../../../lib/frame.js';
import { type IncompleteWindow, reframeStage } from '../../../lib/framing/index.js';
import { trackRangeStage } from '../../../lib/ranges/index.js';
import { fuse, run } from '../../../lib/stage.js';
import { stageLaws } from '../../laws.js';

/** One channel whose samples are their own absolute indices. */
const ramp = (start: number, length: number) =>
  frame(
    Float32Array.from({ length }, (_, i) => start + i),
    { start },
  );
const shape = (frames: Iterable<Frame>) => Array.from(frames, f => [f.start, ...f.data]);

describe('reframeStage', () => {
  it('cuts two channels into frames of one size, channel-major', () => {
    const f = frame(Float32Array.of(0, 1, 2, 3, 10, 11, 12, 13), { channels: 2 });
    expect(shape(run(reframeStage({ size: 2 }), [f]))).to.deep.equal([
      [0, 0, 1, 10, 11],
      [2, 2, 3, 12, 13],
    ]);
  });

  it('joins short frames and keeps the short tail by default', () => {
    expect(shape(run(reframeStage({ size: 4 }), [ramp(0, 3), ramp(3, 2)]))).to.deep.equal([
      [0, 0, 1, 2, 3],
      [4, 4],
    ]);
  });

  it('overlaps frames when the hop is shorter than the size', () => {
    expect(shape(run(reframeStage({ size: 4, hop: 2 }), [ramp(0, 8)]))).to.deep.equal([
      [0, 0, 1, 2, 3],
      [2, 2, 3, 4, 5],
      [4, 4, 5, 6, 7],
    ]);
  });

  it('leaves samples out when the hop is longer than the size', () => {
    expect(shape(run(reframeStage({ size: 2, hop: 3 }), [ramp(0, 8)]))).to.deep.equal([
      [0, 0, 1],
      [3, 3, 4],
      [6, 6, 7],
    ]);
  });

  it('begins anew behind a gap, at multiples of the hop', () => {
    expect(shape(run(reframeStage({ size: 4 }), [ramp(0, 6), ramp(9, 7)]))).to.deep.equal([
      [0, 0, 1, 2, 3],
      [4, 4, 5],
      [9, 9, 10, 11],
      [12, 12, 13, 14, 15],
    ]);
  });

  it('pads an incomplete window with zeros at the side where samples are missing', () => {
    expect(shape(run(reframeStage({ size: 4, tail: 'pad' }), [ramp(2, 5)]))).to.deep.equal([
      [0, 0, 0, 2, 3],
      [4, 4, 5, 6, 0],
    ]);
  });

  it('drops incomplete windows and says how many samples they had', () => {
    const lost: IncompleteWindow[] = [];
    const stage = reframeStage({ size: 4, tail: 'drop', onIncomplete: w => lost.push(w) });
    expect(shape(run(stage, [ramp(2, 9)]))).to.deep.equal([[4, 4, 5, 6, 7]]);
    expect(lost).to.deep.equal([
      { start: 2, length: 2, policy: 'drop' },
      { start: 8, length: 3, policy: 'drop' },
    ]);
  });

  it('ends with an error under tail: error', () => {
    expect(() => [...run(reframeStage({ size: 4, tail: 'error' }), [ramp(0, 6)])]).to.throw(
      DataError,
      'has 2 of 4 samples',
    );
  });

  it('hands a frame that fits on without copying it', () => {
    const f = ramp(4, 4);
    expect([...run(reframeStage({ size: 4 }), [f])][0]).to.equal(f);
  });

  it('gives nothing for nothing', () => {
    expect([...run(reframeStage({ size: 4 }), [])]).to.deep.equal([]);
  });

  it('carries a range and gains along, and ends a run of frames where they change', () => {
    const range = (max: number) => ({ min: [0], max: [max] });
    const input = [
      { ...ramp(0, 3), range: range(1) },
      { ...ramp(3, 3), range: range(1) },
      { ...ramp(6, 4), range: range(2), gains: [4] },
    ];
    const out = [...run(reframeStage({ size: 4 }), input)] as RangedFrame[];
    expect(out.map(f => [f.start, f.length, f.range.max[0], f.gains])).to.deep.equal([
      [0, 4, 1, undefined],
      [4, 2, 1, undefined],
      [6, 2, 2, [4]],
      [8, 2, 2, [4]],
    ]);
  });

  it('refuses what would leave nothing: gains, centres or a range that change inside a window', () => {
    const changes: Partial<RangedFrame>[] = [{ gains: [4] }, { centres: [1] }, { range: { min: [0], max: [2] } }];
    for (const change of changes) {
      for (const tail of ['drop', 'pad', 'error'] as const) {
        const go = (size: number) => [...run(reframeStage({ size, tail }), [ramp(0, 6), { ...ramp(6, 6), ...change }])];
        expect(() => go(4)).to.throw(
          DataError,
          'change at sample 6, inside the window of 4 samples at sample 4; hold them',
        );
        expect(go(3).map(f => [f.start, f.length])).to.deep.equal([0, 3, 6, 9].map(start => [start, 3])); // between windows
      }
    }
    const apart = [...run(reframeStage({ size: 4, tail: 'drop' }), [ramp(0, 6), { ...ramp(8, 4), gains: [2] }])];
    expect(apart.map(f => [f.start, f.gains])).to.deep.equal([
      [0, undefined],
      [8, [2]],
    ]); // behind a gap
  });

  it('answers a source that emits while it is being answered, each window once', () => {
    const stage = reframeStage({ size: 2 });
    const got: number[][] = [];
    const emit = (f: Frame) => {
      got.push([f.start, ...f.data]);
      if (got.length === 1) stage.process(ramp(4, 2), emit);
    };
    stage.process(ramp(0, 4), emit);
    expect(got).to.deep.equal([
      [0, 0, 1],
      [2, 2, 3],
      [4, 4, 5],
    ]);
  });

  it('refuses a state of other windows', () => {
    const four = reframeStage({ size: 4 });
    four.process(ramp(0, 5), () => {});
    expect(() => reframeStage({ size: 3 }).restore(four.save())).to.throw(
      FormatError,
      'reframe: the state was saved with size = 4, this reframe has 3; make it with the same options',
    );
  });

  it('refuses frames that run backwards or change channels', () => {
    const go = (...frames: Frame[]) => [...run(reframeStage({ size: 3 }), frames)];
    expect(() => go(ramp(0, 4), ramp(2, 4))).to.throw(DataError, 'must follow each other in time');
    expect(() => go(ramp(0, 4), frame(new Float32Array(4), { channels: 2, start: 4 }))).to.throw(
      DataError,
      'got 2 after 1',
    );
  });

  it('refuses wrong options at the call', () => {
    expect(() => reframeStage({ size: 0 })).to.throw(
      RangeError,
      "reframe: size must be an integer in [1, 16777216] samples, or a time such as '1s', '250ms', '2min' or '24h', got 0",
    );
    expect(() => reframeStage({ size: 4, hop: 1.5 })).to.throw(RangeError, 'hop');
    expect(() => reframeStage({ size: 4, tail: 'cut' as 'drop' })).to.throw(
      RangeError,
      'one of short, pad, drop, error; got "cut"',
    );
  });

  for (const options of [
    { size: 8 },
    { size: 7, hop: 3 },
    { size: 3, hop: 5, tail: 'pad' },
    { size: 16, hop: 4, tail: 'drop' },
  ] as const) {
    stageLaws(`reframeStage(${JSON.stringify(options)})`, { make: () => reframeStage(options) });
  }

  stageLaws('reframeStage behind a live range', {
    make: () => fuse(trackRangeStage({ every: 6 }), reframeStage({ size: 4 })),
  });
});
