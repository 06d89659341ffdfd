import { checkNumber, checkOneOf, checkPositive, show } from '../check.js';
import { OptionRangeError, OptionTypeError } from '../errors.js';
import { encodeStaircase, type Staircase, staircase, stepEnd } from '../kernels/staircase.js';
import { checkOptions, type OptionKeys } from '../options.js';
import { type CodebookParams, entry, freezeParams } from '../qparams.js';
import { checkRange, intervalOf, type Range, unionOf } from '../range.js';
import type { Quantizer } from './quantizer.js';

/** How a codebook meets a range. */
export interface CodebookScaling {
  /** One scale for the whole frame (`tensor`) or one for each channel. Defaults to `channel`. */
  readonly axis?: 'tensor' | 'channel';
  /**
   * The level that the range's larger magnitude stands for, > 0: scale = magnitude / load. For levels of a unit-variance
   * density it is the load factor, how many standard deviations the range's end is. By default the levels stand as they
   * are, in the unit of the samples, whatever the range.
   */
  readonly load?: number;
}

/** Options of {@link codebook}. */
export interface CodebookOptions extends CodebookScaling {
  /** Reconstruction levels in the order of their codes, 1 to 65536 finite numbers; any order, gaps and repeats allowed. */
  readonly levels: ArrayLike<number>;
}

const OPTIONS: OptionKeys<CodebookOptions> = { levels: true, axis: true, load: true };

/**
 * Nearest level of any set: code k stands for `scale * levels[k]`.
 *
 * A sample midway between two levels goes to the one nearer to 0, midway between -a and a to a; of equal levels the lowest
 * code is used. Zero is kept where it is a level. Samples more than half the outermost step beyond the outermost level,
 * infinities among them, get the outermost code and count as clipped. A channel that is 0 throughout gets scale 1. NaN is
 * an error. The search takes O(1) on average, O(log n) at worst.
 */
export function codebook(options: CodebookOptions): Quantizer<CodebookParams> {
  const { levels, axis = 'channel', load } = checkOptions('codebook', options, OPTIONS);
  return codebookOf('codebook', codebookParams(checkLevels('codebook', levels)), { axis, load });
}

/** A quantizer whose parameters are `params` at other scales; steps end midway between levels where nothing else is said. */
export function codebookOf(
  name: string,
  params: CodebookParams,
  { axis = 'channel', load }: { readonly axis?: 'tensor' | 'channel'; readonly load?: number | undefined },
  stairs: (levels: readonly number[]) => Staircase = nearestStairs,
): Quantizer<CodebookParams> {
  checkOneOf(name, 'axis', axis, ['tensor', 'channel']);
  if (load !== undefined) checkPositive(name, 'load', load);
  return {
    name,
    design(range) {
      checkRange(name, range);
      return load === undefined ? params : freezeParams({ ...params, scale: scalesOf(range, axis, load) });
    },
    encode: (x, begin, end, p, c, out) =>
      encodeStaircase(x, begin, end, { stairs: stairs(p.levels), scale: entry(p.scale, c), qmin: p.qmin }, out),
  };
}

/** Frozen parameters of scale 1 for a list of levels. */
export function codebookParams(levels: readonly number[], qmin = 0): CodebookParams {
  const bits = Math.max(32 - Math.clz32(levels.length - 1), 1);
  return freezeParams({ kind: 'codebook', bits, qmin, qmax: qmin + levels.length - 1, levels, scale: [1] });
}

/** Scales that bring the magnitude of a range to the level `load`; float32, normal, finite. */
function scalesOf(range: Range, axis: 'tensor' | 'channel', load: number): number[] {
  const one = ([min, max]: readonly [number, number]): number => {
    const peak = Math.max(-min, max);
    return peak === 0 ? 1 : Math.fround(Math.min(Math.max(peak / load, 2 ** -126), MAX_FLOAT));
  };
  return axis === 'tensor' ? [one(unionOf(range))] : range.min.map((_, c) => one(intervalOf(range, c)));
}

const MAX_FLOAT = (2 - 2 ** -23) * 2 ** 127;

/** A frozen copy of levels from outside. */
function checkLevels(who: string, levels: ArrayLike<number>): readonly number[] {
  if (!Array.isArray(levels) && !ArrayBuffer.isView(levels)) {
    throw new OptionTypeError(`${who}: levels must be an array of numbers, got ${show(levels)}`);
  }
  if (levels.length < 1 || levels.length > 65536) {
    throw new OptionRangeError(`${who}: levels must be 1 to 65536 numbers, got ${levels.length}`);
  }
  return Object.freeze(Array.from(levels, (level, k) => checkNumber(who, `levels[${k}]`, level)));
}

const known = new WeakMap<readonly number[], Staircase>();

/** Steps that end midway between neighbouring levels; made once for each list of levels. */
export function nearestStairs(levels: readonly number[]): Staircase {
  const found = known.get(levels);
  if (found) return found;
  // stable, so of equal levels the lowest code comes first and keeps its step
  const order = Array.from(levels, (_, k) => k)
    .sort((a, b) => levels[a] - levels[b])
    .filter((k, i, all) => i === 0 || levels[k] !== levels[all[i - 1]]);
  const ascending = order.map(k => levels[k]);
  const n = order.length;
  const thresholds = Float64Array.from({ length: n - 1 }, (_, k) => stepEnd(ascending[k] / 2 + ascending[k + 1] / 2));
  const half = (outer: number, inner: number) => (n > 1 ? outer + (outer - inner) / 2 : outer);
  const [low, high] = [half(ascending[0], ascending[1]), half(ascending[n - 1], ascending[n - 2])];
  const stairs = staircase(thresholds, Int32Array.from(order), low, high);
  known.set(levels, stairs);
  return stairs;
}
