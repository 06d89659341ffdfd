import type { ConstantsOf, KernelName } from '../../kernels/calls/index.js';
import type { Broadcast } from '../../kernels/broadcast.js';
import type { PoolConstants } from '../../kernels/calls/averagePool.js';
import type { ConvolutionConstants } from '../../kernels/calls/convolution.js';
import type { ResizedAxis } from '../../kernels/calls/resizeLinear.js';
import type { PoolAxis } from '../../kernels/poolWindows.js';
import type { GridAxis, ReductionGrid } from '../../kernels/reductionGrid.js';
import type { SumConstants } from '../../kernels/sums/accumulators.js';

/** Whether the counts among a kernel's constants are those of the arrays that it is bound to, given by their lengths. */
type Fits<K extends KernelName> = (
  constants: ConstantsOf<K>,
  reads: readonly number[],
  writes: readonly number[],
) => boolean;

/** The most elements that a plane may have with its padding, and the widest stride. */
const [MOST, WIDEST] = [2 ** 26, 2 ** 16];

const whole = (...counts: readonly number[]) => counts.every(count => Number.isSafeInteger(count) && count >= 1);
const product = (counts: readonly number[]) => counts.reduce((all, count) => all * count, 1);

/** A function of every element. */
const pointwise = (_constants: unknown, [x]: readonly number[], [out]: readonly number[]) => x === out;

/** A function of elements of operands that are broadcast. */
const broadcast = (
  { broadcast: given }: { readonly broadcast: Broadcast },
  reads: readonly number[],
  [out]: readonly number[],
) => fills(given, reads, out);

function fills({ counts, strides }: Broadcast, operands: readonly number[], out: number): boolean {
  const reach = (own: readonly number[]) => own.reduce((sum, stride, k) => sum + stride * (counts[k] - 1), 1);
  return (
    whole(...counts) &&
    product(counts) === out &&
    strides.length === operands.length &&
    strides.every((own, k) => own.length === counts.length && own.every(s => s >= 0) && reach(own) <= operands[k])
  );
}

/** A function of every element with slopes that are broadcast. */
const slopes = (
  given: { readonly broadcast: Broadcast; readonly slopes: ArrayLike<number> },
  [x]: readonly number[],
  [out]: readonly number[],
) => x === out && fills(given.broadcast, [given.slopes.length], out);

/** A function of every row. */
const rows = ({ row }: { readonly row: number }, [x]: readonly number[], [out]: readonly number[]) =>
  whole(row) && x % row === 0 && x === out;

function pool(
  { rows: along, columns, channels }: PoolConstants,
  [x]: readonly number[],
  [out]: readonly number[],
): boolean {
  const size = along.length * columns.length * channels;
  return (
    isPoolAxis(along) &&
    isPoolAxis(columns) &&
    whole(channels) &&
    x % size === 0 &&
    out === (x / size) * along.count * columns.count * channels
  );
}

/** Windows that each hold an entry of the axis. */
function isPoolAxis({ length, count, size, stride, before }: PoolAxis): boolean {
  const inside = before >= 0 && before < size && (count - 1) * stride - before < length;
  return whole(length, count, size, stride) && Number.isSafeInteger(before) && inside;
}

function reduction({ kept, reduced }: ReductionGrid, [x]: readonly number[], [out]: readonly number[]): boolean {
  const counts = (axes: readonly GridAxis[]) => axes.map(({ count }) => count);
  const reach = [...kept, ...reduced].reduce((sum, { count, stride }) => sum + stride * (count - 1), 1);
  const [results, elements] = [kept, reduced].map(axes => product(counts(axes)));
  const sizes = whole(...counts(kept), ...counts(reduced)) && results === out && results * elements === x;
  return sizes && reach <= x && [...kept, ...reduced].every(({ stride }) => stride >= 0);
}

