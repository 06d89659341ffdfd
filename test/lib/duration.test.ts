import { expect } from 'chai';
import { checkDuration, samplesIn, timedStage } from '../../lib/duration.js';
import { DataError, FormatError } from '../../lib/errors.js';
import { frame, streamInfo } from '../../lib/frame.js';
import { reframeStage } from '../../lib/framing/index.js';
import { stageLaws } from '../laws.js';

const samples = (value: Parameters<typeof samplesIn>[2], rate?: number) =>
  samplesIn('who', 'every', value, rate, 4, 10_000);

describe('samplesIn', () => {
  it('takes numbers for samples and texts for times', () => {
    expect(samples(7)).to.equal(7);
    expect([
      samples('1s', 250),
      samples('250ms', 26),
      samples('2min', 4),
      samples('1h', 1),
      samples('1.5s', 100),
    ]).to.deep.equal([
      250,
      6, // 6.5 is halfway: to the even one
      480,
      3600,
      150,
    ]);
    expect(samples('1s', 0.5)).to.equal(4); // the fewest
  });

  it('refuses times without a rate, and those too long', () => {
    expect(() => samples('1s')).to.throw(DataError, 'who: every is "1s", and the stream has no sample rate');
    expect(() => samples('1h', 1000)).to.throw(DataError, '3600000 samples at 1000 Hz; there may be at most 10000');
  });
});

describe('checkDuration', () => {
  it('refuses what is neither', () => {
    for (const bad of ['1', '1 s', '-1s', '0s', 's', '1d', 0.5, 3, NaN]) {
      expect(() => checkDuration('who', 'every', bad, 4, 100), String(bad)).to.throw(
        RangeError,
        'who: every must be an integer in [4, 100]',
      );
    }
    expect(() => checkDuration('who', 'every', null, 4, 100)).to.throw(TypeError);
  });
});

describe('timedStage', () => {
  const make = (value: number | '100ms') =>
    timedStage('timed', { size: { value, min: 1, max: 1000 } }, ({ size }) => reframeStage({ size }));

  it('is the stage itself where all options are samples', () => {
    expect(make(5).save()).to.have.property('who', 'reframe');
  });

  it('resolves times at the first frame', () => {
    const out: number[] = [];
    make('100ms').process(frame(new Float32Array(10), { info: streamInfo({ channels: 1, sampleRate: 50 }) }), f =>
      out.push(f.length),
    );
    expect(out).to.deep.equal([5, 5]);
  });

  it('refuses a damaged rate', () => {
    const stage = make('100ms');
    stage.process(frame(new Float32Array(3), { info: streamInfo({ channels: 1, sampleRate: 50 }) }), () => {});
    const state = stage.save() as object;
    expect(() => make('100ms').restore({ ...state, timed: {} })).to.throw(FormatError);
  });

  stageLaws('timedStage', { make: () => make('100ms') });
});
