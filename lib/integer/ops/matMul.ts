import { lessZeroPoint } from '../../kernels/lessZeroPoint.js';
import { matrixOffsets } from '../../network/layers/matMul.js';
import type { MatMul } from '../../network/network.js';
import { layerNamed } from '../../network/networkError.js';
import { peakOf, productRange } from './accumulatorRange.js';
import { accumulators } from './accumulators.js';
import { codesOf, type IntegerOp, widthOf } from './integerOp.js';
import { fieldPlan, product } from './product.js';
import { centredRange } from './weighted.js';

/** Product of matrices of codes, either of which may have a zero point; int16 codes are summed in 48 bits. */
export const matMulOp: IntegerOp<MatMul> = {
  type: 'matMul',
  prepare(layer, inputs, made, { dialect }) {
    const [a, b] = inputs.map(input => codesOf(layer, input, 'int8', 'uint8', 'int16', 'uint16'));
    const output = codesOf(layer, made);
    const [n, m] = output.shape.slice(-2);
    const inner = a.shape[a.shape.length - (layer.transposeA ? 2 : 1)];
    const scale = a.params.scale[0] * b.params.scale[0];
    const [rangeA, rangeB] = [a, b].map(operand => centredRange(layerNamed(layer), operand.params));
    const range = productRange(inner, rangeA, rangeB);
    const acc = accumulators(
      {
        layer,
        scales: new Array<number>(m).fill(scale),
        bias: new Int32Array(m),
        range: { least: new Array<number>(m).fill(range.least), most: new Array<number>(m).fill(range.most) },
        wide: [a, b].some(({ params }) => widthOf(params) === 'int16' || widthOf(params) === 'uint16'),
      },
      output,
      dialect,
    );
    const stepA = layer.transposeA ? n : 1;
    const matrix = product(
      {
        rows: m,
        layout: layer.transposeB ? { row: inner, tap: 1 } : { row: 1, tap: m },
        offsets: Int32Array.from({ length: inner }, (_, i) => i * stepA),
        plan: fieldPlan(new Int32Array(inner).fill(peakOf(rangeB)), inner, peakOf(rangeA), m),
        channel: 0,
      },
      acc,
    );
    const [x, y] = [new Int16Array(a.data.length), new Int16Array(b.data.length)];
    const [matricesA, matricesB] = [matrixOffsets(a.shape, output.shape), matrixOffsets(b.shape, output.shape)];
    const rowA = layer.transposeA ? 1 : inner;
    const [out, size] = [output.data, n * m];
    const [zeroA, zeroB] = [a.params.zeroPoint[0], b.params.zeroPoint[0]];
    return () => {
      lessZeroPoint(a.data, zeroA, x);
      lessZeroPoint(b.data, zeroB, y);
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
  },
};
