import { expect } from 'chai';
import { centreStage, normalizeStage } from '../../../lib/equalizers/index.js';
import { frame, streamInfo } from '../../../lib/frame.js';
import { toSensor } from '../../../lib/index.js';
import { run } from '../../../lib/stage.js';
import { stageLaws } from '../../laws.js';

const info = streamInfo({ channels: 2, sampleRate: 26, units: ['mg', 'mg'] });
const of = (...data: number[]) => frame(Float32Array.from(data), { channels: 2, info });
const one = (f: ReturnType<typeof of>, options: Parameters<typeof normalizeStage>[0]) =>
  [...run(normalizeStage(options), [f])][0];

describe('normalizeStage', () => {
  it('gives (gain x - mean) / std, one number for all channels or one per channel', () => {
    expect([...one(of(1000, 2000, 3000, 4000), { gain: 0.001, mean: [0.5, 1], std: [0.5, 2] }).data]).to.deep.equal([
      1, 3, 1, 1.5,
    ]);
    expect([...one(of(1, 2, 3, 4), { gain: [2, -1] }).data]).to.deep.equal([2, 4, -3, -4]);
  });

  it('rounds to float32 once', () => {
    // 0.1f * 10 - 1 is 1.49e-8 in double; in float32 the product would round to 1 first
    const exact = (10 * Math.fround(0.1) - 1) / 3;
    expect(one(of(0.1, 0), { gain: 10, mean: 1, std: 3 }).data[0])
      .to.equal(Math.fround(exact))
      .and.not.equal(0);
  });

  it("leaves the way back to the sensor's unit on the frame, over what it carried before", () => {
    const [centred] = run(centreStage({ centres: [100, 0] }), [of(108, 116, 8, 16)]);
    const made = one(centred, { gain: 0.5, mean: [1, 2], std: 4 });
    expect([...made.data]).to.deep.equal([0.75, 1.75, 0.5, 1.5]);
    expect(made.gains).to.deep.equal([0.125, 0.125]);
    expect(made.centres).to.deep.equal([102, 4]);
    expect([...toSensor(made).data]).to.deep.equal([108, 116, 8, 16]);
    expect(one(of(1, 2, 3, 4), { gain: -1 })).to.not.have.any.keys('gains', 'centres');
  });

  it('hands frames on where nothing changes', () => {
    const f = of(1, 2, 3, 4);
    expect(one(f, {})).to.equal(f);
    expect(one(f, { gain: 1, mean: [0, 0], std: 1 })).to.equal(f);
  });

  it('refuses wrong options at the call, and lists of another length as data', () => {
    expect(() => normalizeStage({ gain: 0 })).to.throw(
      RangeError,
      'normalize: gain must be a finite number other than 0, got 0',
    );
    expect(() => normalizeStage({ std: [1, 0] })).to.throw(
      RangeError,
      'normalize: std must be a finite number above 0, got 0',
    );
    expect(() => normalizeStage({ mean: [] })).to.throw(
      TypeError,
      'normalize: mean must be a number, or a list of one per channel',
    );
    expect(() => one(of(1, 2), { mean: [1, 2, 3] })).to.throw(
      'normalize: mean must be one number, or one per channel, got 3 for 2 channels',
    );
  });

  stageLaws('normalizeStage', { make: () => normalizeStage({ gain: 0.5, mean: 0.25, std: 3 }) });
});
