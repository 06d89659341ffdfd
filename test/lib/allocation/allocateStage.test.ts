import { expect } from 'chai';
import fc from 'fast-check';
import { type AllocateOptions, allocateStage, type BitPlan, unallocateFrame } from '../../../lib/allocation/index.js';
import { DataError } from '../../../lib/errors.js';
import { type Frame, frame, type QFrame, streamInfo } from '../../../lib/frame.js';
import { decodeFrame } from '../../../lib/decode.js';
import { wireDecoder, wireEncoder } from '../../../lib/packing/index.js';
import { affine, codebook, encodeFrame, midRise } from '../../../lib/quantizers/index.js';
import { random } from '../../../lib/random.js';
import type { SplitFrame } from '../../../lib/splitFrame.js';
import { fuse, run, type Stage } from '../../../lib/stage.js';
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
function parts(): Stage<SplitFrame, QFrame> {
  return {
    process: (split, emit) => split.parts.forEach(part => part && emit(part)),
    flush: () => {},
    save: () => ({ who: 'parts', version: 1 }),
    restore: state => void loadState('parts', 1, state),
  };
}

describe('allocateStage', () => {
  it('weighted by the user, gives a channel one bit more for each 6 dB and leaves out what is weaker than the noise', () => {
    const f = noise([8, 2, 1e-4], 4096, 121);
    const budget = { bitsPerSecond: 10.4 * RATE }; // 0.4 bits a sample for parameters and headers
    const [split] = [...run(allocateStage({ budget, weights: [1, 1, 1], every: 4096 }), [f])];
    expect(split.bits).to.deep.equal([6, 4, 0]); // 12 dB apart; step^2 / 12 is equal, 6.25e-2 / 12 against 3e-9 of power
    expect(split.parts[2]).to.equal(undefined);
  });

  it('makes the noise that the plan foretold, and never spends more than the budget', () => {
    const plans: BitPlan[] = [];
    const f = noise([8, 3, 0.7, 0.1], 8192, 122);
    const stage = allocateStage({
      budget: { bitsPerSecond: 23 * RATE },
      weights: [1, 1, 1, 1],
      every: 2048,
      quantizer: bits => midRise({ bits, span: 'range' }),
      onPlan: plan => plans.push(plan),
    });
    for (const split of run(stage, [f])) {
      const plan = plans.shift();
      const back = unallocateFrame(split);
      let sum = 0;
      for (let c = 0; c < 4; c++) {
        for (let i = 0; i < split.length; i++) {
          sum += (back.data[c * split.length + i] - f.data[c * f.length + split.start + i]) ** 2;
        }
      }
      expect(split.bits.reduce((a, b) => a + b)).to.be.at.most(23);
      // measured before, rounded up by at most 1/256 of an octave
      expect(sum / split.length / (plan?.noise ?? NaN)).to.be.within(2 ** (-1 / 256) * (1 - 1e-6), 1 + 1e-6);
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

  it('changes no plan when a channel is in another unit, or on another offset', () => {
    const wave = (c: number, i: number) => Math.sin(0.1 * (c + 1) * i) + 0.1 * Math.sin(1.3 * i * (c + 2));
    const block = (units: readonly number[], offsets: readonly number[]) =>
      frame(
        Float32Array.from(
          { length: 4 * 512 },
          (_, i) =>
            units[i >> 9] * Math.fround(2 ** -10 * Math.floor(2 ** 10 * wave(i >> 9, i & 511))) + offsets[i >> 9],
        ),
        { channels: 4, info: streamInfo({ channels: 4, sampleRate: RATE }) },
      );
    const bits = (f: Frame, budget: AllocateOptions['budget']) =>
      [...run(allocateStage({ budget, every: 256 }), [f])].map(split => split.bits);
    const plain = block([1, 1, 1, 1], [0, 0, 0, 0]);
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: -6, max: 6, noNaN: true }), { minLength: 4, maxLength: 4 }),
        fc.array(fc.integer({ min: -1000, max: 1000 }), { minLength: 4, maxLength: 4 }),
        fc.constantFrom({ bitsPerSecond: 20 * RATE }, { bitsPerSecond: 7 * RATE }, { sqnr: 30 }, { sqnr: 12 }),
        (powers, offsets, budget) => {
          const wanted = bits(plain, budget);
          expect(
            bits(
              block(
                powers.map(p => 10 ** p),
                [0, 0, 0, 0],
              ),
              budget,
            ),
          ).to.deep.equal(wanted);
          expect(bits(block([1, 1, 1, 1], offsets), budget)).to.deep.equal(wanted);
        },
      ),
      { seed: 126, numRuns: 60 },
    );
  });

  it('gives two like channels like bits, one of them on an offset of 100', () => {
    const f = noise([1, 1], 2048, 127);
    f.data.subarray(0, 2048).forEach((x, i, row) => (row[i] = x + 100));
    for (const split of run(allocateStage({ budget: { sqnr: 30 } }), [f])) {
      expect(Math.abs(split.bits[0] - split.bits[1])).to.be.at.most(1);
      expect(Math.min(...split.bits)).to.be.at.least(4);
    }
  });

  it('spends nothing on a constant, which comes back exactly, and brings a channel of 0 bits back as its mean', () => {
    const f = noise([1, 1, 1], 256, 128);
    f.data.fill(Math.fround(0.1), 256, 512);
    const [split] = [...run(allocateStage({ budget: { sqnr: 20 }, every: 256 }), [f])];
    expect(split.bits[1]).to.equal(0);
    const back = unallocateFrame(split);
    expect(back.data.subarray(256, 512).every(x => x === Math.fround(0.1))).to.equal(true);
    const [left] = [...run(allocateStage({ budget: { bitsPerSecond: 250 }, every: 256, sourceBytes: 0 }), [f])];
    expect(left.bits).to.deep.equal([0, 0, 0]);
    const mean = f.data.subarray(0, 256).reduce((a, b) => a + b) / 256;
    expect(unallocateFrame(left).data[7]).to.be.closeTo(mean, 1e-7);
  });

  it('keeps to its budget on the wire, headers and parameters included, over the whole stream', () => {
    for (const [bitsPerSecond, every] of [
      [64, 1024],
      [600, 128],
      [1500, 100],
    ]) {
      const f = noise([3, 1, 0.2], 10_240, 129);
      const blocks = [...run(allocateStage({ budget: { bitsPerSecond }, every }), [f])];
      const sent = [...run(wireEncoder({ source: 'sixteen letters!' }), blocks)];
      const bytes = sent.reduce((sum, message) => sum + message.length, 0);
      const rate = (8 * bytes) / (f.length / RATE);
      expect(rate, `${bitsPerSecond}`).to.be.at.most(bitsPerSecond);
      expect(rate, `${bitsPerSecond}`).to.be.above(bitsPerSecond - 2 * RATE); // within 2 bits a sample
      const events = [...run(wireDecoder(), sent)];
      const back = events.map(e => (e.kind === 'split' ? e.wire.split : undefined));
      expect(back.map(s => s?.bits)).to.deep.equal(blocks.map(s => s.bits));
    }
  });

  it('is within 0.3 dB of the best of all plans, by the noise that is measured: recordings and resting signals', () => {
    const generator = random(130);
    const info = streamInfo({ channels: 3, sampleRate: RATE });
    const beat = (i: number) => Math.exp(-((((i % 500) - 250) / 6) ** 2)) + 0.002 * generator.normal();
    const rows = [beat, (i: number) => Math.sin(0.02 * i), () => generator.normal()].map(at =>
      Float32Array.from({ length: 1000 }, (_, i) => at(i)),
    );
    const f = frame(Float32Array.from(rows.flatMap(row => [...row])), { channels: 3, info });
    const ratio = (c: number, bits: number): number => {
      const middle = rows[c].slice().sort()[499];
      const x = rows[c].map(v => v - middle);
      const mean = x.reduce((a, b) => a + b) / x.length;
      const variance = x.reduce((sum, v) => sum + (v - mean) ** 2, 0);
      if (bits === 0) return 1;
      const one = frame(x);
      const quantizer = affine({ bits, zero: 'free' });
      const params = quantizer.design({ min: [Math.min(...x)], max: [Math.max(...x)] });
      const y = decodeFrame(encodeFrame(quantizer, one, params)).data;
      return x.reduce((sum, v, i) => sum + (v - y[i]) ** 2, 0) / variance;
    };
    const ratios = rows.map((_, c) => Array.from({ length: 13 }, (__, b) => ratio(c, b)));
    for (const total of [3, 7, 12, 20]) {
      const budget = { bitsPerSecond: (total + 1.3) * RATE }; // 162 bytes of side information at most
      const [split] = [...run(allocateStage({ budget, every: 1000, maxBits: 12 }), [f])];
      const spent = split.bits.reduce((a, b) => a + b);
      let best = Infinity;
      for (let a = 0; a <= Math.min(spent, 12); a++) {
        for (let b = 0; b <= Math.min(spent - a, 12); b++) {
          const c = Math.min(spent - a - b, 12);
          best = Math.min(best, ratios[0][a] + ratios[1][b] + ratios[2][c]);
        }
      }
      const found = split.bits.reduce((sum, b, c) => sum + ratios[c][b], 0);
      expect(spent, `${total}`).to.be.at.least(total - 1);
      expect(10 * Math.log10(found / best), `${total} bits: ${split.bits.join()}`).to.be.at.most(0.3);
    }
  });

  it("raises no channel's noise by more than asked, gains of an equalizer included", () => {
    const f = { ...noise([1, 1], 1000, 131), gains: [10, 1] };
    const [split] = [...run(allocateStage({ budget: { rise: 0.5, noise: [0.001, 0.001] }, every: 1000 }), [f])];
    // ranges of 2; 0.001 times the gain of 10 is a step of at most 0.0121, 165 steps; of 0.00121, 1653 steps
    expect(split.bits).to.deep.equal([8, 11]);
    expect(split.gains).to.deep.equal([10, 1]);
    expect(split.parts.map(part => part?.gains)).to.deep.equal([[10], [1]]);
  });

  it('takes any quantizer, and refuses streams without rate and too small a budget', () => {
    const f = noise([1, 1], 10, 124);
    const go = (stage: Stage<Frame, unknown>, x: Frame = f) => [...run(stage, [x])];
    const bare = frame(Float32Array.of(1, 2), { channels: 2 });
    expect(() => go(allocateStage({ budget: { bitsPerSecond: 10 } }), bare)).to.throw(DataError, 'no sample rate');
    const poor = allocateStage({ budget: { bitsPerSecond: 150 }, minBits: 1, every: 10 });
    expect(() => go(poor)).to.throw(
      DataError,
      '150 bits a second are 15 bits for the block of 10 samples at t = 0.000 s',
    );
    const nan = frame(Float32Array.of(1, NaN), { channels: 2, info: f.info });
    expect(() => go(allocateStage({ budget: { sqnr: 20 } }), nan)).to.throw(DataError, 'ch1 is NaN');
    const levels = (bits: number) => codebook({ levels: Array.from({ length: 2 ** bits }, (_, k) => k / 2 ** bits) });
    expect(go(allocateStage({ budget: { sqnr: 3 }, quantizer: levels, maxBits: 8 }))).to.have.length(1);
    expect(() => allocateStage({ budget: {} as { sqnr: number } })).to.throw(TypeError, 'budget');
  });

  stageLaws('allocateStage', {
    make: () => fuse(allocateStage({ budget: { bitsPerSecond: 6000 }, every: 7 }), parts()),
  });
});
