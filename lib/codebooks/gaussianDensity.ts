import type { Density } from './density.js';
import { erfc } from './erfc.js';

const pdf = (x: number) => Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI);

/** Integral of p over [x, infinity). */
const tail = (x: number) => erfc(x * Math.SQRT1_2) / 2;

/** x p(x), 0 at infinity. */
const slope = (x: number) => (Number.isFinite(x) ? x * pdf(x) : 0);

/** Standard normal density; integrals in closed form. */
export const gaussianDensity: Density = Object.freeze({
  support: Object.freeze([-12, 12] as const),
  pdf,
  mass: (a: number, b: number) => (a > 0 ? tail(a) - tail(b) : tail(-b) - tail(-a)),
  first: (a: number, b: number) => pdf(a) - pdf(b),
  error(a: number, b: number, level: number) {
    const mass = gaussianDensity.mass(a, b);
    return mass + slope(a) - slope(b) - 2 * level * gaussianDensity.first(a, b) + level * level * mass;
  },
});
