import { expect } from 'chai';
import { single } from '../../../../lib/network.js';
import { random } from '../../../../lib/random.js';
import { exactMultiply } from '../network.js';
import { expectCases, runLayer } from '../tfliteCases.js';

const SEED = 12;
const rows = { axes: [1], keepAxes: false };

describe('reduceMean, reduceSum, reduceMax and reduceMin on codes', () => {
  it('equal TensorFlow Lite on int8, uint8 and int16, over any axes', () => {
    const compared = expectCases('reduce');
    expect(Object.keys(compared)).to.have.members([
      ...['reduceMean', 'reduceMax', 'reduceMin'].flatMap(op => ['int8', 'uint8', 'int16'].map(of => `${op} ${of}`)),
      'reduceSum uint8',
    ]);
  });

  it('sum int8 and int16 as uint8: 200 seeded sums each equal exact arithmetic', () => {
    const generator = random(SEED);
    for (const [type, size, zeroPoint] of [
      ['int8', 256, 5],
      ['int16', 65536, 0],
    ] as const) {
      const x = Array.from({ length: 200 * 9 }, () => (generator.bits() % size) - size / 2);
      const [scale, outScale] = [0.013, 0.041].map(Math.fround);
      const wanted = Array.from({ length: 200 }, (_, k) => {
        const sum = x.slice(9 * k, 9 * k + 9).reduce((total, q) => total + q - zeroPoint, 0);
        const y = Number(exactMultiply(BigInt(sum), scale / outScale)) + zeroPoint;
        return Math.min(Math.max(y, -size / 2), size / 2 - 1);
      });
      const input = { of: [type, scale, zeroPoint], shape: [200, 9], x } as const;
      const got = runLayer({ type: 'reduceSum', ...rows }, [input], [type, outScale, zeroPoint]);
      expect(got, `${type}, seed ${SEED}`).to.deep.equal(wanted);
    }
  });

  it('round means of the same params as the dialect does: -6 / 4 = -2, away from zero, or -1, towards +infinity', () => {
    const input = { of: ['int8', 1, 0], shape: [2, 4], x: [-1, -2, -2, -1, 2, 3, 3, 2] } as const;
    expect(runLayer({ type: 'reduceMean', ...rows }, [input], ['int8', 1, 0])).to.deep.equal([-2, 3]);
    expect(runLayer({ type: 'reduceMean', ...rows }, [input], ['int8', 1, 0], single)).to.deep.equal([-1, 3]);
  });

  it('refuse sums that could leave int32', () => {
    const input = { of: ['int16', 1, 0], shape: [1, 65536], x: new Array<number>(65536).fill(0) } as const;
    expect(() => runLayer({ type: 'reduceMean', ...rows }, [input], ['int16', 1, 0])).to.throw(
      Error,
      'sums must stay within int32, got up to 2147483648',
    );
  });
});