function convolution(constants: ConvolutionConstants, [x]: readonly number[], [out]: readonly number[]): boolean {
  const { plane, made, kernel, stride, dilation, before, groups, bias } = constants;
  const filters = bias.length;
  const [size, results, taps] = [plane, made, kernel].map(product);
  const channels = plane[2];
  const padded = [0, 1].map(k => plane[k] + made[k] * stride[k] + dilation[k] * kernel[k] + 2 * Math.abs(before[k]));
  return (
    whole(...plane, ...made, ...kernel, ...stride, ...dilation, groups, filters) &&
    [plane.length, made.length, kernel.length, stride.length, dilation.length].join() === '3,2,2,2,2' &&
    before.every(Number.isSafeInteger) && // negative ones cut entries off
    stride.every(count => count <= WIDEST) &&
    product(padded) * channels <= MOST * Math.max(...stride) &&
    x % size === 0 &&
    out === (x / size) * results * filters &&
    channels % groups === 0 &&
    filters % groups === 0 &&
    weigh(constants, (filters * taps * channels) / groups)
  );
}

/** Whether every entry of a resized axis is made of entries that are there. */
function isResized({ length, low, high, weight }: ResizedAxis): boolean {
  const inside = (at: number) => at >= 0 && at < length;
  return low.length === high.length && low.length === weight.length && low.every(inside) && high.every(inside);
}

/** Whether there are so many weights. */
function weigh({ weights: { length, bits, data } }: SumConstants, wanted: number): boolean {
  if (length !== wanted || length > MOST * 4) return false;
  return data instanceof Uint8Array
    ? (bits === 2 || bits === 4) && data.length * 8 >= length * bits
    : data.length === length;
}

function lstm(
  { time, units, carry, weights, recurrent }: ConstantsOf<'lstm'>,
  [x]: readonly number[],
  [out, ...own]: readonly number[],
): boolean {
  const size = weights.weights.length / (4 * units);
  const batch = x / (time * size);
  return (
    whole(time, units, size, batch) &&
    out === batch * time * units &&
    weights.bias.length === 4 * units &&
    recurrent.bias.length === 4 * units &&
    weigh(weights, 4 * units * size) &&
    weigh(recurrent, 4 * units * units) &&
    (!carry || own.join() === `${batch * units},${batch * units}`)
  );
}

function columns({ outer, size, added, inner, every }: ConstantsOf<'timeWindow'>, x: number): boolean {
  return whole(outer, size, added, inner, every) && added <= size && x === outer * added * inner;
}

function timeWindow(constants: ConstantsOf<'timeWindow'>, [x]: readonly number[], writes: readonly number[]): boolean {
  const { outer, size, added, inner, every } = constants;
  const [out, older, turn] = writes;
  const kept = every === 1 || (size > added && older === every * outer * (size - added) * inner && turn === 1);
  return columns(constants, x) && out === outer * size * inner && kept;
}

function running(constants: ConstantsOf<'timeWindow'>, x: number, ring: number, place: number): boolean {
  const { outer, size, inner, every } = constants;
  return columns(constants, x) && ring === every * outer * size * inner && place === 2;
}

function runningSum(
  constants: ConstantsOf<'runningSum'>,
  [x]: readonly number[],
  [out, ring, totals, place]: readonly number[],
): boolean {
  const { outer, inner, every, sums, count, made } = constants;
  return (
    running(constants, x, ring, place) &&
    out === count &&
    totals === every * count &&
    sums.length === outer * inner &&
    sums.every(sum => sum >= 0 && sum < count) &&
    (made.rule === 'requantized' || whole(made.elements))
  );
}

function runningReal(
  constants: ConstantsOf<'runningReal'>,
  [x]: readonly number[],
  [out, ring, , place]: readonly number[],
): boolean {
  const { outer, size, inner, over } = constants;
  const window = [outer * size * inner];
  const fits =
    over.kernel === 'reduceReal' ? reduction(over.constants, window, [out]) : pool(over.constants, window, [out]);
  return running(constants, x, ring, place) && fits;
}

function svdf(
  { rank, features, time }: ConstantsOf<'svdf'>,
  [x]: readonly number[],
  [out, memory]: readonly number[],
): boolean {
  const [filters, units] = [features.bias.length, time.bias.length];
  const [size, span] = [features.weights.length / filters, time.weights.length / units];
  const batch = x / size;
  return (
    whole(rank, filters, units, size, span / rank, batch) &&
    filters === units * rank &&
    out === batch * units &&
    memory === batch * units * span &&
    weigh(features, filters * size) &&
    weigh(time, units * span)
  );
}

