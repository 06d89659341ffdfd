import { expect } from 'chai';
import { random } from '../../../../lib/random.js';
import { logistic, multiplier, rdbpot, srdhm, tanh } from '../gemmlowp.js';
import { type Encoded, expectCases, runLayer } from '../tfliteCases.js';

const SEED = 300;

/** TensorFlow Lite's 8-bit logistic or tanh in fixed point: input Q4.27, saturated beyond 15. */
function fixedPoint(f: (x: bigint) => bigint, c: number, scale: number, shift: bigint, zero: number): number {
  const [m, left] = multiplier(scale * 2 ** 27);
  const radius = Math.floor((15 * 2 ** 27) / 2 ** left);
  if (c <= -radius) return -128;
  if (c >= radius) return 127;
  const q = Number(rdbpot(f(srdhm(BigInt(c) << BigInt(left), m)), shift)) + zero;
  return Math.min(q, 127);
}

describe('logistic and tanh on codes', () => {
  it('equal TensorFlow Lite on all codes of int8 and uint8 and on int16, scales near powers of two among them', () => {
    expect(expectCases('sigmoid')).to.deep.equal({
      'logistic int8': 768,
      'logistic uint8': 768,
      'logistic int16': 1200,
      'tanh int8': 768,
      'tanh uint8': 768,
      'tanh int16': 1200,
    });
  });

  it('equal gemmlowp fixed point in BigInt on 300 seeded scales times all int8 codes', () => {
    const generator = random(SEED);
    const x = Array.from({ length: 256 }, (_, k) => k - 128);
    for (let k = 0; k < 300; k++) {
      const scale = Math.fround(2 ** (-10 + 9 * generator.uniform()));
      const zeroPoint = (generator.bits() % 256) - 128;
      const input = { of: ['int8', scale, zeroPoint] satisfies Encoded, shape: [256], x };
      const where = `seed ${SEED}, scale ${scale}, zero point ${zeroPoint}`;
      expect(runLayer({ type: 'logistic' }, [input], ['int8', 1 / 256, -128]), where).to.deep.equal(
        x.map(q => fixedPoint(logistic, q - zeroPoint, scale, 23n, -128)),
      );
      expect(runLayer({ type: 'tanh' }, [input], ['int8', 1 / 128, 0]), where).to.deep.equal(
        x.map(q => fixedPoint(tanh, q - zeroPoint, scale, 24n, 0)),
      );
    }
  });

  it('saturate on int16 codes of scales beyond the table', () => {
    const input = { of: ['int16', 1000, 0], shape: [4], x: [-32768, -1, 1, 32767] } as const;
    expect(runLayer({ type: 'logistic' }, [input], ['int16', 1 / 32768, 0])).to.deep.equal([1, 1, 32767, 32767]); // the table ends at 32767, so that its complement is 1
    expect(runLayer({ type: 'tanh' }, [input], ['int16', 1 / 32768, 0])).to.deep.equal([-32767, -32767, 32767, 32767]);
  });
});
