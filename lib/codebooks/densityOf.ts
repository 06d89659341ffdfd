import { checkFunction, checkNumber, show } from '../check.js';
import { OptionRangeError } from '../errors.js';
import { checkOptions, type OptionKeys } from '../options.js';
import type { Density } from './density.js';

/** Options of {@link densityOf}. */
export interface DensityOptions {
  /** The density up to a factor: finite and not negative on the support. */
  readonly pdf: (x: number) => number;
  /** The interval outside of which it is 0. */
  readonly support: readonly [low: number, high: number];
  /** Places inside the support where it jumps or has a corner; integrals stay accurate across them. None by default. */
  readonly breaks?: readonly number[];
}

/** Nodes and weights of the 8-point Gauss-Legendre rule on [-1, 1], positive half. Abramowitz and Stegun, table 25.4 */
const RULE = [
  [0.1834346424956498, 0.362683783378362],
  [0.525532409916329, 0.3137066458778873],
  [0.7966664774136267, 0.2223810344533745],
  [0.9602898564975363, 0.1012285362903763],
] as const;

const PANELS = 256;

const OPTIONS: OptionKeys<DensityOptions> = { pdf: true, support: true, breaks: true };

/** A density from any function, normalised; integrals by Gauss-Legendre quadrature on 256 panels. */
export function densityOf(options: DensityOptions): Density {
  const { pdf, support, breaks = [] } = checkOptions('densityOf', options, OPTIONS);
  checkFunction('densityOf', 'pdf', pdf);
  const [low, high] = [
    checkNumber('densityOf', 'support', support[0]),
    checkNumber('densityOf', 'support', support[1]),
  ];
  if (!(low < high)) throw new OptionRangeError(`densityOf: support must have low < high, got [${low}, ${high}]`);
  for (const x of breaks) {
    checkNumber('densityOf', 'breaks', x, `a number inside (${low}, ${high})`, b => b > low && b < high);
  }
  const panel = (high - low) / PANELS;
  const uniform = Array.from({ length: PANELS + 1 }, (_, k) => (k === PANELS ? high : low + k * panel));
  const edges = [...new Set([...uniform, ...breaks])].sort((a, b) => a - b);
  const checked = (x: number): number => {
    const p = pdf(x);
    if (p >= 0 && p < Infinity) return p;
    throw new OptionRangeError(`densityOf: pdf must be finite and not negative, got ${show(p)} at ${x}`);
  };

  /** Integral of f over [a, b], panel by panel. */
  function integral(f: (x: number) => number, a: number, b: number): number {
    const [from, to] = [Math.max(a, low), Math.min(b, high)];
    let sum = 0;
    for (let k = Math.max(Math.floor((from - low) / panel), 0); k + 1 < edges.length && edges[k] < to; k++) {
      const [left, right] = [Math.max(edges[k], from), Math.min(edges[k + 1], to)];
      if (left < right) sum += gaussLegendre(f, left, right);
    }
    return sum;
  }
  const total = integral(checked, low, high);
  if (!(total > 0)) throw new OptionRangeError('densityOf: pdf must not be 0 on the whole support');
  const p = (x: number) => (x >= low && x <= high ? checked(x) / total : 0);
  return Object.freeze({
    support: Object.freeze([low, high] as const),
    pdf: p,
    mass: (a: number, b: number) => integral(p, a, b),
    first: (a: number, b: number) => integral(x => x * p(x), a, b),
    error: (a: number, b: number, level: number) => integral(x => (x - level) ** 2 * p(x), a, b),
  });
}

function gaussLegendre(f: (x: number) => number, a: number, b: number): number {
  const [centre, half] = [(a + b) / 2, (b - a) / 2];
  let sum = 0;
  for (const [node, weight] of RULE) sum += weight * (f(centre - half * node) + f(centre + half * node));
  return sum * half;
}
