import { expect } from 'chai';
import { random } from '../../../../lib/random.js';
import { exactMultiply } from '../network.js';
import { type Encoded, expectCases, runLayer } from '../tfliteCases.js';

const SEED = 77;

describe('prelu on codes', () => {
  it('equals TensorFlow Lite on int8 and uint8', () => {
    expect(expectCases('prelu')).to.deep.equal({ 'prelu int8': 192, 'prelu uint8': 192 });
  });

  it('takes int8 slopes under int16 codes, as TensorFlow Lite Micro has it: 4,000 seeded codes equal exact arithmetic', () => {
    const generator = random(SEED);
    const x = Array.from({ length: 4000 }, () => (generator.bits() % 65536) - 32768);
    const slopes = [-128, -3, 0, 127];
    const [scale, slopeScale, outScale] = [0.0011, 0.007, 0.0009].map(Math.fround);
    const slope = { of: ['int8', slopeScale, 2] satisfies Encoded, shape: [4], x: slopes };
    const wanted = x.map((q, i) => {
      const y =
        q < 0
          ? exactMultiply(BigInt(q * (slopes[i % 4] - 2)), (scale * slopeScale) / outScale)
          : exactMultiply(BigInt(q), scale / outScale);
      return Math.min(Math.max(Number(y), -32768), 32767);
    });
    const input = { of: ['int16', scale, 0], shape: [1000, 4], x } as const;
    const got = runLayer({ type: 'prelu', slope }, [input], ['int16', outScale, 0]);
    expect(got, `seed ${SEED}`).to.deep.equal(wanted);
  });

  it('refuses slopes that are real numbers', () => {
    const input = { of: ['int8', 1, 0], shape: [1], x: [0] } as const;
    const slope = { of: ['float32'] satisfies Encoded, shape: [1], x: [0.5] };
    expect(() => runLayer({ type: 'prelu', slope }, [input], ['int8', 1, 0])).to.throw(
      Error,
      'slope must hold codes of one scale, got "Float32Array"',
    );
  });
});
