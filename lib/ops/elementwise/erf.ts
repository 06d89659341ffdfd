/** Coefficients of Cody's rational approximations, highest power first. */
const near = {
  above: [0.18577770618460315, 3.1611237438705655, 113.86415415105016, 377.485237685302, 3209.3775891384694],
  below: [1, 23.601290952344122, 244.02463793444417, 1282.6165260773723, 2844.236833439171],
};
const middle = {
  above: [
    2.1531153547440383e-8, 0.5641884969886701, 8.883149794388377, 66.11919063714163, 298.6351381974001,
    881.952221241769, 1712.0476126340707, 2051.0783778260716, 1230.3393547979972,
  ],
  below: [
    1, 15.744926110709835, 117.6939508913125, 537.1811018620099, 1621.3895745666903, 3290.7992357334597,
    4362.619090143247, 3439.3676741437216, 1230.3393548037495,
  ],
};
const ONE = 6; // from here on erf(x) = 1 in doubles

/**
 * The error function, `2 / sqrt(pi)` times the integral of exp(-t^2) from 0 to x: relative error below 1e-15. NaN stays NaN.
 *
 * @internal
 *
 * @see W. J. Cody, Rational Chebyshev approximations for the error function, Mathematics of Computation 23 (1969), 631-637
 */
export function erf(x: number): number {
  const size = Math.abs(x);
  if (size <= 0.46875) return x * ratio(near, x * x);
  if (size >= ONE) return Math.sign(x);
  return Math.sign(x) * (1 - Math.exp(-x * x) * ratio(middle, size));
}

function ratio({ above, below }: { readonly above: readonly number[]; readonly below: readonly number[] }, x: number) {
  let [top, bottom] = [0, 0];
  for (let k = 0; k < above.length; k++) {
    top = top * x + above[k];
    bottom = bottom * x + below[k];
  }
  return top / bottom;
}
