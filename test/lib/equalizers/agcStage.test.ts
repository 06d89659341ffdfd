import { expect } from 'chai';
import { DataError } from '../../../lib/errors.js';
import { agcStage, type AgcOptions, removeGains, rmsLevel } from '../../../lib/equalizers/index.js';
import { type Frame, frame, streamInfo } from '../../../lib/frame.js';
import { run } from '../../../lib/stage.js';
import { stageLaws } from '../../laws.js';

const RATE = 1000;
const EVERY = 10;
const info = streamInfo({ channels: 1, sampleRate: RATE });

/** Samples of alternating sign whose magnitude is the level of their second, so that every block's level is exact. */
function steps(...levels: readonly number[]): Frame {
  const data = Float32Array.from(
    { length: levels.length * RATE },
    (_, i) => (i % 2 === 0 ? 1 : -1) * levels[Math.floor(i / RATE)],
  );
  return frame(data, { info });
}

/** The gain in force in each block. */
function gainsOf(input: Frame, options: Partial<AgcOptions>): number[] {
  const stage = agcStage({ target: 1, attack: 0.05, release: 0.2, every: EVERY, ...options });
  return [...run(stage, [input])].map(f => f.gains?.[0] ?? NaN);
}

const BLOCKS = RATE / EVERY; // of a second
const HALF_ULP = 2 ** -24; // gains are float32

describe('agcStage', () => {
  it('answers a rising level with 1 - exp(-t / attack), a falling one with 1 - exp(-t / release) after the hold', () => {
    const gains = gainsOf(steps(1, 4, 1), { hold: 0.1 });
    gains.slice(0, BLOCKS).forEach(g => expect(g).to.equal(1));
    let envelope = 1;
    for (let k = 0; k < BLOCKS; k++) {
      envelope = 4 - 3 * Math.exp(-((k + 1) * EVERY) / RATE / 0.05);
      expect(gains[BLOCKS + k]).to.be.closeTo(1 / envelope, (1.01 * HALF_ULP) / envelope);
    }
    const held = 0.1 * BLOCKS;
    for (let k = 0; k < BLOCKS; k++) {
      const released = Math.max(k + 1 - held, 0) * (EVERY / RATE);
      const now = 1 + (envelope - 1) * Math.exp(-released / 0.2);
      expect(gains[2 * BLOCKS + k]).to.be.closeTo(1 / now, (1.01 * HALF_ULP) / now);
    }
  });

  it('smooths the power under rmsLevel', () => {
    const gains = gainsOf(steps(1, 4), { level: rmsLevel() });
    for (let k = 0; k < BLOCKS; k++) {
      const rms = Math.sqrt(16 - 15 * Math.exp(-((k + 1) * EVERY) / RATE / 0.05));
      expect(gains[BLOCKS + k]).to.be.closeTo(1 / rms, (1.01 * HALF_ULP) / rms);
    }
  });

  it('turns speech up by at most 24 dB unless told otherwise: room noise stays room noise', () => {
    expect(Math.max(...gainsOf(steps(1e-6), {}))).to.equal(16);
    expect(Math.max(...gainsOf(steps(1e-6), { maxGain: 1024 }))).to.equal(1024);
  });

  it('leaves the gain as it is below the gate', () => {
    const gains = gainsOf(steps(0.5, 0.01, 0.5), { gate: 0.01 });
    expect(new Set(gains)).to.deep.equal(new Set([2]));
    expect(Math.max(...gainsOf(steps(0.5, 0.01, 0.5), { gate: 0.009 }))).to.be.above(10);
    expect(new Set(gainsOf(steps(0.01), { gate: 0.01 }))).to.deep.equal(new Set([1])); // nothing heard yet
    expect(new Set(gainsOf(steps(0.5, 0.01, 0.5), { gate: 0.01, level: rmsLevel() }))).to.deep.equal(new Set([2]));
  });

  it('turns down at once with attack 0', () => {
    expect(gainsOf(steps(1, 8), { attack: 0 })[BLOCKS]).to.equal(1 / 8);
  });

  it('keeps gain 1 in silence and never exceeds maxGain, whatever the rounding', () => {
    expect(new Set(gainsOf(steps(0), {}))).to.deep.equal(new Set([1]));
    expect(new Set(gainsOf(steps(1e-6), { maxGain: 3 }))).to.deep.equal(new Set([3]));
    expect(new Set(gainsOf(steps(1e-6), { maxGain: 3, powerOfTwo: true }))).to.deep.equal(new Set([2]));
    expect(new Set(gainsOf(steps(2 ** 15), { maxGain: 3 }))).to.deep.equal(new Set([2 ** -15])); // int16 at full scale
    expect(new Set(gainsOf(steps(2 ** 30), { powerOfTwo: true }))).to.deep.equal(new Set([2 ** -20]));
    const [tenth] = gainsOf(steps(1e-6), { maxGain: 1.1 }); // 1.1 lies below the nearest float32
    expect(tenth)
      .to.be.at.most(1.1)
      .and.closeTo(1.1, 2 ** -22);
  });

  it('locks the gains after the given seconds for good', () => {
    const gains = gainsOf(steps(2, 8, 1), { lock: 1 });
    expect(new Set(gains)).to.deep.equal(new Set([0.5]));
  });

  it('changes a power of two only beyond three quarters of an octave, and is then inverted bit for bit', () => {
    // wanted gains 1, 2^-0.7 and 2^-0.8: the second is within reach of the gain in force, the third is not
    const input = steps(1, 2 ** 0.7, 2 ** 0.8, 2 ** 0.3);
    const gains = gainsOf(input, { attack: 0, release: 0, powerOfTwo: true });
    expect([0, 1, 2, 3].map(s => gains[s * BLOCKS])).to.deep.equal([1, 1, 0.5, 0.5]);
    const stage = agcStage({ target: 1, attack: 0, release: 0, powerOfTwo: true });
    const back = [...run(stage, [input])].flatMap(f => [...removeGains(f).data]);
    expect(back).to.deep.equal([...input.data]);
  });

  it('refuses a stream without sample rate, samples that are not finite and wrong options', () => {
    const options = { target: 1, attack: 0, release: 0 };
    const go = (f: Frame) => [...run(agcStage(options), [f])];
    expect(() => go(frame(Float32Array.of(1)))).to.throw(DataError, 'agc: the stream has no sample rate');
    expect(() => go(frame(Float32Array.of(1, NaN), { info }))).to.throw(DataError, 'ch0 is NaN at t = 0.001 s');
    expect(() => agcStage({ ...options, target: 0 })).to.throw(RangeError, 'agc: target');
    expect(() => agcStage({ ...options, attack: -1 })).to.throw(RangeError, 'agc: attack');
    expect(() => agcStage({ ...options, maxGain: 0.5 })).to.throw(RangeError, 'agc: maxGain');
  });

  const lively = { target: 1, attack: 0.04, release: 0.2, hold: 0.1, every: 5 };
  stageLaws('agcStage', { make: () => agcStage(lively) });
  stageLaws('agcStage with powers of two and a lock', {
    make: () => agcStage({ ...lively, powerOfTwo: true, lock: 0.6, level: rmsLevel() }),
  });
});
