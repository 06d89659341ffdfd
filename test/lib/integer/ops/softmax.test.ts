import { expect } from 'chai';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { integerExecutor } from '../../../../lib/integer/index.js';
import type { IntegerNetwork } from '../../../../lib/network/index.js';
import { affineParams } from '../../../../lib/quantizers/index.js';
import { random } from '../../../../lib/random.js';
import { sharedData } from '../../../sharedData.js';

const SEED = 404;

function network(shape: number[], scale: number): IntegerNetwork {
  return {
    name: 'softmax',
    arithmetic: 'integer',
    inputs: [{ name: 'x', shape, params: affineParams({ scale, zeroPoint: 7 }) }],
    layers: [
      { type: 'softmax', name: 'y', inputs: ['x'], beta: 1, params: affineParams({ scale: 1 / 256, zeroPoint: -128 }) },
    ],
    outputs: ['y'],
  };
}

// gemmlowp and TensorFlow Lite in BigInt, straight from their formulas: one element at a time, no tables

const [MIN, MAX] = [-(1n << 31n), (1n << 31n) - 1n];
const abs = (x: bigint) => (x < 0n ? -x : x);

function srdhm(a: bigint, b: bigint): bigint {
  if (a === MIN && b === MIN) return MAX;
  return (a * b + (a * b >= 0n ? 1n << 30n : 1n - (1n << 30n))) / (1n << 31n);
}

function rdbpot(x: bigint, e: bigint): bigint {
  const q = (2n * abs(x) + (1n << e)) >> (e + 1n);
  return x < 0n ? -q : q;
}
const saturate = (x: bigint) => (x > MAX ? MAX : x < MIN ? MIN : x);

function expInterval(a: bigint): bigint {
  const [c, third] = [1895147668n, 715827883n];
  const x = a + (1n << 28n);
  const x2 = srdhm(x, x);
  const x3 = srdhm(x2, x);
  const x4 = srdhm(x2, x2);
  const sum = rdbpot(srdhm(rdbpot(x4, 2n) + x3, third) + x2, 1n);
  return c + srdhm(c, x + sum);
}

function expNegative(a: bigint): bigint {
  const quarter = 1n << 24n;
  const rest = BigInt.asUintN(24, a) - quarter;
  let result = expInterval(rest << 5n);
  const remainder = rest - a;
  const factors = [1672461947n, 1302514674n, 790015084n, 290630308n, 39332535n, 720401n, 242n];
  factors.forEach((factor, k) => {
    if ((remainder >> BigInt(24 + k)) & 1n) result = srdhm(result, factor);
  });
  return a === 0n ? MAX : result;
}

function reciprocal(a: bigint): bigint {
  const sum = a + MAX;
  const half = (sum + (sum >= 0n ? 1n : -1n)) / 2n;
  let x = 1515870810n + srdhm(half, -1010580540n);
  for (let k = 0; k < 3; k++) x += saturate(srdhm(x, (1n << 29n) - srdhm(half, x)) << 2n);
  return saturate(x << 1n);
}
/** The multiplier of a real number, by exact integer division of the double's significand. */
function multiplier(real: number): [m: bigint, shift: number] {
  let shift = 0;
  while (real * 2 ** -shift >= 1) shift++;
  const scaled = BigInt(real * 2 ** -shift * 2 ** 53); // in [2^52, 2^53)
  const m = (scaled + (1n << 21n)) >> 22n;
  return m === 1n << 31n ? [m >> 1n, shift + 1] : [m, shift];
}

