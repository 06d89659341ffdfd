/** A number for height and one for width. */
export type Pair = readonly [height: number, width: number];

/** Windows of a convolution, or of its transpose, over planes that lie one after another; along time they have one row. */
export interface PlaneGeometry {
  /** Shape of a plane of the input. */
  readonly plane: readonly [height: number, width: number, channels: number];
  /** Height and width of a plane of the output. */
  readonly made: Pair;
  /** Taps. */
  readonly kernel: Pair;
  readonly stride: Pair;
  /** Distance between taps. */
  readonly dilation: Pair;
  /** Entries of padding before the first window, which count as zeros; of a transpose, entries of the output that are cut off. */
  readonly before: Pair;
  /** Groups of channels that do not see each other. */
  readonly groups: number;
}
