import { expect } from 'chai';
import { tabulated } from '../../../../lib/ops/elementwise/tabulated.js';
import { codes } from '../tfliteCases.js';

const tensor = (...of: Parameters<typeof codes>) => ({ name: 'x', shape: [1], params: codes(...of) });

describe('tabulated', () => {
  it('lists every code of the type, in codes of the output, and calls the function no more', () => {
    for (const [type, first, count] of [
      ['int8', -128, 256],
      ['uint8', 0, 256],
      ['int16', -32768, 65536],
    ] as const) {
      let calls = 0;
      const lowered = tabulated(tensor(type, 1), tensor('int32', 1), q => {
        calls++;
        return 3 * q;
      });
      const values = Int32Array.from({ length: count }, (_, k) => 3 * (first + k));
      expect(lowered).to.deep.equal({ kernel: 'table', constants: { first, values } });
      expect(calls).to.equal(count);
    }
  });
});
