import { checkBoolean } from '../../check.js';
import type { MatMul } from '../../graph/network.js';
import { layerNamed, networkError } from '../../graph/networkError.js';
import { broadcast, elementsOf, type Shape, showShape, stridesOf } from '../../graph/tensor.js';
import { checkOptions, type OptionKeys } from '../../options.js';
import { type Op, requireInputs } from '../op.js';
import type { LayerPlan, LayerPlanOptions } from '../layerPlan.js';
import { offsets } from '../../kernels/offsets.js';
import { productRange } from '../../plan/accumulatorRange.js';
import { codesOf, widthOf } from '../codes.js';
import { centredRange } from './lowerSums.js';
import { sumsToCodes } from './sumsToCodes.js';
import { columns, whole } from '../time.js';

/** The product of two matrices, or of a batch of them. */
export const matMulOp: Op<MatMul> = {
  type: 'matMul',
  traits: { codes: 'own', action: 'sum' },
  time({ transposeA, transposeB }, [a, b], output) {
    const [rows, columnsOfB] = [a.shape.length - (transposeA ? 1 : 2), b.shape.length - (transposeB ? 2 : 1)];
    if (b.axis === undefined && a.axis === rows) return columns(output.length - 2);
    if (a.axis === undefined && b.axis === columnsOfB) return columns(output.length - 1);
    return whole('multiplies matrices of the whole window');
  },
  read: fields => ({ transposeA: fields.boolean('transposeA'), transposeB: fields.boolean('transposeB') }),
  shape(layer, inputs) {
    requireInputs(layer, inputs, 2);
    const shown = inputs.map(showShape).join(' and ');
    if (inputs.some(shape => shape.length < 2)) throw networkError(layerNamed(layer), 'takes matrices', shown);
    const [a, b] = inputs;
    const [n, inner] = matrix(a, layer.transposeA);
    const [rows, m] = matrix(b, layer.transposeB);
    const lead = broadcast(a.slice(0, -2), b.slice(0, -2));
    if (inner !== rows || !lead) {
      const rule = `inputs must be (..., ${layer.transposeA ? 'k, n' : 'n, k'}) and (..., ${layer.transposeB ? 'm, k' : 'k, m'})`;
      throw networkError(layerNamed(layer), `${rule}, leading axes that broadcast`, shown);
    }
    return [...lead, n, m];
  },
  macs: ({ transposeA }, [a], output) => elementsOf(output) * matrix(a, transposeA)[1],
  integer(layer, inputs, made, dialect) {
    const [a, b] = inputs.map(input => codesOf(layer, input, 'int8', 'uint8', 'int16', 'uint16'));
    const output = codesOf(layer, made);
    const [n, m] = output.shape.slice(-2);
    const [, inner] = matrix(a.shape, layer.transposeA);
    const bytes = [a, b, output].every(({ params }) => widthOf(params) === 'int8');
    const bare = dialect.rules.matrices === 'first' && bytes && !layer.transposeA;
    const [first, second] = [a, b].map(({ shape, params: own }, k) => {
      const params = bare && k === 1 ? { ...own, zeroPoint: [0] } : own;
      return {
        transposed: k === 0 ? layer.transposeA : layer.transposeB,
        matrices: matrixOffsets(shape, output.shape),
        zeroPoint: params.zeroPoint[0],
        samples: centredRange(layerNamed(layer), params),
      };
    });
    const { least, most } = productRange(inner, first.samples, second.samples);
    const range = { least: [least], most: [most] };
    const wide = [a, b].some(({ params }) => ['int16', 'uint16'].includes(widthOf(params)));
    const scales = [a.params.scale[0] * b.params.scale[0]];
    const requantization = sumsToCodes({ layer, use: 'sum', scales, range, wide }, output, dialect);
    return {
      kernel: 'matMul',
      constants: { n, inner, m, a: first, b: second, wide, requantization },
      accumulators: [{ ...range, width: wide ? 48 : 32 }],
    };
  },
  float({ transposeA, transposeB }, [{ data: x, shape: a }, { data: y, shape: b }], { data: out, shape }) {
    const [n, m] = shape.slice(-2);
    const [, inner] = matrix(a, transposeA);
    const [rowA, stepA] = transposeA ? [1, n] : [inner, 1];
    const [stepB, columnB] = transposeB ? [1, inner] : [m, 1];
    const [matricesA, matricesB] = [matrixOffsets(a, shape), matrixOffsets(b, shape)];
    return () => {
      for (let batch = 0, at = 0; batch < matricesA.length; batch++) {
        for (let i = 0; i < n; i++) {
          for (let j = 0; j < m; j++) {
            // A (..., n, k) x B (..., k, m)
            let p = matricesA[batch] + i * rowA;
            let q = matricesB[batch] + j * columnB;
            let sum = 0;
            for (let k = 0; k < inner; k++, p += stepA, q += stepB) sum += x[p] * y[q];
            out[at++] = sum;
          }
        }
      }
    };
  },
};

/** Rows and columns of the matrices of an operand, after it was transposed where it comes so. */
function matrix(shape: Shape, transposed: boolean): readonly [rows: number, columns: number] {
  const [rows, columns] = shape.slice(-2);
  return transposed ? [columns, rows] : [rows, columns];
}

/**
 * Where the matrix of an operand begins for each matrix of the output; the operand's leading axes broadcast to the
 * output's.
 */
function matrixOffsets(operand: Shape, output: Shape): Int32Array {
  const strides = stridesOf(operand);
  const missing = output.length - operand.length; // axes that only the output has
  const stride = (axis: number) => (axis < missing || operand[axis - missing] === 1 ? 0 : strides[axis - missing]);
  const lead = output.slice(0, -2);
  return offsets(
    lead,
    lead.map((_, axis) => stride(axis)),
  );
}

/** Options of {@link matMul}. */
export interface MatMulOptions extends LayerPlanOptions {
  /** Whether the first operand comes as (..., k, n). Defaults to false. */
  readonly transposeA?: boolean;
  /** Whether the second operand comes as (..., m, k). Defaults to false. */
  readonly transposeB?: boolean;
}

const OPTIONS: OptionKeys<MatMulOptions> = { transposeA: true, transposeB: true, name: true };

/** A product of two tensors of matrices. */
export function matMul(options: MatMulOptions = {}): LayerPlan {
  const { transposeA = false, transposeB = false, name } = checkOptions('matMul', options, OPTIONS);
  checkBoolean('matMul', 'transposeA', transposeA);
  checkBoolean('matMul', 'transposeB', transposeB);
  return { type: 'matMul', name, build: at => ({ type: 'matMul', ...at, transposeA, transposeB }) };
}
