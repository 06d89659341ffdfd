import { executor as executorOf } from '../../executor.js';
import { expect } from 'chai';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { tflite } from '../../../../lib/network.js';
import type { IntegerNetwork } from '../../../../lib/network.js';
import { affineParams } from '../../../../lib/quantizers/index.js';
import { random } from '../../../../lib/random.js';
import { sharedData } from '../../../sharedData.js';
import { expNegative, multiplier, rdbpot, reciprocal, srdhm } from '../gemmlowp.js';
import { expectCases, runLayer } from '../tfliteCases.js';

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

function exactSoftmax(q: readonly number[], scale: number): number[] {
  const [m, left] = multiplier(Math.min(scale * 2 ** 26, 2 ** 31 - 1));
  const least = -((31n << 26n) >> BigInt(left));
  const largest = Math.max(...q);
  const power = (x: number): bigint | undefined => {
    const d = BigInt(x - largest);
    return d < least ? undefined : expNegative(srdhm(d << BigInt(left), m), 5);
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
      executorOf(network([size], scale)).run(row, out);
      expect([...out], `seed ${SEED}, row ${k}, scale ${scale}: ${row.join()}`).to.deep.equal(
        exactSoftmax([...row], scale),
      );
    }
  });

  it('lies within one step of the real softmax, row by row', () => {
    const generator = random(SEED + 1);
    const executor = executorOf(network([50, 6], 0.125));
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
    executorOf(network([1000], 1)).run(new Int8Array(1000), out);
    expect([...new Set(out)]).to.deep.equal([-128]); // 256 / 1000 rounds to 0
  });

  it('refuses rows whose sum could overflow, and scales too small to tell codes apart', () => {
    expect(() => executorOf(network([4096], 1))).to.throw(
      Error,
      'network: layer "y": rows must have at most 4095 entries: sums are Q12.19, got 4096',
    );
    expect(() => executorOf(network([4], 2 ** -27))).to.throw(Error, 'the input scale must be above 2^-26');
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
      executorOf(network([12], Math.fround(0.14469251))).run(logits, out);
      expect([...out]).to.deep.equal([...wanted]);
      rows++;
    }
    expect(rows).to.be.at.least(1);
  });
});

describe('softmax on codes', () => {
  it('equals TensorFlow Lite on int8, uint8 and int16, and from int8 to 16 bits', () => {
    expect(expectCases('softmax', tflite)).to.deep.equal({
      'softmax int8': 804,
      'softmax uint8': 336,
      'softmax int16': 564,
    });
  });

  it('refuses an output whose smallest code is not that of 0', () => {
    expect(() =>
      runLayer({ type: 'softmax', beta: 1 }, [{ of: ['int8', 1, 0], shape: [2], x: [0, 1] }], ['int16', 1 / 32768, 0]),
    ).to.throw(Error, 'the zero point of an output of 16 bits must be -32768, got 0');
  });
});
