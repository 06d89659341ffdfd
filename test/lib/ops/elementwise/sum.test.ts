import { expect } from 'chai';
import { tflite, tflm } from '../../../../lib/network.js';
import { random } from '../../../../lib/random.js';
import { exactMultiply } from '../network.js';
import { expectCases, runLayer } from '../tfliteCases.js';

const add = { type: 'add', activation: 'none' } as const;

describe('add and sub on codes', () => {
  it('equal TensorFlow Lite on int8, uint8 and int16, with every activation', () => {
    expect(expectCases('sum')).to.deep.equal({
      'add int8': 360,
      'sub int8': 360,
      'add uint8': 360,
      'sub uint8': 360,
      'add int16': 360,
      'sub int16': 360,
    });
  });

  it('are exact where the scales are powers of two: 3 / 2 + 2 / 4 = 4 / 2, and saturate', () => {
    const inputs = [
      { of: ['int8', 0.5, 0], shape: [3], x: [3, -3, 127] },
      { of: ['int8', 0.25, -1], shape: [3], x: [1, 1, 127] },
    ] as const;
    expect(runLayer(add, inputs, ['int8', 0.5, 10])).to.deep.equal([14, 8, 127]);
    expect(runLayer({ ...add, type: 'sub' }, inputs, ['int8', 0.5, 10])).to.deep.equal([12, 6, 73]);
  });

  it('subtract int16 codes with ratios of doubles in tflite, and of float32 numbers in tflm', () => {
    const seed = 12;
    const { uniform, bits } = random(seed);
    let differing = 0;
    for (let trial = 0; trial < 60; trial++) {
      const [a, b, out] = [0, 1, 2].map(() => Math.fround(0.001 + 0.002 * uniform()));
      const x = [0, 1].map(() => Array.from({ length: 200 }, () => (bits() % 65536) - 32768));
      const inputs = [a, b].map((scale, k) => ({ of: ['int16', scale, 0], shape: [200], x: x[k] }) as const);
      const twice = 2 * Math.max(a, b);
      const [doubles, floats] = [(r: number) => r, Math.fround].map(round =>
        x[0].map((_, i) => {
          const [p, q] = [a, b].map((scale, k) => exactMultiply(BigInt(x[k][i]) << 15n, round(scale / twice)));
          return Math.min(Math.max(Number(exactMultiply(p - q, twice / (2 ** 15 * out))), -32768), 32767);
        }),
      );
      const layer = { type: 'sub', activation: 'none' } as const;
      expect(runLayer(layer, inputs, ['int16', out, 0], tflite), `seed ${seed}`).to.deep.equal(doubles);
      expect(runLayer(layer, inputs, ['int16', out, 0], tflm), `seed ${seed}`).to.deep.equal(floats);
      differing += doubles.filter((q, i) => q !== floats[i]).length;
    }
    expect(differing).to.be.above(0);
  });

  it('repeat the smaller input: a row under every row, one number everywhere', () => {
    const x = { of: ['int16', 1, 0], shape: [2, 3], x: [1, 2, 3, 4, 5, 6] } as const;
    const row = { of: ['int16', 1, 0], shape: [3], x: [10, 20, 30] } as const;
    const one = { of: ['int16', 1, 0], shape: [], x: [100] } as const;
    expect(runLayer(add, [x, row], ['int16', 1, 0])).to.deep.equal([11, 22, 33, 14, 25, 36]);
    expect(runLayer(add, [one, x], ['int16', 1, 0])).to.deep.equal([101, 102, 103, 104, 105, 106]);
  });

  it('equal elementwise runs over more elements than a block holds', () => {
    const x = Array.from({ length: 600 }, (_, k) => (k % 255) - 127);
    const inputs = [
      { of: ['int8', 1, 0], shape: [600], x },
      { of: ['int8', 1, 0], shape: [600], x: x.map(q => 0 - q) },
    ] as const;
    expect(runLayer(add, inputs, ['int8', 1, 0])).to.deep.equal(x.map(() => 0));
  });
});
