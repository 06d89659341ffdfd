import { permuted, reorders } from '../../../graph/permuted.js';
import type { Tensor } from '../../../graph/network.js';
import { type Shape, showShape } from '../../../graph/tensor.js';
import type { AffineParams } from '../../../qparams.js';
import { clippedBelowType, codeType, dequantizedConstant, scaleAndZero } from './codes.js';
import type { GraphBuilder } from './graph.js';
import { elementTypes } from './model.js';

/** How entries of one tensor come to lie in another: axes in another order, or the same order in another shape. */
type Move = { readonly permutation: readonly number[] } | { readonly shape: Shape };

/** One tensor of the model, in as many guises as have been asked for. */
export interface Value {
  readonly shape: Shape;
  /** Of its codes; without them it is real numbers. */
  readonly params?: AffineParams;
  /** Real numbers: itself, or a model input that its codes are made of. */
  readonly raw?: string;
  readonly constant?: Tensor;
  /** What it is a rearrangement of. */
  readonly origin?: { readonly value: Value; readonly move: Move };
}

/** Values of a model; nodes are written when a guise is asked for, and once. */
export interface Values {
  /** Its real numbers; where there are codes, straight from their dequantization. */
  real(value: Value): string;
  /** Its codes. */
  codes(value: Value): string;
  /** As truth values: what is not 0. */
  truth(value: Value): string;
  /** A value whose codes are these. */
  ofCodes(codes: string, shape: Shape, params: AffineParams): Value;
  /** A real value, 0 or 1, whose truth values are these. */
  ofTruth(truth: string, shape: Shape): Value;
  /** What a layer has computed: real numbers, or the codes of them. */
  computed(real: string, shape: Shape, params: AffineParams | undefined): Value;
  /** Axis k of the result is axis permutation[k]. */
  transposed(value: Value, permutation: readonly number[]): Value;
  /** The same entries in another shape. */
  reshaped(value: Value, shape: Shape): Value;
}

/** Begins to hold the values of a model. */
export function valueStore(graph: GraphBuilder): Values {
  const reals = new Map<Value, string>();
  const codes = new Map<Value, string>();
  const truths = new Map<Value, string>();
  const moves = new Map<Value, Map<string, Value>>();

  function quantized(real: string, params: AffineParams): string {
    return graph.node('QuantizeLinear', [clippedBelowType(graph, real, params), ...scaleAndZero(graph, params)]);
  }

  function writeReal(value: Value): string {
    const { params, constant, raw } = value;
    if (constant) return dequantizedConstant(graph, 'value', constant, undefined);
    if (params) return graph.node('DequantizeLinear', [values.codes(value), ...scaleAndZero(graph, params)]);
    return raw ?? graph.node('Cast', [values.truth(value)], { to: { integer: elementTypes.float } });
  }

  function writeCodes(value: Value): string {
    const { params, constant, raw } = value;
    if (!params) return values.real(value);
    if (constant) return graph.constant('codes', codeType(params), constant.shape, constant.data);
    return quantized(raw ?? '', params);
  }

  /** A value moved: constants at once, a model input before it is quantized, other codes on their way through real numbers. */
  function moved(value: Value, move: Move, shape: Shape, write: (real: string) => string): Value {
    const known = moves.get(value) ?? new Map<string, Value>();
    moves.set(value, known);
    return once(known, JSON.stringify(move), () => {
      const { params, constant, raw } = value;
      const common = { shape, origin: { value, move }, ...(params && { params }) };
      if (constant) return { ...common, constant: movedConstant(constant, move, shape) };
      if (!params || raw !== undefined) return { ...common, raw: write(raw ?? values.real(value)) };
      codes.set(common, quantized(write(values.real(value)), params));
      return common;
    });
  }

  const values: Values = {
    real: value => once(reals, value, () => writeReal(value)),
    codes: value => once(codes, value, () => writeCodes(value)),
    truth: value =>
      once(truths, value, () => graph.node('Cast', [values.real(value)], { to: { integer: elementTypes.bool } })),
    ofCodes(tensor, shape, params) {
      const value: Value = { shape, params };
      codes.set(value, tensor);
      return value;
    },
    ofTruth(tensor, shape) {
      const value: Value = { shape };
      truths.set(value, tensor);
      return value;
    },
    computed: (real, shape, params) =>
      params ? values.ofCodes(quantized(real, params), shape, params) : { shape, raw: real },
    transposed(value, permutation) {
      if (permutation.every((axis, k) => axis === k)) return value;
      const shape = permutation.map(axis => value.shape[axis]);
      if (!reorders(value.shape, permutation)) return values.reshaped(value, shape);
      const { origin } = value;
      if (origin && 'permutation' in origin.move) {
        const before = origin.move.permutation;
        return values.transposed(
          origin.value,
          permutation.map(axis => before[axis]),
        );
      }
      return moved(value, { permutation }, shape, real =>
        graph.node('Transpose', [real], { perm: { integers: permutation } }),
      );
    },
    reshaped(value, shape) {
      if (showShape(shape) === showShape(value.shape)) return value;
      const { origin } = value;
      if (origin && 'shape' in origin.move) return values.reshaped(origin.value, shape);
      return moved(value, { shape }, shape, real => graph.node('Reshape', [real, graph.integers('shape', shape)]));
    },
  };
  return values;
}

function once<K, V>(known: Map<K, V>, key: K, make: () => V): V {
  const found = known.get(key);
  if (found !== undefined) return found;
  const made = make();
  known.set(key, made);
  return made;
}

function movedConstant(constant: Tensor, move: Move, shape: Shape): Tensor {
  const { data } = constant;
  return { ...constant, shape, data: 'shape' in move ? data : permuted(data, constant.shape, move.permutation) };
}
