import { executor as executorOf } from '../../executor.js';
import { expect } from 'chai';

import type { MatMul, Network } from '../../../../lib/network.js';
import { type AffineParams, type Codes, newCodes } from '../../../../lib/qparams.js';
import { random } from '../../../../lib/random.js';
import { codesIn, draws, exactCode, INT16, INT8, UINT8 } from '../exactLayer.js';

const SEED = 79;

interface Operand {
  readonly shape: readonly number[];
  readonly params: AffineParams;
}

function build(a: Operand, b: Operand, layer: Omit<MatMul, 'name' | 'inputs'>) {
  const network: Network = {
    name: 'one',
    arithmetic: 'integer',
    inputs: [
      { name: 'a', ...a },
      { name: 'b', ...b },
    ],
    layers: [{ name: 'y', inputs: ['a', 'b'], ...layer }],
    outputs: ['y'],
  };
  return executorOf(network);
}

describe('matMul on codes', () => {
  it('equals BigInt sums on 300 seeded products: both operands with zero points, transposed, broadcast', () => {
    const { between, of, scale, codes } = draws(random(SEED));
    for (let k = 0; k < 300; k++) {
      const [n, inner, m] = [between(1, 6), between(1, 40), between(1, 9)];
      const [transposeA, transposeB] = [of(true, false), of(true, false)];
      const [leadA, leadB] = of([[], []], [[3], [3]], [[1], [2]], [[2, 1], [3]]);
      const operand = () =>
        of(
          codesIn(INT8, [scale(0.01, 0.1)], [between(-128, 127)]),
          codesIn(UINT8, [scale(0.01, 0.1)], [between(0, 255)]),
          codesIn(INT16, [scale(0.0001, 0.001)], [0]),
        );
      const [pa, pb] = [operand(), operand()];
      const wide = [pa, pb].some(p => p.qmax > 255);
      const output = of(codesIn(INT8, [scale(1, 4)], [between(-128, 127)]), codesIn(INT16, [scale(0.01, 0.1)], [0]));
      const a = { shape: [...leadA, ...(transposeA ? [inner, n] : [n, inner])], params: pa };
      const b = { shape: [...leadB, ...(transposeB ? [m, inner] : [inner, m])], params: pb };
      const executor = build(a, b, { type: 'matMul', params: output, transposeA, transposeB });
      const size = (shape: readonly number[]) => shape.reduce((p, q) => p * q, 1);
      const [x, y] = [codes(pa, size(a.shape)), codes(pb, size(b.shape))];
      const lead = executor.outputs[0].shape.slice(0, -2);
      const out = newCodes(output, size(executor.outputs[0].shape));
      executor.run([x, y], [out]);

      const at = (q: Codes, shape: readonly number[], batch: readonly number[], row: number, column: number) => {
        const own = shape.slice(0, -2);
        const index = own.reduce(
          (sum, axis, d) => sum * axis + (axis === 1 ? 0 : batch[batch.length - own.length + d]),
          0,
        );
        const [rows, columns] = shape.slice(-2);
        return q[(index * rows + row) * columns + column];
      };
      const wanted: number[] = [];
      for (let batch = 0; batch < size(lead); batch++) {
        const indices = lead.map((axis, d) => Math.floor(batch / size(lead.slice(d + 1))) % axis);
        for (let i = 0; i < n; i++) {
          for (let j = 0; j < m; j++) {
            let acc = 0n;
            for (let t = 0; t < inner; t++) {
              const left = at(x, a.shape, indices, ...(transposeA ? ([t, i] as const) : ([i, t] as const)));
              const right = at(y, b.shape, indices, ...(transposeB ? ([j, t] as const) : ([t, j] as const)));
              acc += BigInt(left - pa.zeroPoint[0]) * BigInt(right - pb.zeroPoint[0]);
            }
            wanted.push(exactCode(acc, (pa.scale[0] * pb.scale[0]) / output.scale[0], wide, 'none', output));
          }
        }
      }
      const what = JSON.stringify({ n, inner, m, transposeA, transposeB, leadA, leadB, pa, pb });
      expect([...out], `seed ${SEED}, product ${k}: ${what}`).to.deep.equal(wanted);
    }
  });

  it('takes up both operands anew in every run', () => {
    const one = codesIn(INT8, [1], [0]);
    const executor = build(
      { shape: [1, 1], params: one },
      { shape: [1, 1], params: one },
      { type: 'matMul', params: one, transposeA: false, transposeB: false },
    );
    const out = new Int8Array(1);
    executor.run([Int8Array.of(2), Int8Array.of(3)], [out]);
    expect(out[0]).to.equal(6);
    executor.run([Int8Array.of(2), Int8Array.of(-5)], [out]);
    expect(out[0]).to.equal(-10);
  });

  it('proves that int32 holds every sum of 8-bit products', () => {
    // 255 * 255 * 33,025 = 2,147,450,625 fits, one more product does not
    const bytes = codesIn(UINT8, [1], [0]);
    const long = (inner: number) => () =>
      build(
        { shape: [1, inner], params: bytes },
        { shape: [inner, 1], params: bytes },
        { type: 'matMul', params: codesIn(INT8, [2 ** 24], [0]), transposeA: false, transposeB: false },
      );
    expect(long(33025)).not.to.throw();
    expect(long(33026)).to.throw(Error, 'layer "y": the accumulator of output channel 0 must fit int32');
  });
});
