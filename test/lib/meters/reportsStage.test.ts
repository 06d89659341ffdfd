import { expect } from 'chai';
import { frame, type Frame, streamInfo } from '../../../lib/frame.js';
import { reportsStage } from '../../../lib/meters/index.js';
import { minMax } from '../../../lib/ranges/index.js';
import { run } from '../../../lib/stage.js';
import { stageLaws } from '../../laws.js';

const show = (f: Frame) => f;
const info = streamInfo({ channels: 1, sampleRate: 100 });

/** 1, 2, ... length in frames of `size`: the maximum is the number of samples seen. */
function ramp(length: number, size: number): Frame[] {
  return Array.from({ length: Math.ceil(length / size) }, (_, k) => {
    const n = Math.min(size, length - k * size);
    const data = Float32Array.from({ length: n }, (_, i) => k * size + i + 1);
    return frame(data, { start: k * size, info });
  });
}

const counts = (frames: readonly Frame[], every?: number | '1s') =>
  [...run(reportsStage({ meter: minMax, show, every }), frames)].map(r => r.max[0]);

describe('reportsStage', () => {
  it('has exact periods, and no second report of what the last one knew', () => {
    for (const size of [1, 7, 100, 300]) {
      expect(counts(ramp(300, size), 100)).to.deep.equal([100, 200, 300]);
      expect(counts(ramp(200, size), 100)).to.deep.equal([100, 200]);
      expect(counts(ramp(250, size), 100)).to.deep.equal([100, 200, 250]);
    }
  });

  it('takes a time of signal', () => {
    expect(counts(ramp(300, 64), '1s')).to.deep.equal([100, 200, 300]);
  });

  it('reports once, at the end, without every', () => {
    expect(counts(ramp(30, 7))).to.deep.equal([30]);
  });

  it('goes on with its periods from a saved state', () => {
    for (const pause of [0, 1, 5, 10]) {
      const frames = ramp(300, 30);
      const out: number[] = [];
      const emit = (r: { readonly max: ArrayLike<number> }) => void out.push(r.max[0]);
      const make = () => reportsStage({ meter: minMax, show, every: 150 });
      const first = make();
      for (const f of frames.slice(0, pause)) first.process(f, emit);
      const second = make();
      second.restore(JSON.parse(JSON.stringify(first.save())));
      for (const f of frames.slice(pause)) second.process(f, emit);
      second.flush(emit);
      expect(out, `pause at ${pause}`).to.deep.equal([150, 300]);
    }
  });

  stageLaws('reportsStage', { make: () => reportsStage({ meter: minMax, show, every: 5 }) });
});
