import { expect } from 'chai';
import { tflite } from '../../../../lib/network.js';
import { random } from '../../../../lib/random.js';
import { exactMultiply } from '../network.js';
import { expectCases, runLayer } from '../tfliteCases.js';

const mul = { type: 'mul', activation: 'none' } as const;
const SEED = 31;

describe('mul on codes', () => {
  it('equals TensorFlow Lite on int8, uint8 and int16, with every activation', () => {
    expect(expectCases('mul', tflite)).to.deep.equal({ 'mul int8': 360, 'mul uint8': 360, 'mul int16': 360 });
  });

  it('takes the multiplier of TensorFlow Lite Micro from doubles: 20,000 seeded int16 products equal exact arithmetic', () => {
    const generator = random(SEED);
    const draw = (length: number) => Array.from({ length }, () => (generator.bits() % 65536) - 32768);
    for (let k = 0; k < 20; k++) {
      const [a, b] = [draw(1000), draw(1000)];
      const [scaleA, scaleB] = [1, 2].map(() => Math.fround(2 ** (-12 + 4 * generator.uniform())));
      const scale = Math.fround(scaleA * scaleB * 30000);
      const inputs = [
        { of: ['int16', scaleA, 0], shape: [1000], x: a },
        { of: ['int16', scaleB, 0], shape: [1000], x: b },
      ] as const;
      const wanted = a.map((q, i) => {
        const y = Number(exactMultiply(BigInt(q * b[i]), (scaleA * scaleB) / scale));
        return Math.min(Math.max(y, -32768), 32767);
      });
      expect(runLayer(mul, inputs, ['int16', scale, 0]), `seed ${SEED}, ${k}`).to.deep.equal(wanted);
    }
  });

  it('repeats the smaller input: a gain a channel', () => {
    const x = { of: ['int8', 1, 1], shape: [2, 2], x: [2, 3, 4, 5] } as const;
    const gains = { of: ['int8', 0.5, 0], shape: [2], x: [2, -4] } as const;
    expect(runLayer(mul, [x, gains], ['int8', 1, 0])).to.deep.equal([1, -4, 3, -8]);
  });
});
