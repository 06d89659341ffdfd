import { expect } from 'chai';
import { allocateStage, type BitPlan, joinFrame } from '../../../lib/allocation/index.js';
import { DataError } from '../../../lib/errors.js';
import { type Frame, frame, type QFrame, streamInfo } from '../../../lib/frame.js';
import { codebook, midRise } from '../../../lib/quantizers/index.js';
import { random } from '../../../lib/random.js';
import { fuse, run, type Stage, stateless } from '../../../lib/stage.js';
import { loadState } from '../../../lib/state.js';
import { stageLaws } from '../../laws.js';

const RATE = 100;

/** Uniform noise of these amplitudes. */
function noise(amplitudes: readonly number[], length: number, seed: number): Frame {
  const generator = random(seed);
  const info = streamInfo({ channels: amplitudes.length, sampleRate: RATE });
  const data = Float32Array.from(
    { length: amplitudes.length * length },
    (_, i) => amplitudes[Math.floor(i / length)] * (2 * generator.uniform() - 1),
  );
  return frame(data, { channels: amplitudes.length, info });
}

/** Every part as a frame of its own, for the laws. */
function parts(): Stage<Parameters<typeof joinFrame>[0], QFrame> {
  return {
    process: (split, emit) => split.parts.forEach(part => part && emit(part)),
    flush: () => {},
    save: () => ({ who: 'parts', version: 1 }),
    restore: state => void loadState('parts', 1, state),
  };
}

describe('allocateStage', () => {
  it('gives a channel one bit more for each 6 dB and leaves out what is weaker than the noise', () => {
    const f = noise([8, 2, 1e-4], 4096, 121);
    const [split] = [...run(allocateStage({ budget: { bitsPerSecond: 10 * RATE }, every: 4096 }), [f])];
    expect(split.bits).to.deep.equal([6, 4, 0]); // 12 dB apart; step^2 / 12 is equal, 6.25e-2 / 12 against 3e-9 of power
    expect(split.parts[2]).to.equal(undefined);
  });

  it('makes the noise that the plan foretold, and never spends more than the budget', () => {
    const plans: BitPlan[] = [];
    const f = noise([8, 3, 0.7, 0.1], 8192, 122);
    const stage = allocateStage({
      budget: { bitsPerSecond: 22 * RATE },
      every: 2048,
      quantizer: bits => midRise({ bits, span: 'range' }),
      onPlan: plan => plans.push(plan),
    });
    for (const split of run(stage, [f])) {
      const plan = plans.shift();
      const back = joinFrame(split);
      let sum = 0;
      for (let c = 0; c < 4; c++) {
        for (let i = 0; i < split.length; i++) {
          sum += (back.data[c * split.length + i] - f.data[c * f.length + split.start + i]) ** 2;
        }
      }
      expect(split.bits.reduce((a, b) => a + b)).to.be.at.most(22);
      // step^2 / 12 is the mean of 2048 squares of a uniform error, deviation 2 / sqrt(5 * 2048) = 2 %: four of them
      expect(sum / split.length / (plan?.noise ?? NaN)).to.be.closeTo(1, 0.08);
    }
  });

  it('plans anew for each block, from its absolute start, and reaches a target', () => {
    const f = noise([1, 1], 300, 123);
    f.data.subarray(0, 100).fill(0); // channel 0 wakes up at sample 100
    const starts: number[] = [];
    const stage = allocateStage({ budget: { sqnr: 30 }, every: 100, onPlan: (_, start) => starts.push(start) });
    const bits = [...run(stage, [f])].map(split => split.bits);
    expect(starts).to.deep.equal([0, 100, 200]);
    expect(bits[0][0]).to.equal(0);
    // full-scale uniform noise has 20 log10(2^b - 1) dB: 31 steps give 29.8, the range of a block is a little narrower
    for (const [a, b] of bits.slice(1)) expect([a, b].every(x => x === 5 || x === 6)).to.equal(true);
  });

  it('refuses streams without rate, too small a budget, and quantizers that cannot foretell', () => {
    const f = noise([1, 1], 10, 124);
    const go = (stage: Stage<Frame, unknown>, x: Frame = f) => [...run(stage, [x])];
    const bare = frame(Float32Array.of(1, 2), { channels: 2 });
    expect(() => go(allocateStage({ budget: { bitsPerSecond: 10 } }), bare)).to.throw(DataError, 'no sample rate');
    const poor = allocateStage({ budget: { bitsPerSecond: 150 }, minBits: 1 });
    expect(() => go(poor)).to.throw(DataError, '1 bits a sample, fewer than minBits = 1 for 2 channels');
    const nan = frame(Float32Array.of(1, NaN), { channels: 2, info: f.info });
    expect(() => go(allocateStage({ budget: { sqnr: 20 } }), nan)).to.throw(DataError, 'ch1 is NaN');
    const levels = () => codebook({ levels: [-1, 1] });
    expect(() => go(allocateStage({ budget: { sqnr: 20 }, quantizer: levels }))).to.throw(TypeError, 'foretell');
    expect(() => allocateStage({ budget: {} as { sqnr: number } })).to.throw(TypeError, 'budget');
  });

  stageLaws('allocateStage', {
    make: () => fuse(allocateStage({ budget: { bitsPerSecond: 600 }, every: 7 }), parts()),
  });
  stageLaws('allocateStage and joinFrame', {
    make: () => fuse(allocateStage({ budget: { sqnr: 20 }, every: 5 }), stateless('join', joinFrame)),
  });
});
