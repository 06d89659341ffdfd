/**
 * The modified Bessel function of the first kind and order 0: `sum (x/2)^(2k) / k!^2`, all terms positive.
 *
 * @internal
 */
export function besselI0(x: number): number {
  let [sum, term] = [1, 1];
  for (let k = 1; term > sum * 1e-17; k++) {
    term *= (x / (2 * k)) ** 2;
    sum += term;
  }
  return sum;
}
