import { expect } from 'chai';
import { cycles } from '../../../datasets/generators/cycles.js';
import { random } from '../../../lib/random.js';

/** A double as an integer over 2^1074: exact. */
function exactly(x: number): bigint {
  const bits = new BigUint64Array(Float64Array.of(x).buffer)[0];
  const exponent = Number((bits >> 52n) & 0x7ffn);
  const fraction = bits & 0xfffffffffffffn;
  return exponent === 0 ? fraction : (fraction | 0x10000000000000n) << BigInt(exponent - 1);
}

/** frac(frequency * index / sampleRate) in exact arithmetic, given to 60 bits. */
function exactPhase(frequency: number, sampleRate: number, index: number): number {
  const [f, rate] = [exactly(frequency), exactly(sampleRate)];
  return Number((((f * BigInt(index)) % rate) << 60n) / rate) / 2 ** 60;
}

/** Distance of two phases around the circle. */
const apart = (a: number, b: number): number => Math.abs(a - b - Math.floor(a - b + 0.5));

describe('cycles', () => {
  it('keeps the exact phase to 1e-12 cycles at every safe index', () => {
    const draw = random(11);
    for (let n = 0; n < 2000; n++) {
      const sampleRate = 48000 * (draw.uniform() + 0.01);
      const frequency = (sampleRate / 2) * draw.uniform();
      const index = Math.floor(2 ** (53 * draw.uniform()));
      const expected = exactPhase(frequency, sampleRate, index);
      const got = cycles(frequency, sampleRate)(index);
      expect(apart(got, expected), `seed 11, f ${frequency}, rate ${sampleRate}, i ${index}`).to.be.below(1e-12);
      expect(got).to.be.within(0, 1);
    }
  });

  it('comes back to the same phase after a whole number of periods, however many', () => {
    const at = cycles(50, 8000); // 160 samples a period
    for (const periods of [0, 1, 10 ** 6, 10 ** 12, 5 * 10 ** 13]) {
      expect(apart(at(160 * periods + 40), 0.25)).to.be.below(1e-12);
    }
  });

  it('does not depend on the order in which it is asked', () => {
    const [forward, backward] = [cycles(12.3, 1000), cycles(12.3, 1000)];
    const indices = Array.from({ length: 5000 }, (_, i) => i);
    const a = indices.map(forward);
    const b = indices.reverse().map(backward).reverse();
    expect(a).to.deep.equal(b);
  });
});
