/** A line through points, and how far they are from it. */
export interface Line {
  readonly slope: number;
  readonly offset: number;
  /** Standard deviation of the points about it. */
  readonly deviation: number;
  /** Standard error of the slope. */
  readonly error: number;
  /** Mean square of successive differences of the residuals over their mean square: 2 for noise, near 0 where they wander. */
  readonly roughness: number;
}

/** The line of least squares. */
export function fitLine(x: ArrayLike<number>, y: ArrayLike<number>): Line {
  const n = x.length;
  let [mx, my] = [0, 0];
  for (let i = 0; i < n; i++) {
    mx += x[i] / n;
    my += y[i] / n;
  }
  let [xx, xy] = [0, 0];
  for (let i = 0; i < n; i++) {
    xx += (x[i] - mx) * (x[i] - mx);
    xy += (x[i] - mx) * (y[i] - my);
  }
  const slope = xx === 0 ? 0 : xy / xx;
  let [squares, changes, last] = [0, 0, 0];
  for (let i = 0; i < n; i++) {
    const r = y[i] - my - slope * (x[i] - mx);
    squares += r * r;
    if (i > 0) changes += (r - last) * (r - last);
    last = r;
  }
  const deviation = Math.sqrt(squares / Math.max(1, n - 2));
  return {
    slope,
    offset: my - slope * mx,
    deviation,
    error: xx === 0 ? 0 : deviation / Math.sqrt(xx),
    roughness: squares === 0 ? 2 : changes / squares,
  };
}

/** Whether the points about a line are far from it and stay there: then nothing is even. */
export function wanders({ deviation, slope, roughness }: Line): boolean {
  return deviation > 1.5 * slope && (roughness < 0.5 || deviation > 25 * slope);
}

/** The most that {@link roundest} moves a period. */
const MOST = 4e-4;

/**
 * The period (ns) near `period` whose rate in Hz or own length in s has the fewest digits, among those within three standard
 * errors; `period` itself where none of at most five digits is.
 */
export function roundest(period: number, error: number): number {
  const reach = Math.min(3 * error, MOST * period);
  for (let digits = 1; digits <= 5; digits++) {
    const byRate = 1e9 / Number((1e9 / period).toPrecision(digits));
    if (Math.abs(byRate - period) <= reach) return byRate;
    const byLength = 1e9 * Number((period / 1e9).toPrecision(digits));
    if (Math.abs(byLength - period) <= reach) return byLength;
  }
  return period;
}
