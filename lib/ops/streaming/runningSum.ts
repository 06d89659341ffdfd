import type { Reduce, RunningSum, TensorInfo } from '../../graph/network.js';
import { layerNamed, networkError } from '../../graph/networkError.js';
import { elementsOf, type Shape, showShape, stridesOf } from '../../graph/tensor.js';
import type { RunningSumConstants } from '../../kernels/calls/runningSum.js';
import { sameParams } from '../../qparams.js';
import { reachOf } from '../arithmeticCodes.js';
import { type CodeInfo, codesOf } from '../codes.js';
import { counter } from '../fixedParams.js';
import { noMacs, type Lower, type Op, onlyInput } from '../op.js';
import { lowerPool } from '../pool/lowerPool.js';
import { lowerReduce } from '../reduction/lowerReduce.js';
import { reduceOps } from '../reduction/reduce.js';
import { streaming, whole } from '../time.js';
import { windowConstants, windowShape } from './timeWindow.js';

/** Running sums where the runtime sums integers, in any order; sums anew in its order where it sums real numbers. */
const lowerRunning: Lower<RunningSum> = (layer, [given], made, dialect) => {
  const [strip, output] = [codesOf(layer, given), codesOf(layer, made)];
  const input = { ...strip, shape: windowShape(layer, strip.shape) };
  const window = windowConstants(layer, strip.shape);
  const lowered =
    layer.function === 'pool'
      ? lowerPool(...poolOf(layer, input, output), dialect)
      : lowerReduce(typeOf(layer))?.(reduceOf(layer), [input], output, dialect);
  if (lowered?.kernel === 'reduceReal') {
    const over = { kernel: 'reduceReal', constants: lowered.constants } as const;
    return { kernel: 'runningReal', constants: { ...window, over } };
  }
  if (lowered?.kernel === 'averagePoolReal') {
    const over = { kernel: 'averagePoolReal', constants: lowered.constants } as const;
    return { kernel: 'runningReal', constants: { ...window, over } };
  }
  if (lowered?.kernel === 'reduceSum') {
    const { requantization } = lowered.constants;
    return running(layer, input, output, { ...window, made: { rule: 'requantized', requantization } });
  }
  if (lowered?.kernel === 'averagePool') {
    const { low, high } = lowered.constants;
    const elements = elementsOf(input.shape) / elementsOf(output.shape);
    const zeroPoint = input.params.zeroPoint[0];
    return running(layer, input, output, { ...window, made: { rule: 'mean', elements, zeroPoint, low, high } });
  }
  throw networkError(layerNamed(layer), 'there is no integer arithmetic for its sums', `${lowered?.kernel}`);
};

