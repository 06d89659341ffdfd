/** From one sample on another label holds: the truth about a recording, as a stream of changes. */
export interface LabelChange {
  /** Absolute index of the first sample of the label. */
  readonly start: number;
  /** Undefined where nothing is said of the samples. */
  readonly label: string | undefined;
}
