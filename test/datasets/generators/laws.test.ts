import { expect } from 'chai';
import fc from 'fast-check';
import {
  activity,
  bearing,
  ecg,
  emg,
  gaussian,
  type GeneratorOptions,
  laplacian,
  sine,
  uniform,
} from '../../../datasets/generators/index.js';
import type { Frame } from '../../../lib/frame.js';
import { sliceFrame } from '../../../lib/sliceFrame.js';
import { channelsOf } from './channelsOf.js';

type Make = (options: GeneratorOptions & { seed?: number }) => Iterable<Frame>;

/** Every generator, set so that its events (beats, bursts, blows, steps) fall into a few hundred samples. */
const generators: Record<string, Make> = {
  sine: o => sine({ sampleRate: 100, frequency: [7, 31.4], channels: 2, ...o }),
  uniform: o => uniform({ channels: 2, ...o }),
  gaussian: o => gaussian({ channels: 2, ...o }),
  laplacian: o => laplacian({ channels: 2, ...o }),
  ecg: o => ecg({ sampleRate: 40, mains: 0.1, mainsFrequency: 16, ...o }),
  emg: o => emg({ sampleRate: 400, channels: 2, burstsPerMinute: 140, burstSeconds: 0.2, ...o }),
  bearing: o => bearing({ sampleRate: 1000, fault: 'inner', ...o }),
  activity: ({ samples, ...o }) =>
    activity({
      script: [
        { activity: 'walk', seconds: 2 },
        { activity: 'run', seconds: 1 },
        { activity: 'rest', seconds: samples === Infinity ? Infinity : (samples ?? 1000) / 50 - 3 },
      ],
      ...o,
    }),
};

for (const [name, make] of Object.entries(generators)) {
  describe(`${name} as a source`, () => {
    it('gives the same samples however they are cut into frames', () => {
      const samples = 700;
      const whole = [...make({ samples, frameLength: samples })];
      expect(whole).to.have.length(1);
      fc.assert(
        fc.property(fc.integer({ min: 1, max: 800 }), frameLength => {
          let end = 0;
          for (const f of make({ samples, frameLength })) {
            expect(f.start).to.equal(end);
            expect(f.length).to.equal(Math.min(frameLength, samples - end));
            expect(f.data).to.deep.equal(sliceFrame(whole[0], end, end + f.length).data);
            end += f.length;
          }
          expect(end).to.equal(samples);
        }),
        { numRuns: 25, seed: 20250101, examples: [[1], [256], [1024]] },
      );
    });

    it('starts afresh for every consumer, also for one that comes while another is half way', () => {
      const source = make({ samples: 600, frameLength: 100 });
      const early = source[Symbol.iterator]();
      const first: Frame[] = [];
      for (let k = 0; k < 3; k++) first.push(early.next().value as Frame);
      const other = [...source];
      for (let k = 3; k < 6; k++) first.push(early.next().value as Frame);
      expect(early.next().done).to.equal(true);
      expect(first).to.deep.equal(other);
      expect(first[0].data).to.not.equal(other[0].data);
    });

    it('runs without end when asked to, one frame at a time', () => {
      let end = 0;
      for (const f of make({ samples: Infinity, frameLength: 64 })) {
        end += f.length;
        if (end >= 6400) break;
      }
      expect(end).to.equal(6400);
    });

    it('shares one frozen description among its frames', () => {
      const frames = [...make({ samples: 600, frameLength: 300, epoch: 1_700_000_000_000_000_000n })];
      expect(frames[0].info).to.equal(frames[1].info);
      expect(Object.isFrozen(frames[0].info)).to.equal(true);
      expect(frames[0].info.epoch).to.equal(1_700_000_000_000_000_000n);
      expect(frames[0].info.names).to.have.length(frames[0].channels);
    });

    it('gives finite samples only', () => {
      for (const x of channelsOf(make({ samples: 5000 }))) expect(x.every(Number.isFinite)).to.equal(true);
    });

    it('refuses a frame length that is no count', () => {
      for (const frameLength of [0, -1, 2.5, NaN, Infinity]) {
        expect(() => make({ samples: 600, frameLength })).to.throw(
          RangeError,
          `${name}: frameLength must be an integer in [1, 16777216], got ${frameLength}`,
        );
      }
    });

    if (name !== 'sine') {
      it('gives another stream for another seed, the same one for the same seed', () => {
        const [a, again, b] = [3, 3, 4].map(seed => channelsOf(make({ samples: 600, seed })));
        expect(a).to.deep.equal(again);
        expect(a).to.not.deep.equal(b);
      });

      it('refuses a seed outside 32 bits', () => {
        for (const seed of [-1, 1.5, 2 ** 32, NaN]) {
          expect(() => make({ samples: 600, seed })).to.throw(
            RangeError,
            `${name}: seed must be an integer in [0, 4294967295], got ${seed}`,
          );
        }
      });
    }

    if (name !== 'activity') {
      it('refuses a number of samples that is no count', () => {
        for (const samples of [-1, 2.5, NaN, -Infinity, 2 ** 60]) {
          expect(() => make({ samples })).to.throw(RangeError, `${name}: samples must be an integer of at least 0`);
        }
      });

      it('gives no frame for no samples', () => expect([...make({ samples: 0 })]).to.deep.equal([]));
    }
  });
}

describe('the channels of a generator', () => {
  it('have streams of their own that do not depend on how many there are', () => {
    for (const make of [uniform, gaussian, laplacian]) {
      const [one] = channelsOf(make({ samples: 500, seed: 9 }));
      const three = channelsOf(make({ samples: 500, seed: 9, channels: 3 }));
      expect(three[0]).to.deep.equal(one);
      expect(three[1]).to.not.deep.equal(one);
      expect(three[2]).to.not.deep.equal(three[1]);
    }
  });

  it('are refused when a frame of them would not fit into memory', () => {
    expect(() => gaussian({ channels: 65536, frameLength: 1024 })).to.throw(
      RangeError,
      'gaussian: a frame must hold at most 16777216 values, got frameLength 1024 * 65536 channels',
    );
  });

  it('take one option each from a list, and refuse a list of another length', () => {
    const [a, b] = channelsOf(gaussian({ channels: 2, mean: [3, -5], sigma: 0, samples: 4 }));
    expect([...a, ...b]).to.deep.equal([3, 3, 3, 3, -5, -5, -5, -5]);
    expect(() => gaussian({ channels: 3, mean: [1, 2] })).to.throw(
      RangeError,
      'gaussian: mean must be one number, or one a channel (3), got an array of 2',
    );
    expect(() => gaussian({ channels: 2, sigma: [1, -2] })).to.throw(
      RangeError,
      'gaussian: sigma[1] must be a finite number of at least 0, got -2',
    );
    expect(() => gaussian({ channels: 0 })).to.throw(RangeError, 'gaussian: channels must be an integer in [1, 65536]');
    expect(() => gaussian({ sampleRate: 0 })).to.throw(
      RangeError,
      'gaussian: sampleRate must be a finite number above 0, got 0',
    );
  });
});
