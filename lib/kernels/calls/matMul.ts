import type { Codes } from '../../qparams.js';
import { lessZeroPoint } from '../lessZeroPoint.js';
import type { Kernel } from '../kernel.js';
import { type AccumulatorConstants, accumulators } from '../sums/accumulators.js';
import { fieldPlan, product } from '../sums/product.js';
import { peakOf, type SampleRange } from '../sums/sampleRange.js';

/** Products of matrices A (n, inner) and B (inner, m). */
export interface MatMulConstants extends Omit<AccumulatorConstants, 'bias'> {
  readonly n: number;
  readonly inner: number;
  readonly m: number;
  readonly a: Operand;
  readonly b: Operand;
}

/** One of the two factors. */
export interface Operand {
  /** Whether its matrices lie with rows and columns exchanged. */
  readonly transposed: boolean;
  /** Where its matrix begins for each matrix of the output. */
  readonly matrices: Int32Array;
  /** Code of zero. */
  readonly zeroPoint: number;
  /** What its codes less the zero point can be. */
  readonly samples: SampleRange;
}

/** Products of matrices of codes, either of which may have a zero point. */
export const matMul: Kernel<MatMulConstants> = (constants, [a, b], [made], tools) => {
  const { n, inner, m, a: first, b: second } = constants;
  const acc = accumulators({ ...constants, bias: new Int32Array(m) }, tools);
  const stepA = first.transposed ? n : 1;
  const rowA = first.transposed ? 1 : inner;
  const matrix = product(
    {
      rows: m,
      layout: second.transposed ? { row: inner, tap: 1 } : { row: 1, tap: m },
      offsets: Int32Array.from({ length: inner }, (_, i) => i * stepA),
      plan: fieldPlan(new Int32Array(inner).fill(peakOf(second.samples)), inner, peakOf(first.samples), m),
      channel: 0,
    },
    acc,
  );
  const [x, y] = [new Int16Array(a.length), new Int16Array(b.length)];
  const [matricesA, matricesB] = [first.matrices, second.matrices];
  const [zeroA, zeroB] = [first.zeroPoint, second.zeroPoint];
  const [out, size] = [made as Codes, n * m];
  return () => {
    lessZeroPoint(a as Codes, zeroA, x);
    lessZeroPoint(b as Codes, zeroB, y);
    for (let k = 0, base = 0; k < matricesA.length; k++, base += size) {
      // B changes between runs, and mostly from matrix to matrix
      if (k === 0 || matricesB[k] !== matricesB[k - 1]) matrix.load(y, matricesB[k]);
      const from = matricesA[k];
      let i = 0;
      for (; i + 1 < n; i += 2) {
        matrix.twice(x, from + i * rowA, from + (i + 1) * rowA);
        acc.store(0, out, base + i * m);
        acc.store(1, out, base + (i + 1) * m);
      }
      if (i < n) {
        matrix.once(x, from + i * rowA);
        acc.store(0, out, base + i * m);
      }
    }
  };
};
