/** A set of levels and what it does to the signal it was made for. */
export interface LevelDesign {
  /** Reconstruction levels, ascending. */
  readonly levels: readonly number[];
  /** Where one level's interval ends and the next begins, one fewer than levels. */
  readonly thresholds: readonly number[];
  /** Mean squared error. */
  readonly distortion: number;
  /** Entropy of the codes, bits. */
  readonly entropy: number;
}
