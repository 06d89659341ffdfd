import type { Reduce } from '../../../graph/network.js';
import { INT64 } from '../reading/elementTypes.js';
import { axesOf, axisOf, type NodeReader } from '../reading/nodeReader.js';
import type { Value } from '../reading/values.js';
import { type Handler, type Handlers, reshape, supported } from './handler.js';
import { binary } from './elementwise.js';

/**
 * Sums, extremes and the like over some axes.
 *
 * @internal
 */
export const reduce = {
  ReduceMean: reduction('reduceMean'),
  ReduceSum: reduction('reduceSum'),
  ReduceMax: reduction('reduceMax'),
  ReduceMin: reduction('reduceMin'),
  ReduceProd: reduction('reduceProd'),
  ReduceL1: node => over(node, 'reduceSum', node.emit({ type: 'abs' }, [node.input(0)])),
  ReduceSumSquare: node => over(node, 'reduceSum', square(node)),
  ReduceL2: node => node.emit({ type: 'sqrt' }, [over(node, 'reduceSum', square(node))]),
  ArgMax: node => indices(node, 'argMax'),
  ArgMin: node => indices(node, 'argMin'),
  CumSum(node) {
    const [x, [given]] = [node.input(0), node.numbers(1, 'an axis')];
    const axis = axisOf(node.where, given, x.shape.length);
    const fields = { exclusive: node.flag('exclusive'), reverse: node.flag('reverse') };
    return node.emit({ type: 'cumSum', axis, ...fields }, [x]);
  },
} satisfies Handlers;

function indices(node: NodeReader, type: 'argMax' | 'argMin'): Value {
  const x = node.input(0);
  const axis = node.axis('axis', x.shape.length, 0);
  supported(!node.flag('select_last_index'), 'select_last_index');
  const y = node.emit({ type, axis }, [x], { type: INT64 });
  return node.flag('keepdims', true) ? reshape(node, y, x.shape.with(axis, 1)) : y;
}

function square(node: NodeReader): Value {
  return binary(node, 'mul', node.input(0), node.input(0));
}

function reduction(type: Reduce['type']): Handler {
  return node => over(node, type, node.input(0));
}

function over(node: NodeReader, type: Reduce['type'], x: Value): Value {
  const rank = x.shape.length;
  const keepAxes = node.flag('keepdims', true);
  const given = node.has(1) ? node.numbers(1, 'axes') : (node.integers('axes') ?? []);
  const none = node.flag('noop_with_empty_axes');
  if (given.length === 0 && none) return x;
  const axes = given.length === 0 ? x.shape.map((_, axis) => axis) : axesOf(node.where, given, rank);
  return node.emit({ type, axes, keepAxes }, [x]);
}
