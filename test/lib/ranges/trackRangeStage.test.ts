import { expect } from 'chai';
import { decodeFrame } from '../../../lib/decode.js';
import { DataError } from '../../../lib/errors.js';
import { frame, streamInfo } from '../../../lib/frame.js';
import { affine, encodeFrame } from '../../../lib/quantizers/index.js';
import { random } from '../../../lib/random.js';
import { minMax, slidingMinMax, trackRangeStage, type TrackRangeOptions } from '../../../lib/ranges/index.js';
import { run } from '../../../lib/stage.js';
import { stageLaws } from '../../laws.js';

describe('trackRangeStage', () => {
  it('renews the range at multiples of every, from all samples up to the block end', () => {
    const f = frame(Float32Array.of(1, -1, 0, 5, 0, 0, 0, 2));
    const out = [...run(trackRangeStage({ every: 2 }), [f])];
    expect(out.map(o => [o.start, o.length, o.range.min[0], o.range.max[0]])).to.deep.equal([
      [0, 2, -1, 1],
      [2, 2, -1, 5],
      [4, 2, -1, 5],
      [6, 2, -1, 5],
    ]);
  });

  it('keeps the same range object while the range stays', () => {
    const [, second, third] = [...run(trackRangeStage({ every: 2 }), [frame(Float32Array.of(1, -1, 0, 5, 0, 0))])];
    expect(third.range).to.equal(second.range);
  });

  it('gives a one-sample stream its own range', () => {
    const [only] = [...run(trackRangeStage(), [frame(Float32Array.of(3))])];
    expect(only.range).to.deep.equal({ min: [3], max: [3] });
  });

  /** SQNR about 0 of 8-bit codes over samples from `begin` on, dB. */
  function live(x: Float32Array, begin: number, options: TrackRangeOptions = {}): number {
    const quantizer = affine();
    let [signal, noise] = [0, 0];
    for (const f of run(trackRangeStage(options), [frame(x)])) {
      const y = decodeFrame(encodeFrame(quantizer, f, quantizer.design(f.range))).data;
      for (let i = Math.max(begin - f.start, 0); i < f.length; i++) {
        signal += f.data[i] ** 2;
        noise += (f.data[i] - y[i]) ** 2;
      }
    }
    return 10 * Math.log10(signal / noise);
  }

  it('forgets a spike of 100 on a unit sine within four blocks', () => {
    const x = Float32Array.from({ length: 16384 }, (_, i) => (i === 1500 ? 100 : Math.sin(i * 0.7071)));
    // the spike stands in block 1; from block 5 on nothing is left of it: 6.02 * 8 + 1.76 dB of a full-scale sine, Bennett 1948
    expect(live(x, 5 * 1024)).to.be.within(49.7, 50.2);
    expect(live(x, 5 * 1024, { tracker: minMax })).to.be.below(49.9 - 30);
    expect(live(x.slice(0, 5 * 1024), 2 * 1024)).to.be.below(20); // blocks 2 to 4 still remember: the time stated is the time
  });

  it('loses at most 0.5 dB to minMax on stationary signals', () => {
    const g = random(20_261_201);
    const signals: Readonly<Record<string, (i: number) => number>> = {
      'a Gaussian': () => g.normal(),
      'a Laplacian': () => (g.uniform() < 0.5 ? -1 : 1) * -Math.log(1 - g.uniform()),
      'an offset': () => 1000 + g.normal(),
      'slower than the window': i => Math.sin(i / 5000),
      sparse: i => (i % 9000 < 40 ? 5 * Math.sin(i / 3) : 0.01 * g.normal()),
      steps: i => (Math.floor(i / 7000) % 2) * 10 + 0.1 * g.normal(),
    };
    for (const [name, next] of Object.entries(signals)) {
      const x = Float32Array.from({ length: 30_000 }, (_, i) => next(i));
      expect(live(x, 0), name).to.be.at.least(live(x, 0, { tracker: minMax }) - 0.5);
    }
  });

  it('takes times, and says how late it answers once the rate is known', () => {
    const info = streamInfo({ channels: 1, sampleRate: 250 });
    const latencies: unknown[] = [];
    const options = { every: '500ms', onLatency: (l: unknown) => latencies.push(l) } as const;
    const frames = [...run(trackRangeStage(options), [frame(new Float32Array(300), { info })])];
    expect(frames.map(f => f.length)).to.deep.equal([125, 125, 50]);
    expect(latencies).to.deep.equal([{ samples: 125, seconds: 0.5 }]);
    const bare = [frame(new Float32Array(3))];
    expect(() => [...run(trackRangeStage({ every: '1s' }), bare)]).to.throw(DataError, 'give every in samples');
    const tracker = () => slidingMinMax({ window: '20ms' }); // five samples
    const x = Float32Array.of(9, 0, 0, 0, 0, 0);
    const ranged = [...run(trackRangeStage({ every: 1, tracker }), [frame(x, { info })])];
    expect(ranged.map(f => f.range.max[0])).to.deep.equal([9, 9, 9, 9, 9, 0]);
  });

  it('refuses wrong options at the call', () => {
    expect(() => trackRangeStage({ every: 0 })).to.throw(RangeError, 'got 0');
    expect(() => trackRangeStage({ tracker: 'minMax' as unknown as typeof minMax })).to.throw(
      TypeError,
      'must be a function',
    );
  });

  stageLaws('trackRangeStage', { make: () => trackRangeStage({ every: 8 }) });
  stageLaws('trackRangeStage in seconds', { make: () => trackRangeStage({ every: '160ms' }) });
});
