import { OptionRangeError } from '../errors.js';

/**
 * The distribution of samples as weighted points: what `pointsOf` makes of a sketch, what `gridHistogram` counts.
 */
export interface WeightedPoints {
  /** Where the points stand, ascending. */
  readonly values: ArrayLike<number>;
  /** Weight of each, not negative: samples, or probabilities. */
  readonly counts: ArrayLike<number>;
  /**
   * Width of the cell that each point is the middle of, over which its weight is spread evenly: one for all, or one for each.
   * Defaults to 0, samples that take these values and no others.
   */
  readonly width?: number | ArrayLike<number>;
}

/**
 * The width of the cell of point `i`.
 *
 * @internal
 */
export function widthOf({ width = 0 }: WeightedPoints, i: number): number {
  return typeof width === 'number' ? width : width[i];
}

/**
 * Mean and variance of a distribution, the spread inside the cells included.
 *
 * @internal
 */
export function pointMoments(points: WeightedPoints): { readonly mean: number; readonly variance: number } {
  const { values, counts } = points;
  let [weight, sum] = [0, 0];
  for (let i = 0; i < values.length; i++) {
    weight += counts[i];
    sum += counts[i] * (values[i] - values[0]); // from the first value on: no offset drowns the variation
  }
  const mean = values[0] + sum / weight;
  let squares = 0;
  for (let i = 0; i < values.length; i++) {
    squares += counts[i] * ((values[i] - mean) ** 2 + widthOf(points, i) ** 2 / 12);
  }
  return { mean, variance: squares / weight };
}

/**
 * Throws when points are not a distribution.
 *
 * @internal
 */
export function checkPoints(who: string, points: WeightedPoints): void {
  const { values, counts, width = 0 } = points;
  if (values.length !== counts.length || values.length === 0) {
    throw new OptionRangeError(
      `${who}: points must be as many values as counts, at least one, got ${values.length} and ${counts.length}`,
    );
  }
  if (typeof width !== 'number' && width.length !== values.length) {
    throw new OptionRangeError(
      `${who}: points.width must be one for each of ${values.length} points, got ${width.length}`,
    );
  }
  let total = 0;
  for (let k = 0; k < values.length; k++) {
    const spread = widthOf(points, k);
    if (!(spread >= 0 && spread < Infinity)) {
      throw new OptionRangeError(`${who}: points.width must be a finite number of at least 0, got ${spread}`);
    }
    if (!Number.isFinite(values[k]) || !(counts[k] >= 0)) {
      throw new OptionRangeError(
        `${who}: points must be finite values with counts of at least 0, got ${values[k]} and ${counts[k]} at ${k}`,
      );
    }
    total += counts[k];
  }
  if (!(total > 0 && total < Infinity)) throw new OptionRangeError(`${who}: points must have weight, got ${total}`);
}
