/**
 * How an automatic gain control measures a block of samples. It holds no state.
 *
 * What it measures is smoothed over time as it is: amplitudes stay amplitudes, while powers are averaged as powers and only
 * then become an amplitude.
 */
export interface Level {
  readonly name: string;
  /** Measure of `x[begin..end)`, at least one sample; NaN or infinite where a sample is. */
  of(x: Float32Array, begin: number, end: number): number;
  /** The amplitude that a smoothed measure stands for, in the unit of the samples. */
  amplitude(smoothed: number): number;
}
