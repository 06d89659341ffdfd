/** Laplacian: c exp(c) = 3 * 4^bits, in units of the mean absolute deviation; Newton's method on the logarithm. */
export function laplacianClip(bits: number): number {
  const target = Math.log(3) + bits * Math.log(4);
  let c = target;
  for (let step = 0; step < 40; step++) c -= (c + Math.log(c) - target) / (1 + 1 / c);
  return c;
}

/**
 * Gaussian: pdf(c) - c Q(c) = c / (6 * 4^bits), in units of the standard deviation; by bisection, as the left side
 * falls and the right side rises.
 */
export function gaussianClip(bits: number): number {
  let [low, high] = [0.5, 16];
  for (let step = 0; step < 60; step++) {
    const c = (low + high) / 2;
    const pull = (Math.exp((-c * c) / 2) / Math.sqrt(2 * Math.PI)) * (1 - c * mills(c)) - c / (6 * 4 ** bits);
    if (pull > 0) low = c;
    else high = c;
  }
  return (low + high) / 2;
}

/** Q(c) / pdf(c) by Laplace's continued fraction 1 / (c + 1 / (c + 2 / (c + ...))), c >= 0.5. */
function mills(c: number): number {
  let fraction = c;
  for (let n = 400; n > 0; n--) fraction = c + n / fraction;
  return 1 / fraction;
}
