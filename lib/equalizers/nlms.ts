/** The last samples of an adaptive filter's input: each is written twice, so that a window is always contiguous. */
export class DelayLine {
  /** Samples, shape (2, length); the window starts at `at`, newest first. */
  readonly samples: Float64Array;
  at = 0;

  constructor(readonly length: number) {
    this.samples = new Float64Array(2 * length);
  }

  push(x: number): void {
    this.at = this.at === 0 ? this.length - 1 : this.at - 1;
    this.samples[this.at] = this.samples[this.at + this.length] = x;
  }

  /** The samples, newest first. */
  window(): Float64Array {
    return this.samples.subarray(this.at, this.at + this.length);
  }

  /** Fills the line with these samples, newest first. */
  fill(window: ArrayLike<number>): void {
    this.at = 0;
    this.samples.set(window, 0);
    this.samples.set(window, this.length);
  }
}

/**
 * One sample of the normalized least-mean-squares filter: e = d - w.u, then w += stepSize e u / (epsilon + |u|^2).
 *
 * @internal
 *
 * @param weights w, shape (taps); adapted in place
 * @param line u is its window from `delay` on
 * @returns the error e before the adaptation
 * @see S. Haykin, Adaptive Filter Theory, chapter on normalized LMS
 */
export function nlms(
  d: number,
  weights: Float64Array,
  { samples, at }: DelayLine,
  delay: number,
  stepSize: number,
  epsilon: number,
): number {
  const taps = weights.length;
  const from = at + delay;
  let estimate = 0;
  let energy = epsilon;
  for (let k = 0; k < taps; k++) {
    const u = samples[from + k];
    estimate += weights[k] * u;
    energy += u * u;
  }
  const error = d - estimate;
  const step = (stepSize * error) / energy;
  for (let k = 0; k < taps; k++) weights[k] += step * samples[from + k];
  return error;
}
