import { decoder, levelsOf } from '../decode.js';
import type { AdaptiveParams, BlockScaledParams, QParams } from '../qparams.js';
import { stepOf, type UniformParams, zeroPointOf } from './uniformGrid.js';

/** Parameters whose levels are the same for every sample. */
export type LevelParams = Exclude<QParams, AdaptiveParams | BlockScaledParams>;

/** The levels of one channel in ascending order, as the decoder gives them: float32. */
export interface LevelGrid {
  readonly low: number;
  readonly high: number;
  /** Level number `k`. */
  readonly level: (k: number) => number;
  /** The k with level(k) <= v < level(k + 1); v in [low, high]. */
  readonly find: (v: number) => number;
  /** The code of level number `k`. */
  readonly codeOf: (k: number) => number;
}

/**
 * The levels of channel `c`: by formula where they are uniform, else by a sorted table.
 *
 * @internal
 */
export function levelGrid(params: LevelParams, c: number): LevelGrid {
  return params.kind === 'companded' || params.kind === 'codebook' ? tabled(params, c) : uniform(params, c);
}

/** Level numbers are the codes. */
function uniform(params: UniformParams, c: number): LevelGrid {
  const { qmin, qmax } = params;
  const value = decoder(params, c);
  const level = (q: number) => Math.fround(value(q));
  const [step, zeroPoint] = [stepOf(params, c), zeroPointOf(params, c)];
  return {
    low: level(qmin),
    high: level(qmax),
    level,
    find(v) {
      let q = Math.min(Math.max(Math.floor(v / step + zeroPoint), qmin), qmax);
      // float32 moves levels by a hair; where it makes neighbours equal, the code of the quotient stays
      while (level(q) > v) q--;
      while (level(q) < v && level(q + 1) <= v) q++;
      return q;
    },
    codeOf: q => q,
  };
}

function tabled(params: LevelParams, c: number): LevelGrid {
  const values = Float32Array.from(levelsOf(params, c));
  // of equal levels (two zeros, codes that are never written) the lowest code stands for all
  const codes = Array.from(values, (_, k) => k)
    .sort((a, b) => values[a] - values[b] || a - b)
    .filter((k, i, sorted) => i === 0 || values[k] !== values[sorted[i - 1]]);
  const levels = Float32Array.from(codes, k => values[k]);
  return {
    low: levels[0],
    high: levels[levels.length - 1],
    level: k => levels[k],
    find(v) {
      let [low, high] = [0, levels.length]; // the answer is in [low, high)
      while (high - low > 1) {
        const middle = (low + high) >> 1;
        if (levels[middle] <= v) low = middle;
        else high = middle;
      }
      return low;
    },
    codeOf: k => params.qmin + codes[k],
  };
}
