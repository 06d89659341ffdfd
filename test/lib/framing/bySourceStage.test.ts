import { expect } from 'chai';
import { type Frame, frame, streamInfo } from '../../../lib/frame.js';
import { bySourceStage } from '../../../lib/framing/index.js';
import { calibrateStage } from '../../../lib/ranges/index.js';
import { run } from '../../../lib/stage.js';
import { stageLaws } from '../../laws.js';

const of = (start: number, value: number, source?: string, names?: string[]): Frame =>
  frame(Float32Array.of(value, value), { start, info: streamInfo({ channels: 1, source, names }) });
const calibrating = () => bySourceStage<Frame, Frame>(() => calibrateStage({ samples: 4 }));

describe('bySourceStage', () => {
  it('gives each source a memory of its own', () => {
    const frames = [of(0, 1, 'a'), of(0, 7, 'b'), of(2, 2, 'a'), of(2, 9, 'b')];
    const out = [...run(calibrating(), frames)] as { info: { source: string }; range?: unknown }[];
    expect(out.map(f => [f.info.source, f.range])).to.deep.equal([
      ['a', { min: [1], max: [2] }],
      ['a', { min: [1], max: [2] }],
      ['b', { min: [7], max: [9] }],
      ['b', { min: [7], max: [9] }],
    ]);
  });

  it('tells sources without a name by their channels', () => {
    const keys: string[] = [];
    const stage = bySourceStage<Frame, Frame>(key => {
      keys.push(key);
      return calibrateStage({ samples: 1, flat: 'accept' });
    });
    for (const f of [of(0, 1, undefined, ['x']), of(0, 1, undefined, ['y']), of(2, 1, undefined, ['x'])]) {
      stage.process(f, () => {});
    }
    expect(keys).to.have.length(2);
  });

  it('brings every source back from a saved state', () => {
    const first = calibrating();
    for (const f of [of(0, 1, 'a'), of(0, 7, 'b')]) first.process(f, () => {});
    const second = calibrating();
    second.restore(JSON.parse(JSON.stringify(first.save())));
    const out = [...run(second, [of(2, 2, 'a'), of(2, 9, 'b')])];
    expect(out.flatMap(f => [...f.data])).to.deep.equal([1, 1, 2, 2, 7, 7, 9, 9]);
  });

  stageLaws('bySourceStage', {
    make: () => bySourceStage<Frame, Frame>(() => calibrateStage({ samples: 20, flat: 'accept' })),
  });
});
