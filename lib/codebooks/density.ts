/**
 * A probability density and its integrals over intervals, which is all that the design of a quantizer needs to know.
 * `a` may be -Infinity and `b` Infinity.
 */
export interface Density {
  /** The interval outside of which the density is 0, or too small to count. */
  readonly support: readonly [low: number, high: number];
  /** The density at x. */
  readonly pdf: (x: number) => number;
  /** Integral of p(x) over [a, b]. */
  readonly mass: (a: number, b: number) => number;
  /** Integral of x p(x) over [a, b]. */
  readonly first: (a: number, b: number) => number;
  /** Integral of (x - level)^2 p(x) over [a, b]. */
  readonly error: (a: number, b: number, level: number) => number;
}
