import { elementsOf } from '../../../graph/tensor.js';
import type { Tensor } from '../../../graph/network.js';
import { onnxError } from '../reading/modelError.js';
import type { NodeReader } from '../reading/nodeReader.js';
import { decoded, type Value } from '../reading/values.js';
import { type Handlers, reshape, supported, toChannelsLast, toChannelsSecond, transposed } from './handler.js';
import { binary } from './elementwise.js';

/**
 * Normalizations and the softmax.
 *
 * @internal
 */
export const normalization = {
  BatchNormalization(node) {
    node.float('momentum', 0.9);
    supported(!node.flag('training_mode') && !node.hasOutput(1), 'training_mode');
    const x = node.input(0);
    const [scale, bias, mean, variance] = ['a scale', 'a bias', 'a mean', 'a variance'].map((what, k) =>
      list(node, k + 1, what),
    );
    const epsilon = node.float('epsilon', Math.fround(1e-5));
    return behind(node, x, last =>
      node.emit({ type: 'batchNormalization', scale, bias, mean, variance, epsilon }, [last]),
    );
  },
  InstanceNormalization(node) {
    const [scale, bias] = [list(node, 1, 'a scale'), list(node, 2, 'a bias')];
    const epsilon = node.float('epsilon', Math.fround(1e-5));
    return behind(node, node.input(0), last =>
      node.emit({ type: 'instanceNormalization', scale, bias, epsilon }, [last]),
    );
  },
  LayerNormalization(node) {
    const x = node.input(0);
    const axis = node.axis('axis', x.shape.length, -1);
    const stash = node.integer('stash_type', 1);
    if (stash !== 1) throw onnxError(node.where, 'stash_type must be 1 (float)', `${stash}`);
    supported(!node.hasOutput(1) && !node.hasOutput(2), 'the outputs Mean and InvStdDev');
    const shape = x.shape.slice(axis);
    const scale = spread(node, 1, 'a scale', shape);
    const bias = node.has(2) ? spread(node, 2, 'a bias', shape) : { shape, data: new Float32Array(elementsOf(shape)) };
    const epsilon = node.float('epsilon', Math.fround(1e-5));
    return node.emit({ type: 'layerNormalization', scale, bias, axis, epsilon }, [x]);
  },
  Softmax: node => softmax(node, node.input(0), node.opset),
  LogSoftmax: node => alongAxis(node, node.input(0), node.opset, x => logSoftmax(node, x)),
} satisfies Handlers;

/** The softmax of a value, with the axis of a node; `opset` is what gives the axis its meaning. */
export function softmax(node: NodeReader, x: Value, opset: number): Value {
  return alongAxis(node, x, opset, rows => node.emit({ type: 'softmax', beta: 1 }, [rows]));
}

/** A function of (N, ..., C) on (N, C, ...). */
function behind(node: NodeReader, x: Value, apply: (x: Value) => Value): Value {
  return x.shape.length < 3 ? apply(x) : toChannelsSecond(node, apply(toChannelsLast(node, x)));
}

function list(node: NodeReader, index: number, what: string): Tensor {
  const value = node.constant(index, what);
  return { shape: value.shape, data: decoded(value) };
}

/** A constant broadcast to a shape. */
function spread(node: NodeReader, index: number, what: string, shape: readonly number[]): Tensor {
  const value = node.constant(index, what);
  const whole = elementsOf(value.shape) === elementsOf(shape) ? value : node.emit({ type: 'expand', shape }, [value]);
  return { shape, data: whole.kind === 'constant' ? decoded(whole) : new Float32Array() };
}

/** Along one axis; before opset 13 over all axes from one on. */
function alongAxis(node: NodeReader, x: Value, opset: number, apply: (x: Value) => Value): Value {
  const rank = x.shape.length;
  const axis = node.axis('axis', rank, opset < 13 ? 1 : -1);
  if (opset < 13) {
    if (axis === rank - 1) return apply(x);
    const rows = reshape(node, x, [elementsOf(x.shape.slice(0, axis)), elementsOf(x.shape.slice(axis))]);
    return reshape(node, apply(rows), x.shape);
  }
  const order = [...x.shape.keys()].filter(k => k !== axis);
  return transposed(node, x, [...order, axis], apply);
}

/** x - max - log(sum(exp(x - max))) */
function logSoftmax(node: NodeReader, x: Value): Value {
  const axes = [x.shape.length - 1];
  const centred = binary(node, 'sub', x, node.emit({ type: 'reduceMax', axes, keepAxes: true }, [x]));
  const powers = node.emit({ type: 'exp' }, [centred]);
  const sum = node.emit({ type: 'reduceSum', axes, keepAxes: true }, [powers]);
  return binary(node, 'sub', centred, node.emit({ type: 'log' }, [sum]));
}
