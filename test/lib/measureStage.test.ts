import { expect } from 'chai';
import { frame } from '../../lib/frame.js';
import { measureStage } from '../../lib/index.js';
import { minMax } from '../../lib/ranges/index.js';
import { run } from '../../lib/stage.js';
import { stageLaws } from '../laws.js';

describe('measureStage', () => {
  it('gives the value of the whole input once, behind its end', () => {
    const frames = [frame(Float32Array.of(1, -2)), frame(Float32Array.of(5), { start: 2 })];
    expect([...run(measureStage(minMax), frames)]).to.deep.equal([{ min: [-2], max: [5] }]);
  });

  it('goes on from a saved state', () => {
    const first = measureStage(minMax);
    first.process(frame(Float32Array.of(7)), () => {});
    const second = measureStage(minMax);
    second.restore(JSON.parse(JSON.stringify(first.save())));
    expect([...run(second, [frame(Float32Array.of(-3), { start: 1 })])]).to.deep.equal([{ min: [-3], max: [7] }]);
  });

  stageLaws('measureStage', { make: () => measureStage(minMax) });
});
