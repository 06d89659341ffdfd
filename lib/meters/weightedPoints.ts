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
   * Width of the cell that each point is the middle of, over which its weight is spread evenly: 2^exponent of a sketch. Defaults
   * to 0, samples that take these values and no others.
   */
  readonly width?: number;
}

/**
 * Throws when points are not a distribution.
 *
 * @internal
 */
export function checkPoints(who: string, { values, counts, width = 0 }: WeightedPoints): void {
  if (values.length !== counts.length || values.length === 0) {
    throw new OptionRangeError(
      `${who}: points must be as many values as counts, at least one, got ${values.length} and ${counts.length}`,
    );
  }
  if (!(width >= 0 && width < Infinity)) {
    throw new OptionRangeError(`${who}: points.width must be a finite number of at least 0, got ${width}`);
  }
  let total = 0;
  for (let k = 0; k < values.length; k++) {
    if (!Number.isFinite(values[k]) || !(counts[k] >= 0)) {
      throw new OptionRangeError(
        `${who}: points must be finite values with counts of at least 0, got ${values[k]} and ${counts[k]} at ${k}`,
      );
    }
    total += counts[k];
  }
  if (!(total > 0 && total < Infinity)) throw new OptionRangeError(`${who}: points must have weight, got ${total}`);
}
