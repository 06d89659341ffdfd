import { expect } from 'chai';
import {
  type Activity,
  activities,
  activity,
  activityAt,
  type ActivitySegment,
} from '../../../datasets/generators/index.js';
import { channelsOf } from './channelsOf.js';

/** Length of the acceleration vector, g. */
function magnitudes(script: readonly ActivitySegment[], seed: number): Float64Array {
  const [x, y, z] = channelsOf(activity({ script, seed }));
  return Float64Array.from(x, (_, i) => Math.hypot(x[i], y[i], z[i]));
}

function statistics(values: Float64Array): { mean: number; deviation: number } {
  const mean = values.reduce((a, b) => a + b) / values.length;
  return { mean, deviation: Math.sqrt(values.reduce((sum, v) => sum + (v - mean) ** 2, 0) / values.length) };
}

/** Steps a second: the frequency in [1, 4] Hz, on a grid of 0.02 Hz, with most power. */
function cadenceOf(values: Float64Array): number {
  const { mean } = statistics(values);
  let [best, most] = [0, 0];
  for (let f = 1; f <= 4; f += 0.02) {
    let [re, im] = [0, 0];
    values.forEach((v, i) => {
      re += (v - mean) * Math.cos((2 * Math.PI * f * i) / 50);
      im += (v - mean) * Math.sin((2 * Math.PI * f * i) / 50);
    });
    if (re * re + im * im > most) [best, most] = [f, re * re + im * im];
  }
  return best;
}

const seeds = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10];
const only = (name: Activity, seconds = 30): ActivitySegment[] => [{ activity: name, seconds }];

describe('activity', () => {
  it('feels gravity at rest, in a direction that the seed chooses', () => {
    const directions = seeds.map(seed => {
      const channels = channelsOf(activity({ script: only('rest'), seed }));
      const mean = channels.map(c => c.reduce((a, b) => a + b) / c.length);
      expect(Math.hypot(...mean), `seed ${seed}`).to.be.closeTo(1, 0.05);
      return mean;
    });
    for (let k = 1; k < seeds.length; k++) {
      expect(Math.hypot(...directions[k].map((v, c) => v - directions[0][c]))).to.be.above(0.1);
    }
  });

  it('is as strong as recordings of people: |a| deviates by 0.001 to 0.07, 0.14 to 0.52, 0.8 to 1.3 g', () => {
    // the ranges over the recordings of ST's human activity data: stationary, walking, running
    for (const seed of seeds) {
      expect(statistics(magnitudes(only('rest'), seed)).deviation, `rest, seed ${seed}`).to.be.within(0.001, 0.07);
      expect(statistics(magnitudes(only('walk'), seed)).deviation, `walk, seed ${seed}`).to.be.within(0.14, 0.52);
      expect(statistics(magnitudes(only('run'), seed)).deviation, `run, seed ${seed}`).to.be.within(0.8, 1.3);
    }
  });

  it('walks at 1.6 to 2.0 and runs at 2.5 to 3.0 steps a second', () => {
    // 60 s of steps that vary by 3 % of their length keep their mean to 3 % / sqrt(100) = 0.3 %, the line to some 2 %
    for (const seed of seeds) {
      expect(cadenceOf(magnitudes(only('walk', 60), seed)), `seed ${seed}`).to.be.within(1.6 * 0.97, 2 * 1.03);
      expect(cadenceOf(magnitudes(only('run', 60), seed)), `seed ${seed}`).to.be.within(2.5 * 0.97, 3 * 1.03);
    }
  });

  it('falls freely in the flight of running: less than 0.5 g, which rest never gives', () => {
    for (const seed of seeds) {
      const share = (x: Float64Array): number => x.filter(a => a < 0.5).length / x.length;
      expect(share(magnitudes(only('run'), seed)), `seed ${seed}`).to.be.above(0.1);
      expect(share(magnitudes(only('rest'), seed)), `seed ${seed}`).to.equal(0);
    }
  });

  it('is as long as its script and does what it says', () => {
    const script: ActivitySegment[] = [
      { activity: 'rest', seconds: 5 },
      { activity: 'run', seconds: 2.5 },
    ];
    const values = magnitudes(script, 3);
    expect(values).to.have.length(375);
    expect(statistics(values.subarray(0, 250)).deviation).to.be.below(0.1);
    expect(statistics(values.subarray(275)).deviation).to.be.above(0.7);
  });

  it('adds white sensor noise of the given size, alike on all axes', () => {
    const options = { script: only('rest', 400), seed: 2 };
    const [quiet, noisy] = [
      channelsOf(activity({ ...options, noise: 0 })),
      channelsOf(activity({ ...options, noise: 0.05 })),
    ];
    const n = 20_000;
    for (let c = 0; c < 3; c++) {
      let square = 0;
      for (let i = 0; i < n; i++) square += (noisy[c][i] - quiet[c][i]) ** 2;
      expect(square / n).to.be.closeTo(0.0025, 5 * 0.0025 * Math.sqrt(2 / n));
    }
  });

  it('has 3 channels in g at 50 Hz, or at the rate asked for', () => {
    const [f] = activity({ script: only('walk'), sampleRate: 100 });
    expect(f.info).to.deep.equal({ sampleRate: 100, names: ['ax', 'ay', 'az'], units: ['g', 'g', 'g'] });
    expect([...activity({ script: only('walk', 1) })][0].info.sampleRate).to.equal(50);
  });

  it('keeps its script when the caller changes his', () => {
    const script: { activity: Activity; seconds: number }[] = [{ activity: 'rest', seconds: 5 }];
    const source = activity({ script, seed: 3, noise: 0 });
    const before = [...source];
    script[0].activity = 'run';
    expect([...source]).to.deep.equal(before);
  });

  it('refuses a script that is no script', () => {
    expect(() => activity({ script: [] })).to.throw(RangeError, 'activity: script must have at least one segment');
    expect(() => activity({ script: 'walk' as unknown as ActivitySegment[] })).to.throw(
      TypeError,
      'activity: script must be a list of segments, got "walk"',
    );
    expect(() => activity({ script: [null as unknown as ActivitySegment] })).to.throw(
      TypeError,
      'activity: script[0] must be { activity, seconds }, got null',
    );
    expect(() => activity({ script: [{ activity: 'swim' as Activity, seconds: 1 }] })).to.throw(
      RangeError,
      'activity: script[0].activity must be one of rest, walk, run, stairs; got "swim"',
    );
    expect(() => activity({ script: [...only('walk', Infinity), ...only('rest')] })).to.throw(
      RangeError,
      'activity: script[0].seconds must be a finite number above 0, got Infinity',
    );
  });
});

describe('activityAt', () => {
  const script: ActivitySegment[] = [
    { activity: 'rest', seconds: 1 },
    { activity: 'stairs', seconds: 0.5 },
    { activity: 'run', seconds: Infinity },
  ];

  it('labels each sample with the segment that it lies in', () => {
    expect([0, 49, 50, 74, 75, 1e9].map(i => activityAt(script, i))).to.deep.equal([
      ...['rest', 'rest', 'stairs', 'stairs', 'run', 'run'],
    ]);
    expect(activityAt(script, 99, 100)).to.equal('rest');
  });

  it('has no label outside the recording', () => {
    expect(activityAt(only('walk', 2), 100)).to.equal(undefined);
    expect(activityAt(only('walk', 2), -1)).to.equal(undefined);
  });

  it('knows four classes', () => expect(activities).to.deep.equal(['rest', 'walk', 'run', 'stairs']));
});
