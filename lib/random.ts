import { checkInteger } from './check.js';
import { FormatError } from './errors.js';
import { loadNumbers, type SavedNumbers, saveNumbers } from './state.js';

/** A seeded generator whose whole state can be saved. */
export interface Random {
  /** The next 32 bits, an integer in [0, 2^32). */
  bits(): number;
  /** Uniform in [0, 1), 53 bits. */
  uniform(): number;
  /** Standard normal (Marsaglia's polar method). */
  normal(): number;
  save(): SavedNumbers;
  restore(state: unknown): void;
}

/**
 * Small fast counting generator, 32-bit words (sfc32): passes PractRand, period at least 2^32 from every seed.
 *
 * @param seed an integer in [0, 2^32)
 * @see C. Doty-Humphrey, PractRand 0.94, `sfc32`
 */
export function random(seed: number): Random {
  checkInteger('random', 'seed', seed, 0, 0xffffffff);
  let a = 0;
  let b = seed | 0;
  let c = 0;
  let counter = 1;
  let spare = NaN; // the second normal of a pair

  function bits(): number {
    const sum = (a + b + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + sum;
    c |= 0;
    return sum >>> 0;
  }
  for (let i = 0; i < 12; i++) bits(); // mix the seed in

  function uniform(): number {
    const high = bits() >>> 5; // 27 bits
    return (high * 67108864 + (bits() >>> 6)) / 9007199254740992;
  }
  return {
    bits,
    uniform,
    normal() {
      if (!Number.isNaN(spare)) {
        const second = spare;
        spare = NaN;
        return second;
      }
      for (;;) {
        const u = 2 * uniform() - 1;
        const v = 2 * uniform() - 1;
        const s = u * u + v * v;
        if (s > 0 && s < 1) {
          const factor = Math.sqrt((-2 * Math.log(s)) / s);
          spare = v * factor;
          return u * factor;
        }
      }
    },
    save: () => saveNumbers([a, b, c, counter, spare]),
    restore(state) {
      const words = loadNumbers('random', state, 5);
      const [next] = words.splice(4);
      if (words.some(w => w !== (w | 0)) || next === Infinity || next === -Infinity) {
        throw new FormatError('format-state', 'random: the saved state is damaged');
      }
      [a, b, c, counter] = words;
      spare = next;
    },
  };
}
