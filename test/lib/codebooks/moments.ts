import type { Density } from '../../../lib/codebooks/index.js';

/** Integral of f over [a, b] by Simpson's rule in 20,000 parts. */
export function simpson(f: (x: number) => number, a: number, b: number): number {
  const n = 20000;
  const h = (b - a) / n;
  let sum = f(a) + f(b);
  for (let i = 1; i < n; i++) sum += (i % 2 === 0 ? 2 : 4) * f(a + i * h);
  return (sum * h) / 3;
}

/** The three integrals of a density over [a, b], by itself and by Simpson's rule. */
export function integrals(
  { pdf, mass, first, error }: Density,
  a: number,
  b: number,
  level: number,
): [number, number][] {
  return [
    [mass(a, b), simpson(pdf, a, b)],
    [first(a, b), simpson(x => x * pdf(x), a, b)],
    [error(a, b, level), simpson(x => (x - level) ** 2 * pdf(x), a, b)],
  ];
}
