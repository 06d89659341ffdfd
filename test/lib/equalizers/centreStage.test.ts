import { expect } from 'chai';
import {
  type CentreOptions,
  centreStage,
  equalizeStage,
  removeCentres,
  removeGains,
} from '../../../lib/equalizers/index.js';
import { DataError } from '../../../lib/errors.js';
import { channelOf, type Frame, frame, streamInfo } from '../../../lib/frame.js';
import { random } from '../../../lib/random.js';
import { trackRangeStage } from '../../../lib/ranges/index.js';
import { halfEven } from '../../../lib/rounding.js';
import { toSensor } from '../../../lib/sensorDomain.js';
import { fuse, run } from '../../../lib/stage.js';
import { stageLaws } from '../../laws.js';

const RATE = 1000;
const info = streamInfo({ channels: 1, sampleRate: RATE });

function centred(options: CentreOptions, ...frames: Frame[]): Frame[] {
  return [...run(centreStage(options), frames)];
}

describe('centreStage', () => {
  it('takes given centres off, one for all channels or one per channel', () => {
    const f = frame(Float32Array.of(5, 7, 100, 104), { channels: 2 });
    const [each] = centred({ centres: [6, 102] }, f);
    expect([[...each.data], each.centres]).to.deep.equal([
      [-1, 1, -2, 2],
      [6, 102],
    ]);
    expect(centred({ centres: [6] }, f)[0].centres).to.deep.equal([6, 6]);
    expect(() => centred({ centres: [1, 2, 3] }, f)).to.throw(
      DataError,
      'there are 3 centres, the frame has 2 channels',
    );
  });

  it('takes the middle of a range off: mid-scale of a converter', () => {
    expect(centred({ range: [0, 4096] }, frame(Float32Array.of(2047, 2050)))[0].data).to.deep.equal(
      Float32Array.of(-1, 2),
    );
    const range = { min: [0, -1], max: [10, 3] };
    expect(centred({ range }, frame(new Float32Array(2), { channels: 2 }))[0].centres).to.deep.equal([5, 1]);
  });

  it('takes the mean of the first samples off, holds them until then, and loses nothing', () => {
    const ramp = (start: number, n: number) =>
      frame(
        Float32Array.from({ length: n }, (_, i) => start + i),
        { start },
      );
    const stage = centreStage({ samples: 6 });
    const out: Frame[] = [];
    stage.process(ramp(0, 4), f => void out.push(f));
    expect(out).to.have.length(0);
    stage.process(ramp(4, 4), f => void out.push(f)); // mean of 0 to 5
    stage.process(ramp(8, 2), f => void out.push(f));
    expect(out.map(f => f.centres)).to.deep.equal([[2.5], [2.5], [2.5]]);
    expect(out.flatMap(f => [...removeCentres(f).data])).to.deep.equal(Array.from({ length: 10 }, (_, i) => i));
    const [short] = centred({ samples: 100 }, ramp(0, 4)); // a shorter stream
    expect(short.centres).to.deep.equal([1.5]);
  });

  it('takes the median, which a spike does not move', () => {
    const f = frame(Float32Array.of(9, 10, 11, 1000, 12));
    expect(centred({ samples: 5, statistic: 'median' }, f)[0].centres).to.deep.equal([11]);
    expect(centred({ samples: 4, statistic: 'median' }, f)[0].centres).to.deep.equal([10.5]);
  });

  it('gives 12-bit codes about 2053.7 back bit for bit through every way', () => {
    const generator = random(7);
    const x = Float32Array.from({ length: 5000 }, () => halfEven(2053.7 + 2 * generator.normal()));
    const ways: CentreOptions[] = [
      { centres: [2053.7] },
      { range: [0, 4095] },
      { samples: 1000 },
      { samples: 1000, statistic: 'median' },
      { corner: 0.5 },
    ];
    for (const way of ways) {
      const out = centred(way, frame(x, { info }));
      const back = out.flatMap(f => [...removeCentres(f).data]);
      expect(back, JSON.stringify(way)).to.deep.equal([...x]);
    }
  });

  it('follows a drifting offset as a one-pole high-pass: gain and phase at five frequencies', () => {
    const corner = 5;
    const a = 1 - Math.exp((-2 * Math.PI * corner) / RATE);
    for (const hz of [0.5, 2, 5, 20, 100]) {
      const n = 8 * RATE;
      const w = (2 * Math.PI * hz) / RATE;
      const x = Float32Array.from({ length: n }, (_, i) => 1000 + Math.sin(w * i));
      const y = centred({ corner, every: 1 }, frame(x, { info })).map(f => f.data[0]);
      // H(z) = (1 - a)(1 - 1/z) / (1 - (1 - a)/z); correlate over the last whole seconds, once the start has died away
      let [re, im] = [0, 0];
      for (let i = n - 4 * RATE; i < n; i++) {
        re += (y[i] * Math.sin(w * i)) / (2 * RATE);
        im += (y[i] * Math.cos(w * i)) / (2 * RATE);
      }
      const [nr, ni] = [(1 - a) * (1 - Math.cos(w)), (1 - a) * Math.sin(w)];
      const [dr, di] = [1 - (1 - a) * Math.cos(w), (1 - a) * Math.sin(w)];
      const d = dr * dr + di * di;
      // centres are multiples of 2^-10: an error of half of that, at worst in step with the sine
      const bound = 2 ** -11 * (4 / Math.PI) + 2 ** -14;
      expect(re, `${hz} Hz`).to.be.closeTo((nr * dr + ni * di) / d, bound);
      expect(im, `${hz} Hz`).to.be.closeTo((ni * dr - nr * di) / d, bound);
    }
  });

  it('holds slow centres inside a frame and renews them at absolute indices', () => {
    const x = Float32Array.from({ length: 300 }, (_, i) => i);
    const out = centred({ corner: 1, every: 64 }, frame(x, { info, start: 40 }));
    expect(out.map(f => [f.start, f.length])).to.deep.equal([
      [40, 24],
      [64, 64],
      [128, 64],
      [192, 64],
      [256, 64],
      [320, 20],
    ]);
    expect(new Set(out.map(f => String(f.centres))).size).to.equal(out.length);
    expect(out[0].centres?.[0]).to.be.closeTo(11.5, 12); // from the mean of the first block on
    expect(out.flatMap(f => [...toSensor(f).data])).to.deep.equal([...x]);
  });

  it('stands before and behind gains alike: the same sensor values', () => {
    const f = frame(Float32Array.of(100, 108, -3, 5), { channels: 2 });
    const range = { min: [100, -3], max: [108, 5] };
    const gained = equalizeStage({ range });
    const [behind] = [...run(fuse(gained, centreStage({ centres: [104, 1] })), [f])];
    const [before] = [
      ...run(fuse(centreStage({ centres: [104, 1] }), equalizeStage({ range: { min: [-4, -4], max: [4, 4] } })), [f]),
    ];
    expect(behind.centres).to.deep.equal([104, 1]);
    expect(before.centres).to.deep.equal([104, 1]);
    for (const out of [behind, before]) {
      toSensor(out).data.forEach((v, i) => expect(v).to.be.closeTo(f.data[i], 2e-5)); // gains are no powers of two
    }
    const [plain] = [
      ...run(fuse(centreStage({ centres: [104, 1] }), equalizeStage({ range: { min: [-4, -1], max: [4, 1] } })), [f]),
    ];
    expect(channelOf(removeCentres(removeGains(plain)), 0)).to.deep.equal(Float32Array.of(100, 108));
  });

  it('refuses what has no centre: samples that are not finite, no rate, blocks longer than the time constant', () => {
    const bad = frame(Float32Array.of(1, NaN), { info });
    for (const way of [{ samples: 2 }, { corner: 1 }] as const) {
      expect(() => centred(way, bad)).to.throw(
        DataError,
        'centre: channel ch0 is NaN at t = 0.001 s; put fillMissing in front',
      );
    }
    expect(() => centred({ corner: 1 }, frame(Float32Array.of(1)))).to.throw(DataError, 'give the source a sampleRate');
    expect(() => centred({ corner: 50 }, frame(Float32Array.of(1), { info }))).to.throw(
      DataError,
      'every must be at most the time constant of the corner, 3.18 samples at 1000 Hz, got 64',
    );
  });

  it('refuses wrong options at the call', () => {
    expect(() => centreStage({} as CentreOptions)).to.throw(
      TypeError,
      'one of centres, range, samples and corner, got none',
    );
    expect(() => centreStage({ samples: 4, corner: 1 })).to.throw(TypeError, 'got samples and corner');
    expect(() => centreStage({ centres: [] })).to.throw(TypeError, 'centres must be a list');
    expect(() => centreStage({ centres: [NaN] })).to.throw(RangeError, 'centres[0] must be a finite number, got NaN');
    expect(() => centreStage({ samples: 0 })).to.throw(
      RangeError,
      'samples must be an integer in [1, 16777216], got 0',
    );
    expect(() => centreStage({ samples: 4, statistic: 'mode' as 'mean' })).to.throw(RangeError, 'one of mean, median');
    expect(() => centreStage({ corner: 0 })).to.throw(RangeError, 'corner must be a finite number above 0, got 0');
  });

  stageLaws('centreStage with given centres', { make: () => centreStage({ centres: [0.75] }) });
  stageLaws('centreStage by the mean', { make: () => centreStage({ samples: 20 }) });
  stageLaws('centreStage by the median behind a range', {
    make: () => fuse(trackRangeStage({ every: 6 }), centreStage({ samples: 20, statistic: 'median' })),
  });
  stageLaws('centreStage with a corner', { make: () => centreStage({ corner: 0.5, every: 7 }) });
});
