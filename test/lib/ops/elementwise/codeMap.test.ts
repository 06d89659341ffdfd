import { expect } from 'chai';
import { codeMap, limitTo, realCode, realCodeOf, tabulated } from '../../../../lib/ops/elementwise/codeMap.js';
import { codes } from '../tfliteCases.js';

const tensor = <T extends Int8Array | Uint8Array | Int16Array>(type: 'int8' | 'uint8' | 'int16', data: T) => ({
  name: 'x',
  shape: [data.length],
  data,
  params: codes(type, 1),
});

describe('codeMap', () => {
  it('maps every code of 8 bits by a table made once', () => {
    for (const [type, data] of [
      ['int8', Int8Array.of(-128, -1, 127)],
      ['uint8', Uint8Array.of(0, 7, 255)],
    ] as const) {
      let calls = 0;
      const out = new Int16Array(3);
      const step = codeMap(tensor(type, data), tensor('int16', out), q => {
        calls++;
        return 2 * q;
      });
      step();
      step();
      expect([[...out], calls]).to.deep.equal([[...data].map(q => 2 * q), 256]);
    }
  });

  it('maps codes of 16 bits one by one', () => {
    const [x, out] = [Int16Array.of(-32768, 300), new Int16Array(2)];
    codeMap(tensor('int16', x), tensor('int16', out), q => q >> 1)();
    expect([...out]).to.deep.equal([-16384, 150]);
  });
});

describe('tabulated', () => {
  it('is the same function of int16 codes', () => {
    const of = tabulated(tensor('int16', new Int16Array(1)), q => limitTo(q + 1, -32768, 32767));
    expect([-32768, -1, 0, 32767].map(of)).to.deep.equal([-32767, 0, 1, 32767]);
  });
});

describe('realCode', () => {
  it('rounds half away from zero in float32, saturates, and makes the smallest code of NaN', () => {
    const of = realCode(codes('int8', 0.5, 1), codes('int8', 1, 2), x => (x > 50 ? NaN : x));
    expect([1, 2, 0, 4, -128, 127].map(of)).to.deep.equal([2, 3, 1, 4, -63, -128]);
  });
});

describe('realCodeOf', () => {
  it('is the code of a real number, of infinities the ends', () => {
    const params = codes('uint8', 0.25, 10);
    expect([0, 1, -0.125, Infinity, -Infinity].map(x => realCodeOf(params, x))).to.deep.equal([10, 14, 9, 255, 0]);
  });
});
