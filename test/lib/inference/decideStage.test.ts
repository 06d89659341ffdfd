import { expect } from 'chai';
import { DataError, OptionRangeError } from '../../../lib/errors.js';
import { frame, streamInfo } from '../../../lib/frame.js';
import { type DecideOptions, decideStage } from '../../../lib/network.js';
import { fuse, run, stateless } from '../../../lib/stage.js';
import { stageLaws } from '../../laws.js';

const info = streamInfo({ channels: 2, names: ['rest', 'walk'] });

/** Scores of `walk`, and 1 - score of `rest`. */
const scores = (walk: readonly number[], start = 0) =>
  frame(Float32Array.from([...walk.map(x => 1 - x), ...walk]), { info, start });

/** Index and name of every decision. */
const decided = (options: DecideOptions, walk: readonly number[]) =>
  [...run(decideStage(options), [scores(walk)])].map(d => [d.index, d.name ?? '-']);

describe('decideStage', () => {
  it('says when another label has the highest score', () => {
    expect(decided({}, [0, 0.25, 0.75, 1, 0.25])).to.deep.equal([
      [0, 'rest'],
      [2, 'walk'],
      [4, 'rest'],
    ]);
  });

  it('takes the first of equal ones', () => {
    expect(decided({}, [0.5, 0.5])).to.deep.equal([[0, 'rest']]);
  });

  it('keeps a label until another one is more than the hysteresis above it', () => {
    // 0.625 to 0.375 is a lead of exactly 0.25
    expect(decided({ hysteresis: 0.25 }, [0, 0.625, 0.75, 0.5, 0.375, 0.25])).to.deep.equal([
      [0, 'rest'],
      [2, 'walk'],
      [5, 'rest'],
    ]);
  });

  it('decides for none where no score reaches the threshold, less the hysteresis once it did', () => {
    expect(decided({ threshold: 0.75 }, [0.5, 0.75, 0.5, 1])).to.deep.equal([
      [1, 'walk'],
      [2, '-'],
      [3, 'walk'],
    ]);
    expect(decided({ threshold: 0.75, hysteresis: 0.125 }, [0.5, 0.75, 0.625, 0.5])).to.deep.equal([
      [1, 'walk'],
      [3, '-'],
    ]);
  });

  it('waits until a label has stayed for the debounce', () => {
    expect(decided({ debounce: 3 }, [0, 0, 0, 1, 1, 0, 1, 1, 1])).to.deep.equal([
      [2, 'rest'],
      [8, 'walk'],
    ]);
  });

  it('keeps a label for the refractory time', () => {
    expect(decided({ refractory: 3 }, [1, 0, 0, 0, 1])).to.deep.equal([
      [0, 'walk'],
      [3, 'rest'],
    ]);
  });

  it('averages the last scores, and is silent until there are as many', () => {
    // means of 4: 0.25, 0.5, 0.75
    const decisions = [...run(decideStage({ smooth: 4 }), [scores([0, 0, 0, 1, 1, 1])])];
    expect(decisions.map(d => [d.index, d.name, d.score])).to.deep.equal([
      [3, 'rest', 0.75],
      [5, 'walk', 0.75],
    ]);
  });

  it('says of which samples a decision was made', () => {
    const [first, second] = run(decideStage({ smooth: 2, debounce: 3, hop: 13, window: 26 }), [
      scores([0, 0, 0, 0, 1, 1, 1, 1]),
    ]);
    // scores 0 to 3 in windows 0 to 3: [0, 3 * 13 + 26)
    expect([first.index, first.from, first.to]).to.deep.equal([3, 0, 65]);
    // means 0.5 at 4 is a tie for rest, so scores 5 to 7 speak for walk, and score 4 is in the first mean
    expect([second.index, second.from, second.to]).to.deep.equal([7, 52, 117]);
  });

  it('begins anew behind a gap', () => {
    const out = [...run(decideStage({ debounce: 2 }), [scores([1, 1, 1]), scores([1, 1], 10)])];
    expect(out.map(d => [d.index, d.from, d.to])).to.deep.equal([
      [1, 0, 2],
      [11, 10, 12],
    ]);
  });

  it('refuses scores that are not numbers, and wrong options', () => {
    expect(() => decided({}, [0, NaN])).to.throw(DataError, 'decide: score rest at sample 1 is not a number');
    expect(() => decideStage({ smooth: 0 })).to.throw(
      OptionRangeError,
      'smooth must be an integer in [1, 4096], got 0',
    );
    expect(() => decideStage({ hysteresis: -1 })).to.throw(
      OptionRangeError,
      'hysteresis must be a finite number of at least 0',
    );
  });

  for (const options of [
    {},
    { smooth: 3, threshold: 1, hysteresis: 0.5, debounce: 2, refractory: 3, hop: 2, window: 5 },
  ]) {
    stageLaws('decide', {
      make: () =>
        fuse(
          decideStage(options),
          stateless('shown', d =>
            frame(Float32Array.of(d.label, d.score, d.from - d.to), { channels: 3, start: d.index }),
          ),
        ),
    });
  }
});