/** Sums, means and mean pools over the newest columns of a stream, and over other axes: new columns come in, the oldest go out. */
export const runningSumOp: Op<RunningSum> = {
  type: 'runningSum',
  traits: { codes: 'own', action: 'sum' },
  time: () => whole(streaming),
  read: fields => ({
    axis: fields.integer('axis', 0),
    size: fields.integer('size'),
    every: fields.integer('every'),
    function: fields.oneOf('function', ['sum', 'mean', 'pool']),
    axes: fields.integers('axes', 0),
    keepAxes: fields.boolean('keepAxes'),
  }),
  shape(layer, inputs) {
    const shape = windowShape(layer, onlyInput(layer, inputs));
    if (!layer.axes.includes(layer.axis)) {
      const rule = `axes must be axes of the input ${showShape(shape)}, among them axis ${layer.axis}`;
      throw networkError(layerNamed(layer), rule, `[${layer.axes.join(', ')}]`);
    }
    return reduceOps.reduceSum.shape(reduceOf(layer), [shape]);
  },
  macs: noMacs,
  state({ axis, size, every }, [{ shape, params }], output) {
    return [
      {
        name: 'window',
        shape: [every, ...shape.with(axis, size)],
        initial: params?.zeroPoint[0] ?? 0,
        ...(params && { params }),
      },
      { name: 'sums', shape: [every, elementsOf(output.shape)], params: counter, initial: 0 },
      { name: 'place', shape: [2], params: counter, initial: 0 },
    ];
  },
  integer: lowerRunning,
  float(layer, [{ data: x, shape }], output, memory) {
    const { outer, size, added, inner, every } = windowConstants(layer, shape);
    const [ring, place] = [memory.state('window'), memory.state('place')];
    const full = windowShape(layer, shape);
    const window = new Float32Array(elementsOf(full));
    const sum = reduceOps[typeOf(layer)].float(reduceOf(layer), [{ shape: full, data: window }], output, memory);
    return () => {
      const [turn, head] = place;
      const next = (head + added) % size;
      // a column of each row comes in; then all are laid out from the oldest on, so that sums have the order of a whole window
      for (let o = 0; o < outer; o++) {
        const held = (turn * outer + o) * size * inner;
        for (let i = 0; i < added; i++) {
          const to = held + ((head + i) % size) * inner;
          for (let k = 0; k < inner; k++) ring[to + k] = x[(o * added + i) * inner + k];
        }
        for (let i = 0; i < size; i++) {
          const from = held + ((next + i) % size) * inner;
          for (let k = 0; k < inner; k++) window[(o * size + i) * inner + k] = ring[from + k];
        }
      }
      place[0] = (turn + 1) % every;
      if (place[0] === 0) place[1] = next;
      sum();
    };
  },
};

/** The same sum over the whole window. */
function reduceOf(layer: RunningSum): Reduce {
  const { name, inputs, params, axes, keepAxes } = layer;
  return { type: typeOf(layer), name, inputs, axes, keepAxes, ...(params && { params }) };
}

function typeOf(layer: RunningSum): Reduce['type'] {
  return layer.function === 'sum' ? 'reduceSum' : 'reduceMean';
}

function running(
  layer: RunningSum,
  input: CodeInfo,
  output: TensorInfo,
  constants: Pick<RunningSumConstants, 'made' | 'outer' | 'size' | 'added' | 'inner' | 'every'>,
) {
  const count = elementsOf(output.shape);
  const reach = reachOf(input) * (elementsOf(input.shape) / count);
  if (reach >= 2 ** 31) throw networkError(layerNamed(layer), 'sums must stay within int32', `up to ${reach}`);
  return { kernel: 'runningSum', constants: { ...constants, sums: sumOfEach(layer, input.shape), count } } as const;
}

/** Which sum each element of a column goes into, (before time, behind it). */
function sumOfEach({ axis, axes }: RunningSum, shape: Shape): Int32Array {
  const kept = shape.map((length, k) => (axes.includes(k) ? 1 : length));
  const strides = stridesOf(kept).map((stride, k) => (axes.includes(k) ? 0 : stride));
  const column = shape.with(axis, 1);
  const steps = stridesOf(column);
  return Int32Array.from({ length: elementsOf(column) }, (_, e) =>
    column.reduce((sum, length, k) => sum + (Math.floor(e / steps[k]) % length) * strides[k], 0),
  );
}

/** A mean pool over the whole window: a plane of all of it. */
function poolOf(
  layer: RunningSum,
  input: CodeInfo,
  output: CodeInfo,
): readonly [Parameters<typeof lowerPool>[0], TensorInfo[], TensorInfo] {
  const { name, inputs, axes } = layer;
  if (!sameParams(input.params, output.params)) {
    throw networkError(
      layerNamed(layer),
      'params of a pool must be those of its input',
      `scale ${output.params.scale[0]}`,
    );
  }
  const common = { name, inputs, padding: 'valid', params: output.params } as const;
  if (axes.length === 1) {
    const size = input.shape[axes[0]];
    return [{ type: 'averagePool1d', ...common, size, stride: size }, [input], output];
  }
  const size = [input.shape[axes[0]], input.shape[axes[1]]] as const;
  const plane = { size, stride: size, countPadding: false, activation: 'none' } as const;
  return [{ type: 'averagePool2d', ...common, ...plane }, [input], output];
}
