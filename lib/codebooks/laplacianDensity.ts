import type { Density } from './density.js';

const RATE = Math.SQRT2;

const pdf = (x: number) => (RATE / 2) * Math.exp(-RATE * Math.abs(x));

/** Integrals of p, x p and x^2 p over [x, infinity), x >= 0. */
function tails(x: number): readonly [number, number, number] {
  if (x === Infinity) return [0, 0, 0];
  const mass = Math.exp(-RATE * x) / 2;
  return [mass, mass * (x + 1 / RATE), mass * (x * x + (2 / RATE) * x + 1)];
}

/** Integral of x^n p over [a, b]. */
function moment(n: 0 | 1 | 2, a: number, b: number): number {
  if (a >= 0) return tails(a)[n] - tails(b)[n];
  const mirrored = n === 1 ? -1 : 1;
  if (b <= 0) return mirrored * (tails(-b)[n] - tails(-a)[n]);
  return moment(n, 0, b) + mirrored * moment(n, 0, -a);
}

/** Laplacian (two-sided exponential) density of mean 0 and variance 1; integrals in closed form. */
export const laplacianDensity: Density = Object.freeze({
  support: Object.freeze([-50, 50] as const),
  pdf,
  mass: (a: number, b: number) => moment(0, a, b),
  first: (a: number, b: number) => moment(1, a, b),
  error: (a: number, b: number, level: number) =>
    moment(2, a, b) - 2 * level * moment(1, a, b) + level * level * moment(0, a, b),
});
