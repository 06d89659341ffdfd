/**
 * Continuous companding curves on [-1, 1]: odd, monotone, 0 to 0 and 1 to 1.
 *
 * @see ITU-T G.711 (1988), of whose segmented laws these are the continuous form; docs/quantization.md, equations (11), (12)
 */
export interface Curve {
  /** x in [-1, 1] to y in [-1, 1]. */
  compress(x: number): number;
  /** The inverse of `compress`. */
  expand(y: number): number;
  /** 1 / compress'(x), for Bennett's integral. */
  inverseSlope(x: number): number;
}

/** `sgn(x) ln(1 + mu|x|) / ln(1 + mu)`. @param mu above 0; 255 in North America and Japan */
export function muCurve(mu: number): Curve {
  const log = Math.log1p(mu);
  return {
    compress: x => (x < 0 ? -Math.log1p(-mu * x) : Math.log1p(mu * x)) / log,
    expand: y => (y < 0 ? -Math.expm1(-y * log) : Math.expm1(y * log)) / mu,
    inverseSlope: x => (log * (1 + mu * Math.abs(x))) / mu,
  };
}

/** `A|x| / (1 + ln A)` below 1/A, `(1 + ln(A|x|)) / (1 + ln A)` above. @param A above 1; 87.6 in Europe */
export function aCurve(A: number): Curve {
  const d = 1 + Math.log(A);
  const positive = (x: number) => (x < 1 / A ? (A * x) / d : (1 + Math.log(A * x)) / d);
  const inverse = (y: number) => (y < 1 / d ? (y * d) / A : Math.exp(y * d - 1) / A);
  return {
    compress: x => (x < 0 ? -positive(-x) : positive(x)),
    expand: y => (y < 0 ? -inverse(-y) : inverse(y)),
    inverseSlope: x => d * Math.max(Math.abs(x), 1 / A),
  };
}

/** The curve of companded parameters. */
export function curveOf(law: 'mu' | 'a', constant: number): Curve {
  return law === 'mu' ? muCurve(constant) : aCurve(constant);
}
