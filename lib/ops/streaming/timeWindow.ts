import type { TimeWindow } from '../../graph/network.js';
import { layerNamed, networkError } from '../../graph/networkError.js';
import { elementsOf, type Shape, showShape } from '../../graph/tensor.js';
import { timeWindow as moveWindow, type TimeWindowConstants } from '../../kernels/calls/timeWindow.js';
import { requantizer } from '../../kernels/requantization.js';
import type { Values } from '../../kernels/kernel.js';
import { codesOf } from '../codes.js';
import { counter } from '../fixedParams.js';
import { noMacs, type Op, onlyInput } from '../op.js';
import { streaming, whole } from '../time.js';

/** The newest columns of a stream: those of the run move the older ones on. */
export const timeWindowOp: Op<TimeWindow> = {
  type: 'timeWindow',
  traits: { codes: 'input', action: 'move' },
  time: () => whole(streaming),
  read: fields => ({ axis: fields.integer('axis', 0), size: fields.integer('size'), every: fields.integer('every') }),
  shape: (layer, inputs) => windowShape(layer, onlyInput(layer, inputs)),
  macs: noMacs,
  keepsOutput: ({ every }) => every === 1,
  state({ axis, size, every }, [{ shape, params }]) {
    if (every === 1) return [];
    return [
      {
        name: 'older',
        shape: [every, ...shape.with(axis, Math.max(size - shape[axis], 1))],
        initial: params?.zeroPoint[0] ?? 0,
        ...(params && { params }),
      },
      { name: 'turn', shape: [1], params: counter, initial: 0 },
    ];
  },
  float(layer, [{ data: x, shape }], { data: out }, memory) {
    const own = layer.every === 1 ? [] : ['older', 'turn'].map((name): Values => memory.state(name));
    return moveWindow(windowConstants(layer, shape), [x], [out, ...own], { requantizer });
  },
  integer(layer, [given], made) {
    codesOf(layer, made);
    return { kernel: 'timeWindow', constants: windowConstants(layer, codesOf(layer, given).shape) };
  },
};

/**
 * The shape of a window of columns.
 *
 * @internal
 *
 * @throws {FormatError} when the input has no such axis, or is longer along it
 */
export function windowShape(layer: Pick<TimeWindow, 'name' | 'axis' | 'size'>, shape: Shape): Shape {
  const { axis, size } = layer;
  if (axis >= shape.length) {
    throw networkError(layerNamed(layer), `axis must be one of the input ${showShape(shape)}`, `${axis}`);
  }
  if (shape[axis] > size) {
    const rule = `size must hold the columns of a run, axis ${axis} of the input ${showShape(shape)}`;
    throw networkError(layerNamed(layer), rule, `${size}`);
  }
  return shape.with(axis, size);
}

/**
 * How the columns lie, of which some come with every run.
 *
 * @internal
 */
export function windowConstants(
  { axis, size, every }: Pick<TimeWindow, 'axis' | 'size' | 'every'>,
  shape: Shape,
): TimeWindowConstants {
  return {
    outer: elementsOf(shape.slice(0, axis)),
    size,
    added: shape[axis],
    inner: elementsOf(shape.slice(axis + 1)),
    every,
  };
}