function matMul(
  { n, inner, m, a, b }: ConstantsOf<'matMul'>,
  reads: readonly number[],
  [out]: readonly number[],
): boolean {
  const begins = (matrices: Int32Array, size: number, length: number) =>
    matrices instanceof Int32Array && matrices.every(at => at >= 0 && at + size <= length);
  return (
    whole(n, inner, m) &&
    a.matrices.length === b.matrices.length &&
    out === a.matrices.length * n * m &&
    begins(a.matrices, n * inner, reads[0]) &&
    begins(b.matrices, inner * m, reads[1])
  );
}

/** What must hold for each kernel, so that it neither reads nor makes more than the file's tensors hold. */
const geometry = {
  arithmeticReal: broadcast,
  argMax: ({ length, inner }, [x], [out]) => whole(length, inner) && out % inner === 0 && x === out * length,
  averagePool: pool,
  averagePoolReal: pool,
  choose: broadcast,
  compare: broadcast,
  convolution,
  copy: ({ copies }, reads, [out]) =>
    copies.length === reads.length &&
    copies.every(({ from, to, axes }, k) => {
      const ends = axes.map(({ count, from: step, to: goal }) => {
        const last = typeof step === 'number' ? [0, step * (count - 1)] : [Math.min(...step), Math.max(...step)];
        const even = whole(count) && goal >= 0 && (typeof step === 'number' || step.length === count);
        return { even, low: Math.min(...last), high: Math.max(...last), goal: goal * (count - 1) };
      });
      const total = (field: 'low' | 'high' | 'goal') => ends.reduce((sum, end) => sum + end[field], 0);
      const inside = from + total('low') >= 0 && from + total('high') < reads[k] && to >= 0 && to + total('goal') < out;
      return ends.every(({ even }) => even) && inside && product(axes.map(({ count }) => count)) <= out;
    }),
  dense: (constants, [x], [out]) => {
    const taps = constants.weights.length / constants.bias.length;
    return (
      whole(taps) &&
      x % taps === 0 &&
      out === (x / taps) * constants.bias.length &&
      weigh(constants, constants.weights.length)
    );
  },
  depthwise: (constants, reads, writes) =>
    constants.groups === constants.plane[2] && convolution(constants, reads, writes),
  dequantize: pointwise,
  encode: pointwise,
  extremum: broadcast,
  gather: ({ outer, length, inner }, [x, indices], [out]) =>
    whole(outer, length, inner) && x === outer * length * inner && out === outer * indices * inner,
  interpolated: pointwise,
  lstm,
  matMul,
  maxPool: pool,
  prelu: slopes,
  preluReal: slopes,
  product: broadcast,
  quotient: broadcast,
  recode: pointwise,
  recodeReal: pointwise,
  reduceExtreme: reduction,
  reduceProduct: reduction,
  reduceReal: reduction,
  reduceSum: reduction,
  resizeLinear: ({ rows: along, columns: across, channels }, [x], [out]) => {
    const planes = x / (along.length * across.length * channels);
    return (
      whole(along.length, across.length, channels, planes) &&
      isResized(along) &&
      isResized(across) &&
      out === planes * along.low.length * across.low.length * channels
    );
  },
  sigmoid: pointwise,
  slopes: pointwise,
  softmax16: rows,
  softmax8: rows,
  softmaxFloat: rows,
  sum: broadcast,
  sumByShift: broadcast,
  sumFused: broadcast,
  svdf,
  table: pointwise,
  timeWindow,
  runningSum,
  runningReal,
  transposedConvolution: convolution,
} satisfies { readonly [K in KernelName]: Fits<K> };

/**
 * Whether constants from outside fit the tensors of their call, so that binding and running it stays within what the file holds.
 *
 * @internal
 */
export function fitsTensors(
  kernel: KernelName,
  constants: unknown,
  reads: readonly number[],
  writes: readonly number[],
): boolean {
  // whatever the constants are: what is missing makes the comparisons false, or throws
  const fits = geometry[kernel] as Fits<KernelName>;
  try {
    return fits(constants as never, reads, writes);
  } catch {
    return false;
  }
}
