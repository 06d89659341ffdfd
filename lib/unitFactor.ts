/** Powers of ten by prefix. */
const PREFIXES: Readonly<Record<string, number>> = {
  p: -12,
  n: -9,
  u: -6,
  µ: -6,
  μ: -6,
  m: -3,
  c: -2,
  d: -1,
  '': 0,
  h: 2,
  k: 3,
  M: 6,
  G: 9,
};

/** Units that take prefixes; `g` is the acceleration of gravity, as on sensors. */
const PREFIXED: readonly string[] = [
  'V',
  'A',
  'W',
  'Hz',
  'g',
  'Pa',
  'bar',
  'm',
  's',
  'T',
  'N',
  'rad/s',
  'm/s^2',
  'Ohm',
];

/** Units by what they are multiples of. */
const MULTIPLES: Readonly<Record<string, readonly [factor: number, unit: string]>> = {
  g: [9.80665, 'm/s^2'],
  bar: [1e5, 'Pa'],
  'deg/s': [Math.PI / 180, 'rad/s'],
  gauss: [1e-4, 'T'],
};

/** Other ways to write a unit. */
const WRITTEN: Readonly<Record<string, string>> = {
  'm/s2': 'm/s^2',
  'm/s²': 'm/s^2',
  'm.s-2': 'm/s^2',
  dps: 'deg/s',
  '°/s': 'deg/s',
  volt: 'V',
  volts: 'V',
  millivolts: 'mV',
  microvolts: 'uV',
  Ω: 'Ohm',
};

/**
 * What numbers in one unit are multiplied by to be in another: 0.001 from mg to g, 9.80665 from g to m/s^2. Undefined where the units are of
 * different kinds, or not known.
 *
 * @internal
 *
 * @see SI Brochure, 9th edition: prefixes, and the standard acceleration of gravity, 9.80665 m/s^2
 */
export function unitFactor(from: string, to: string): number | undefined {
  if (from === to) return 1;
  const [a, b] = [baseOf(from.trim()), baseOf(to.trim())];
  if (!a || !b || a.unit !== b.unit) return undefined;
  const power = a.power - b.power;
  const scaled = power < 0 ? 1 / 10 ** -power : 10 ** power; // exact ratios of powers of ten
  return scaled * (a.factor / b.factor);
}

/** A unit as factor * 10^power of a base unit. */
function baseOf(given: string): { readonly factor: number; readonly power: number; readonly unit: string } | undefined {
  const text = Object.hasOwn(WRITTEN, given) ? WRITTEN[given] : given;
  for (const [prefix, power] of Object.entries(PREFIXES)) {
    const unit = text.slice(prefix.length);
    const known = PREFIXED.includes(unit) || (prefix === '' && Object.hasOwn(MULTIPLES, unit));
    if (!text.startsWith(prefix) || !known) continue;
    const [factor, base] = Object.hasOwn(MULTIPLES, unit) ? MULTIPLES[unit] : [1, unit];
    return { factor, power, unit: base };
  }
  return undefined;
}