function exactSoftmax(q: readonly number[], scale: number): number[] {
  const [m, left] = multiplier(Math.min(scale * 2 ** 26, 2 ** 31 - 1));
  const least = -((31n << 26n) >> BigInt(left));
  const largest = Math.max(...q);
  const power = (x: number): bigint | undefined => {
    const d = BigInt(x - largest);
    return d < least ? undefined : expNegative(srdhm(d << BigInt(left), m));
  };
  const sum = q.reduce((total, x) => total + rdbpot(power(x) ?? 0n, 12n), 0n);
  const headroom = BigInt(32 - sum.toString(2).length);
  const inverse = reciprocal((sum << headroom) - (1n << 31n));
  return q.map(x => {
    const e = power(x);
    if (e === undefined) return -128;
    const value = rdbpot(srdhm(inverse, e), 12n - headroom + 31n - 8n) - 128n;
    return Number(value > 127n ? 127n : value < -128n ? -128n : value);
  });
}

describe('softmax on int8', () => {
  it('equals gemmlowp in BigInt on 3,000 seeded rows of 1 to 40 entries, scales 2^-12 to 4', () => {
    const generator = random(SEED);
    for (let k = 0; k < 3000; k++) {
      const scale = Math.fround(2 ** (-12 + 14 * generator.uniform()));
      const size = 1 + (generator.bits() % 40);
      const spread = 1 + (generator.bits() % 256);
      const row = Int8Array.from({ length: size }, () => (generator.bits() % spread) - 128 + (k % (257 - spread)));
      const out = new Int8Array(size);
      integerExecutor(network([size], scale)).run(row, out);
      expect([...out], `seed ${SEED}, row ${k}, scale ${scale}: ${row.join()}`).to.deep.equal(
        exactSoftmax([...row], scale),
      );
    }
  });

  it('lies within one step of the real softmax, row by row', () => {
    const generator = random(SEED + 1);
    const executor = integerExecutor(network([50, 6], 0.125));
    const x = new Int8Array(300).map(() => (generator.bits() % 100) - 50);
    const out = new Int8Array(300);
    executor.run(x, out);
    for (let r = 0; r < 50; r++) {
      const powers = Array.from(x.subarray(6 * r, 6 * r + 6), q => Math.exp(0.125 * q));
      const sum = powers.reduce((a, b) => a + b);
      powers.forEach((p, i) => expect(Math.abs((out[6 * r + i] + 128) / 256 - p / sum)).to.be.at.most(1 / 256));
    }
  });

  it('spreads evenly over 1,000 equal entries, whose sum has a leading bit beyond the reference range', () => {
    const out = new Int8Array(1000);
    integerExecutor(network([1000], 1)).run(new Int8Array(1000), out);
    expect([...new Set(out)]).to.deep.equal([-128]); // 256 / 1000 rounds to 0
  });

  it('refuses rows whose sum could overflow, and scales too small to tell codes apart', () => {
    expect(() => integerExecutor(network([4096], 1))).to.throw(
      Error,
      'network: layer "y": rows must have at most 4095 entries: sums are Q12.19, got 4096',
    );
    expect(() => integerExecutor(network([4], 2 ** -27))).to.throw(Error, 'the input scale must be above 2^-26');
  });

  it('equals what TensorFlow Lite Micro computed for keyword spotting', function () {
    const data = sharedData();
    if (!data) this.skip();
    const folder = join(data, 'oracle', 'kws_ref_model_int8');
    const read = (name: string): unknown => JSON.parse(readFileSync(join(folder, name), 'utf8'));
    const tensors = read('tensors.json') as { record: number; tensor: number; offset: number; bytes: number }[];
    const bytes = new Int8Array(readFileSync(join(folder, 'tensors.bin')));
    const of = (record: number, tensor: number) => {
      const found = tensors.find(t => t.record === record && t.tensor === tensor);
      return found && bytes.subarray(found.offset, found.offset + found.bytes);
    };
    let rows = 0;
    for (let record = 0; ; record++) {
      const [logits, wanted] = [of(record, 33), of(record, 34)];
      if (!logits || !wanted) break;
      const out = new Int8Array(12);
      integerExecutor(network([12], Math.fround(0.14469251))).run(logits, out);
      expect([...out]).to.deep.equal([...wanted]);
      rows++;
    }
    expect(rows).to.be.at.least(1);
  });
});
