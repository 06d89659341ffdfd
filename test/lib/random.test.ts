import { expect } from 'chai';
import { FormatError, OptionRangeError } from '../../lib/errors.js';
import { random } from '../../lib/random.js';

/** sfc32 of PractRand 0.94 in unbounded integers: seeded as `a = 0, b = low word, c = high word, counter = 1`. */
function* sfc32(seed: bigint): Generator<number> {
  const word = (x: bigint) => BigInt.asUintN(32, x);
  let [a, b, c, counter] = [0n, word(seed), seed >> 32n, 1n];
  for (let n = 0; ; n++) {
    const sum = word(a + b + counter);
    counter = word(counter + 1n);
    a = b ^ (b >> 9n);
    b = word(c + (c << 3n));
    c = word(word((c << 21n) | (c >> 11n)) + sum);
    if (n >= 12) yield Number(sum); // the first twelve only mix the seed in
  }
}

describe('random', () => {
  it('gives the words of sfc32', () => {
    for (const seed of [0, 1, 42, 0x80000000, 0xffffffff]) {
      const [ours, theirs] = [random(seed), sfc32(BigInt(seed))];
      for (let i = 0; i < 1000; i++) expect(ours.bits(), `seed ${seed}, word ${i}`).to.equal(theirs.next().value);
    }
  });

  it('makes a uniform number of 53 bits: 27 from one word, 26 from the next', () => {
    const [r, words] = [random(7), sfc32(7n)];
    const next = () => BigInt(words.next().value as number);
    for (let i = 0; i < 1000; i++) {
      const bits = ((next() >> 5n) << 26n) | (next() >> 6n);
      expect(r.uniform()).to.equal(Number(bits) / 2 ** 53);
    }
  });

  it('is uniform: mean 1/2 and variance 1/12 within 5 standard errors', () => {
    const n = 1e5;
    const r = random(3);
    let [sum, squares] = [0, 0];
    for (let i = 0; i < n; i++) {
      const u = r.uniform();
      expect(u >= 0 && u < 1).to.be.true;
      sum += u;
      squares += (u - 0.5) ** 2;
    }
    expect(sum / n).to.be.closeTo(1 / 2, 5 * Math.sqrt(1 / 12 / n));
    expect(squares / n).to.be.closeTo(1 / 12, 5 * Math.sqrt(1 / 180 / n)); // var((u - 1/2)^2) = 1/80 - 1/144
  });

  it('is standard normal: moments 0, 1, 0, 3 within 5 standard errors', () => {
    const n = 2e5;
    const r = random(4);
    const sums = [0, 0, 0, 0];
    for (let i = 0; i < n; i++) {
      const x = r.normal();
      for (let k = 0; k < 4; k++) sums[k] += x ** (k + 1);
    }
    // variances of x, x^2, x^3, x^4 under N(0, 1): 1, 2, 15, 96
    const expected = [0, 1, 0, 3];
    const variances = [1, 2, 15, 96];
    for (let k = 0; k < 4; k++) {
      expect(sums[k] / n, `moment ${k + 1}`).to.be.closeTo(expected[k], 5 * Math.sqrt(variances[k] / n));
    }
  });

  it('goes on after restore as if nothing had happened, between the two normals of a pair too', () => {
    for (const drawn of [0, 1, 2, 7]) {
      const r = random(5);
      for (let i = 0; i < drawn; i++) r.normal();
      const saved: unknown = JSON.parse(JSON.stringify(r.save()));
      const rest = Array.from({ length: 20 }, () => [r.normal(), r.uniform(), r.bits()]);
      const other = random(99);
      other.restore(saved);
      expect(Array.from({ length: 20 }, () => [other.normal(), other.uniform(), other.bits()])).to.deep.equal(rest);
    }
  });

  it('refuses seeds outside 32 bits', () => {
    for (const seed of [-1, 2 ** 32, 0.5, NaN]) expect(() => random(seed)).to.throw(OptionRangeError, /random: seed/);
  });

  it('refuses states that are not five numbers', () => {
    for (const state of [null, {}, [1, 2, 3, 4], [1, 2, 3, 4, 5, 6], [1, 2, 3, 4, '5'], 'abcde']) {
      expect(() => random(1).restore(state)).to.throw(FormatError, /^random: expected /);
    }
  });
});
