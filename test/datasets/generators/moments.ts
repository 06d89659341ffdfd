/** Central moments of samples about a known mean. */
export interface Moments {
  readonly mean: number;
  readonly variance: number;
  readonly third: number;
  readonly fourth: number;
}

/** Moments about `centre`, the mean of the distribution. */
export function moments(x: Float32Array, centre: number): Moments {
  let [m1, m2, m3, m4] = [0, 0, 0, 0];
  for (const value of x) {
    const d = value - centre;
    m1 += d;
    m2 += d * d;
    m3 += d * d * d;
    m4 += d * d * d * d;
  }
  return { mean: centre + m1 / x.length, variance: m2 / x.length, third: m3 / x.length, fourth: m4 / x.length };
}

/** Share of the samples that pass a test. */
export function shareOf(x: Float32Array, test: (value: number) => boolean): number {
  return x.reduce((count, value) => count + (test(value) ? 1 : 0), 0) / x.length;
}

/** Correlation of two series of mean 0. */
export function correlation(x: Float32Array, y: Float32Array): number {
  let [xy, xx, yy] = [0, 0, 0];
  for (let i = 0; i < Math.min(x.length, y.length); i++) {
    xy += x[i] * y[i];
    xx += x[i] * x[i];
    yy += y[i] * y[i];
  }
  return xy / Math.sqrt(xx * yy);
}
