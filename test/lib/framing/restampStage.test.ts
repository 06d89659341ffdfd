import { expect } from 'chai';
import { DataError } from '../../../lib/errors.js';
import { frame, streamInfo } from '../../../lib/frame.js';
import { restampStage, type Restart, type RestampOptions } from '../../../lib/framing/index.js';
import { run } from '../../../lib/stage.js';
import { stageLaws } from '../../laws.js';

const live = streamInfo({ channels: 1, sampleRate: 100 });
const ramp = (start: number, length: number, info = live) =>
  frame(
    Float32Array.from({ length }, (_, i) => start + i),
    { start, info },
  );

function restamped(frames: Iterable<ReturnType<typeof ramp>>, options: RestampOptions = {}) {
  const restarts: Restart[] = [];
  const out = [...run(restampStage({ ...options, onRestart: r => restarts.push(r) }), frames)];
  return {
    restarts,
    starts: out.map(f => f.start),
    samples: out.flatMap(f => [...f.data]),
    infos: out.map(f => f.info),
  };
}

describe('restampStage', () => {
  it('lets a stream be that goes on', () => {
    const frames = [ramp(0, 4), ramp(4, 4), ramp(20, 4)];
    expect([...run(restampStage(), frames)]).to.deep.equal(frames);
  });

  it('goes on behind a gap when a source without a clock begins anew', () => {
    const { starts, restarts } = restamped([ramp(0, 4), ramp(4, 4), ramp(0, 4), ramp(4, 4), ramp(0, 4)]);
    expect(starts).to.deep.equal([0, 4, 9, 13, 18]);
    expect(restarts).to.deep.equal([
      { start: 9, missing: 1, byClock: false, restarts: 1 },
      { start: 18, missing: 1, byClock: false, restarts: 2 },
    ]);
    expect(restamped([ramp(0, 4), ramp(0, 4)], { gap: '1s' }).starts).to.deep.equal([0, 104]);
  });

  it('knows the true gap where both runs have an epoch', () => {
    const at = (seconds: number) =>
      streamInfo({ channels: 1, sampleRate: 100, epoch: BigInt(seconds) * 1_000_000_000n });
    const { starts, restarts, infos } = restamped([ramp(0, 50, at(1000)), ramp(0, 50, at(1010))]);
    expect(starts).to.deep.equal([0, 1000]); // 10 s at 100 Hz
    expect(restarts).to.deep.equal([{ start: 1000, missing: 950, byClock: true, restarts: 1 }]);
    expect(infos[1]).to.equal(infos[0]);
  });

  it('leaves out what a recording repeats that is read again from its beginning', () => {
    const info = streamInfo({ channels: 1, sampleRate: 100, epoch: 5n });
    const { starts, samples } = restamped([ramp(0, 4, info), ramp(4, 2, info), ramp(0, 4, info), ramp(4, 4, info)]);
    expect(samples).to.deep.equal([0, 1, 2, 3, 4, 5, 6, 7]);
    expect(starts).to.deep.equal([0, 4, 6]);
  });

  it('refuses other sensors', () => {
    const other = streamInfo({ channels: 1, sampleRate: 100, source: 'b' });
    expect(() => restamped([ramp(0, 4), ramp(0, 4, other)])).to.throw(DataError, 'restamp: the source must not change');
  });

  it('refuses wrong options at the call', () => {
    expect(() => restampStage({ gap: 0 })).to.throw(RangeError, 'restamp: gap must be an integer in [1');
    expect(() => restampStage({ gap: '3 weeks' as never })).to.throw(RangeError, "or a time such as '1s'");
  });

  stageLaws('restampStage', { make: () => restampStage() });
});
