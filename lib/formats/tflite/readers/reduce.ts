import type { Reduce } from '../../../graph/network.js';
import { mapped } from '../../mapped.js';
import { axisOf, type Handler, type Handlers, type Op } from '../reading/op.js';

const types = {
  MEAN: 'reduceMean',
  SUM: 'reduceSum',
  REDUCE_MAX: 'reduceMax',
  REDUCE_MIN: 'reduceMin',
  REDUCE_PROD: 'reduceProd',
} as const satisfies Readonly<Record<string, Reduce['type']>>;

/**
 * Operators over whole axes.
 *
 * @internal
 */
export const reduce = {
  ...mapped(
    types,
    (type): Handler =>
      op =>
        reduction(op, type),
  ),
  ARG_MAX: op => indices(op, 'argMax'),
  ARG_MIN: op => indices(op, 'argMin'),
  CUMSUM: cumSum,
} satisfies Handlers;

/** Axes may be negative, in any order and repeated. */
function reduction(op: Op, type: Reduce['type']) {
  const x = op.value(0);
  const axes = new Set(op.integers(1).map(axis => axisOf(op, axis, x.shape.length)));
  const keepAxes = op.options(27).boolean(0);
  return op.emit({ type, axes: [...axes].sort((a, b) => a - b), keepAxes }, [x]);
}

function indices(op: Op, type: 'argMax' | 'argMin') {
  const x = op.value(0);
  return op.emit({ type, axis: axisOf(op, op.integer(1), x.shape.length) }, [x]);
}

function cumSum(op: Op) {
  const [x, options] = [op.value(0), op.options(102)];
  const axis = axisOf(op, op.integer(1), x.shape.length);
  return op.emit({ type: 'cumSum', axis, exclusive: options.boolean(0), reverse: options.boolean(1) }, [x]);
}
