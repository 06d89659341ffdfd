import { expect } from 'chai';
import { DataError } from '../../../lib/errors.js';
import { channelGain, equalizeStage, rmsRange } from '../../../lib/equalizers/index.js';
import { frame } from '../../../lib/frame.js';
import { trackRangeStage } from '../../../lib/ranges/index.js';
import { fuse, run } from '../../../lib/stage.js';
import { accumulatorLaws } from '../../laws.js';

describe('rmsRange', () => {
  it('is the mean and the rms of the variation to either side of it', () => {
    const tracker = rmsRange();
    tracker.push(frame(Float32Array.of(1, -7, 0, 0, 1e6 + 1, 1e6 - 1), { channels: 3 }));
    expect(tracker.value()).to.deep.equal({ min: [-7, 0, 1e6 - 1], max: [1, 0, 1e6 + 1] });
  });

  it('lets equalize bring channels to a common rms value with headroom behind it', () => {
    const f = frame(Float32Array.of(5, -5, 50, -50), { channels: 2 });
    const equalizer = channelGain({ target: 0.5 });
    const stage = fuse(trackRangeStage({ tracker: rmsRange, every: 2 }), equalizeStage({ equalizer, headroom: 4 }));
    const [out] = [...run(stage, [f])];
    expect(out.gains).to.deep.equal([Math.fround(0.1), Math.fround(0.01)]);
    out.range.max.forEach(x => expect(x).to.be.closeTo(2, 2 ** -22));
  });

  it('refuses samples that are not finite', () => {
    expect(() => rmsRange().push(frame(Float32Array.of(1, Infinity)))).to.throw(
      DataError,
      'ch0 is Infinity at sample 1',
    );
  });

  accumulatorLaws('rmsRange', { make: rmsRange, channels: 2 });
});
