import { elementsOf } from '../../../graph/tensor.js';
import { onnxError } from '../reading/modelError.js';
import type { NodeReader } from '../reading/nodeReader.js';
import { type Constant, decoded, reals, scalar, type Value, weightsOf, zeroSums } from '../reading/values.js';
import { type Handlers, reshape, supported, transpose } from './handler.js';

/**
 * Products of matrices.
 *
 * @internal
 */
export const matrix = {
  MatMul: node => product(node, node.input(0), node.input(1)),
  Gemm: node => gemm(node, node.input(0), node.input(1), node.optional(2)),
} satisfies Handlers;

/**
 * The product of two tensors as numpy defines it; a layer of weights where the second is a constant matrix.
 *
 * @param made what the output is, where it is codes
 */
export function product(node: NodeReader, a: Value, b: Value, made: Parameters<NodeReader['emit']>[2] = {}): Value {
  if (a.shape.length === 0 || b.shape.length === 0) throw onnxError(node.where, 'matrices must have axes', 'a number');
  if (a.kind === 'activation' && b.kind === 'constant' && b.shape.length <= 2) {
    const none = made.params ? zeroSums : zeros;
    if (b.shape.length === 2) return node.emit(dense(b, [1, 0], none(b.shape[1])), [a], made);
    const column = reshape(node, b, [b.shape[0], 1]) as Constant; // computed at once
    const y = node.emit(dense(column, [1, 0], none(1)), [a], made);
    return reshape(node, y, y.shape.slice(0, -1));
  }
  const [row, column] = [a.shape.length === 1, b.shape.length === 1];
  const wide = row ? reshape(node, a, [1, a.shape[0]]) : a;
  const tall = column ? reshape(node, b, [b.shape[0], 1]) : b;
  const y = node.emit({ type: 'matMul', transposeA: false, transposeB: false }, [wide, tall], made);
  const kept = y.shape.filter((_, k) => !(row && k === y.shape.length - 2) && !(column && k === y.shape.length - 1));
  return reshape(node, y, kept);
}

/** alpha A B + beta C; A or B may come transposed. */
export function gemm(node: NodeReader, a: Value, b: Value, c: Value | undefined): Value {
  const [alpha, beta] = [node.float('alpha', 1), node.float('beta', 1)];
  const [transA, transB] = [node.flag('transA'), node.flag('transB')];
  if (a.shape.length !== 2 || b.shape.length !== 2) {
    throw onnxError(node.where, 'takes matrices', `${a.shape.length} and ${b.shape.length} axes`);
  }
  const rows = transA ? transpose(node, a, [1, 0]) : a;
  const units = b.shape[transB ? 0 : 1];
  const bias = c?.kind === 'constant' ? biasOf(c, units, beta) : c ? undefined : zeros(units);
  if (rows.kind === 'activation' && b.kind === 'constant') {
    const y = node.emit(dense(b, transB ? [0, 1] : [1, 0], bias ?? zeros(units), alpha), [rows]);
    return bias || !c ? y : plus(node, y, scaled(node, c, beta));
  }
  const y = scaled(node, node.emit({ type: 'matMul', transposeA: false, transposeB: transB }, [rows, b]), alpha);
  return c ? plus(node, y, scaled(node, c, beta)) : y;
}

/** A layer of weights. */
function dense(b: Constant, permutation: readonly number[], bias: Constant, factor = 1) {
  supported(elementsOf(b.shape) > 0, 'an empty matrix');
  return {
    type: 'dense',
    weights: weightsOf(b, permutation, factor),
    bias: weightsOf(bias, [0]),
    activation: 'none',
  } as const;
}

/** A constant as a bias of one number a column; undefined where it is more than that. */
function biasOf(c: Constant, units: number, beta: number): Constant | undefined {
  if (elementsOf(c.shape) === units && c.shape.at(-1) === units && (!c.coding || c.shape.length === 1) && beta === 1) {
    return { ...c, shape: [units] };
  }
  const numbers = decoded(c);
  if (numbers.length === units && c.shape.at(-1) === units)
    return reals(
      [units],
      numbers.map(x => x * beta),
    );
  return numbers.length === 1 ? reals([units], new Float32Array(units).fill(numbers[0] * beta)) : undefined;
}

function zeros(length: number): Constant {
  return reals([length], new Float32Array(length));
}

function plus(node: NodeReader, a: Value, b: Value): Value {
  return node.emit({ type: 'add', activation: 'none' }, [a, b]);
}

function scaled(node: NodeReader, x: Value, factor: number): Value {
  return factor === 1 ? x : node.emit({ type: 'mul', activation: 'none' }, [x, scalar(factor)]);
}
