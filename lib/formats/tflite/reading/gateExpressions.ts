import type { Dense, Layer } from '../../../graph/network.js';
import type { Shape } from '../../../graph/tensor.js';
import { realValues } from '../../../graph/tensor.js';

/** What some entries of a tensor's last axis are, in terms of what a round of a loop reads. */
export type Expression =
  /** The whole of a tensor that is read. */
  | { readonly kind: 'read'; readonly name: string; readonly key: string }
  | { readonly kind: 'numbers'; readonly values: Float32Array; readonly key: string }
  /** Rows of weights times an expression, with their bias. */
  | {
      readonly kind: 'rows';
      readonly weights: Float32Array;
      readonly bias: Float32Array;
      readonly of: Expression;
      readonly key: string;
    }
  | {
      readonly kind: 'sum' | 'product' | 'negative' | 'logistic' | 'tanh';
      readonly of: readonly Expression[];
      readonly key: string;
    };

/** Thrown for a layer that no gate has. */
class NoGate extends Error {
  override readonly name = 'NoGate';
}

/**
 * Entries of the last axis of a tensor as an expression: sums of sums are one sum, slices of weights fewer rows. Two equal keys are the
 * same entries of the same tensor.
 *
 * @param reads names of the tensors that expressions end with
 * @returns undefined where some layer is none that gates are made of
 */
export function expressionOf(
  name: string,
  layers: ReadonlyMap<string, Layer>,
  shapes: ReadonlyMap<string, Shape>,
  reads: ReadonlySet<string>,
): Expression | undefined {
  const lengthOf = (tensor: string): number => shapes.get(tensor)?.at(-1) ?? 1;

  function visit(tensor: string, begin: number, size: number): Expression {
    const key = `${tensor} ${begin} ${size}`;
    if (reads.has(tensor)) {
      if (begin !== 0 || size !== lengthOf(tensor)) throw new NoGate();
      return { kind: 'read', name: tensor, key };
    }
    const layer = layers.get(tensor);
    if (!layer || layer.params || ('activation' in layer && layer.activation !== 'none')) throw new NoGate();
    if (layer.type === 'reshape') {
      if (lengthOf(layer.inputs[0]) !== lengthOf(tensor)) throw new NoGate();
      return visit(layer.inputs[0], begin, size);
    }
    if (layer.type === 'slice') {
      const from = shapes.get(layer.inputs[0]) ?? [];
      const others = layer.size.slice(0, -1).every((count, axis) => count === from[axis]);
      if (!others || layer.step.some(step => step !== 1)) throw new NoGate();
      return visit(layer.inputs[0], begin + (layer.begin.at(-1) ?? 0), size);
    }
    if (layer.type === 'constant') {
      if (layer.value.shape.slice(0, -1).some(length => length !== 1)) throw new NoGate();
      return { kind: 'numbers', values: realValues(layer.value).slice(begin, begin + size), key };
    }
    if (layer.type === 'dense') {
      return rows(layer, begin, size, visit(layer.inputs[0], 0, lengthOf(layer.inputs[0])), key);
    }
    const operand = (input: string) => (lengthOf(input) === 1 ? visit(input, 0, 1) : visit(input, begin, size));
    if (layer.type === 'add') return joined('sum', layer.inputs.map(operand), key);
    if (layer.type === 'mul') return joined('product', layer.inputs.map(operand), key);
    if (layer.type === 'sub') {
      const [a, b] = layer.inputs.map(operand);
      return joined('sum', [a, { kind: 'negative', of: [b], key: `-${b.key}` }], key);
    }
    if (layer.type !== 'logistic' && layer.type !== 'tanh') throw new NoGate();
    return { kind: layer.type, of: layer.inputs.map(operand), key };
  }

  try {
    return visit(name, 0, lengthOf(name));
  } catch (error) {
    if (error instanceof NoGate) return undefined;
    throw error;
  }
}

function rows({ weights, bias }: Dense, begin: number, size: number, of: Expression, key: string): Expression {
  const columns = weights.shape[1];
  return {
    kind: 'rows',
    weights: realValues(weights).slice(begin * columns, (begin + size) * columns),
    bias: realValues(bias).slice(begin, begin + size),
    of,
    key,
  };
}

function joined(kind: 'sum' | 'product', of: readonly Expression[], key: string): Expression {
  return { kind, of: of.flatMap(part => (part.kind === kind ? part.of : [part])), key };
}
