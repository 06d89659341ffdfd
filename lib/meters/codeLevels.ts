import { curveOf } from '../companding.js';
import { levelsOf, type MemorylessParams } from '../decode.js';
import { entry } from '../qparams.js';
import { stepSize } from './stepSize.js';

/**
 * The levels of a quantizer, ascending, and the thresholds between them: level k stands for what lies between `upper(k - 1)` and
 * `upper(k)`, the first and the last one for everything beyond.
 *
 * @internal
 */
export interface CodeLevels {
  readonly count: number;
  level(k: number): number;
  /** The threshold above level k. */
  upper(k: number): number;
  /** Number of the level that stands for x. */
  indexOf(x: number): number;
  /** The integral of the squared error over all that the levels from `from` to `to` stand for; 0 when from > to. */
  between(from: number, to: number): number;
}

/**
 * The levels of channel `c`: uniform ones by their step, companded ones with their thresholds behind the curve, all others with the
 * thresholds midway.
 *
 * @internal
 */
export function codeLevels(params: Exclude<MemorylessParams, { kind: 'blockScaled' }>, c: number): CodeLevels {
  const step = stepSize(params, c);
  if (step !== undefined) {
    const zeroPoint = 'zeroPoint' in params ? entry(params.zeroPoint, c) : 0;
    return uniformLevels(step, params.qmin - zeroPoint, params.qmax - params.qmin + 1);
  }
  const levels = levelsOf(params, c).sort();
  if (params.kind !== 'companded') return listedLevels(levels, midway(levels));
  const { law, constant, qmin, qmax } = params;
  const [curve, peak] = [curveOf(law, constant), entry(params.peak, c)];
  const thresholds = levels.subarray(1).map((_, k) => Math.fround(peak * curve.expand((qmin + k + 0.5) / qmax)));
  return listedLevels(levels, thresholds, k => (qmin + k) % 2 === 0);
}

/** @param first number of steps from 0 to the lowest level */
function uniformLevels(step: number, first: number, count: number): CodeLevels {
  return {
    count,
    level: k => Math.fround(step * (first + k)), // a decoder gives out float32 numbers
    upper: k => step * (first + k + 0.5),
    indexOf: x => Math.min(Math.max(Math.ceil(x / step - first - 0.5), 0), count - 1),
    between: (from, to) => (Math.max(to - from + 1, 0) * step ** 3) / 12,
  };
}

/** @param keeps whether level k takes a sample at the threshold above it; no matter where that is midway */
function listedLevels(
  levels: Float64Array,
  thresholds: Float64Array,
  keeps: (k: number) => boolean = () => true,
): CodeLevels {
  // sums[k]: of the levels 1 to k, which are bounded on both sides
  const sums = new Float64Array(levels.length);
  for (let k = 1; k < levels.length - 1; k++) {
    sums[k] = sums[k - 1] + ((thresholds[k] - levels[k]) ** 3 - (thresholds[k - 1] - levels[k]) ** 3) / 3;
  }
  return {
    count: levels.length,
    level: k => Math.fround(levels[k]),
    upper: k => thresholds[k],
    indexOf(x) {
      let [low, high] = [0, thresholds.length];
      while (low < high) {
        const middle = (low + high) >> 1;
        if (x <= thresholds[middle]) high = middle;
        else low = middle + 1;
      }
      return x === thresholds[low] && !keeps(low) ? low + 1 : low;
    },
    between: (from, to) => (to < from ? 0 : sums[to] - sums[from - 1]),
  };
}

function midway(levels: Float64Array): Float64Array {
  return levels.subarray(1).map((level, k) => (levels[k] + level) / 2);
}
