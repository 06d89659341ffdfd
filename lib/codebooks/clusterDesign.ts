import { checkInteger } from '../check.js';
import { OptionRangeError } from '../errors.js';
import { checkOptions, type OptionKeys } from '../options.js';
import type { LevelDesign } from './levelDesign.js';
import { pointDesign } from './pointDesign.js';

/** Options of {@link clusterDesign}. */
export interface ClusterDesignOptions {
  /** Finite numbers in any order. */
  readonly samples: ArrayLike<number>;
  /** The most levels, an integer in [1, 4096]. */
  readonly levels: number;
}

const OPTIONS: OptionKeys<ClusterDesignOptions> = { samples: true, levels: true };

/**
 * The levels of least mean squared error for given samples: k-means in one dimension. Samples of fewer distinct values than
 * `levels` are met exactly; of up to 16384 the optimum is found, beyond that one close to it (the optimum for groups of
 * neighbours, then Lloyd's steps). The same for any order of the samples; no samples give the one level 0.
 *
 * @see H. Wang, M. Song, "Ckmeans.1d.dp", The R Journal 3/2 (2011), 29-33
 */
export function clusterDesign(options: ClusterDesignOptions): LevelDesign {
  const { samples, levels } = checkOptions('clusterDesign', options, OPTIONS);
  checkInteger('clusterDesign', 'levels', levels, 1, 4096);
  const sorted = Float64Array.from(samples).sort();
  const [points, weights] = [new Float64Array(sorted.length), new Float64Array(sorted.length)];
  let n = 0;
  for (const x of sorted) {
    if (!Number.isFinite(x)) throw new OptionRangeError(`clusterDesign: samples must be finite, got ${x}`);
    if (n === 0 || x !== points[n - 1]) points[n++] = x + 0; // -0 becomes 0
    weights[n - 1]++;
  }
  return pointDesign({ values: points.subarray(0, n), counts: weights.subarray(0, n) }, levels);
}
