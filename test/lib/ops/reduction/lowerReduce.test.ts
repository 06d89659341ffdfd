import { expect } from 'chai';
import { single } from '../../../../lib/network.js';
import { random } from '../../../../lib/random.js';
import { exactMultiply } from '../network.js';
import { expectCases, runLayer } from '../tfliteCases.js';

const SEED = 12;
const rows = { axes: [1], keepAxes: false };

describe('the reducing layers on codes', () => {
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

  it('multiply factor by factor, as TensorFlow Lite scales each: 300 seeded products each, in integers of any size', () => {
    const generator = random(SEED + 1);
    for (const [type, size, zeroPoint, scale, outScale] of [
      ['int8', 256, 5, 0.03, 0.4],
      ['uint8', 256, 131, 0.03, 0.4],
      ['int16', 65536, 0, 0.0001, 0.002],
    ] as const) {
      const [rowsOf, factors] = [300, 4];
      const low = type === 'uint8' ? 0 : -size / 2;
      const x = Array.from({ length: rowsOf * factors }, () => low + (generator.bits() % size));
      const [from, to] = [scale, outScale].map(Math.fround);
      // GetQuantProdScaling, QuantizeMultiplier, MultiplyByQuantizedMultiplier for int64: a multiplier of 15 bits, one rounding
      const real = from / to ** (1 / factors);
      const exponent = Math.floor(Math.log2(real)) + 1;
      const multiplier = BigInt(Math.floor((real / 2 ** exponent) * 2 ** 31 + 0.5));
      const reduced = multiplier < 0x7fff0000n ? (multiplier + 0x8000n) >> 16n : 0x7fffn;
      const shift = 15n - BigInt(exponent);
      const scaled = (value: bigint) => (value * reduced + (1n << (shift - 1n))) >> shift;
      const wanted = Array.from({ length: rowsOf }, (_, k) => {
        const [first, ...others] = x.slice(factors * k, factors * (k + 1)).map(q => BigInt(q - zeroPoint));
        const product = others.reduce((value, factor) => scaled(value * factor), first);
        return Math.min(Math.max(Number(scaled(product)) + zeroPoint, low), low + size - 1);
      });
      expect(new Set(wanted).size).to.be.above(50);
      const input = { of: [type, scale, zeroPoint], shape: [rowsOf, factors], x } as const;
      const got = runLayer({ type: 'reduceProd', ...rows }, [input], [type, outScale, zeroPoint]);
      expect(got, type).to.deep.equal(wanted);
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
