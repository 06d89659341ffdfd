/** A weighting of frequencies for signals that are heard. */
export type Weighting = 'A' | 'C' | 'itu468' | 'psophometric';

/**
 * Gains of weightings by frequency in Hz.
 *
 * | name | for | standard | 0 dB at |
 * |---|---|---|---|
 * | `A`, `C` | sound level | IEC 61672-1:2013, annex E | 1 kHz |
 * | `itu468` | audio noise, with an rms detector where the standard has a quasi-peak one | ITU-R BS.468-4 | 1 kHz |
 * | `psophometric` | telephone circuits | ITU-T O.41 (10/94), table 1 | 800 Hz |
 */
export const weightings: Readonly<Record<Weighting, (f: number) => number>> = Object.freeze({
  A: (f: number) => aCurve(f) / aCurve(1000),
  C: (f: number) => cCurve(f) / cCurve(1000),
  itu468: (f: number) => itu468Curve(f) / itu468Curve(1000),
  psophometric: (f: number) => 10 ** (interpolated(O41, f) / 20),
});

// poles of IEC 61672-1, Hz
const [F1, F2, F3, F4] = [20.598997, 107.65265, 737.86223, 12194.217];

function cCurve(f: number): number {
  return (f * f) / ((f * f + F1 * F1) * (f * f + F4 * F4));
}

function aCurve(f: number): number {
  return (cCurve(f) * (f * f)) / Math.sqrt((f * f + F2 * F2) * (f * f + F3 * F3));
}

/** The transfer function of the network of ITU-R BS.468-4, annex 1. */
function itu468Curve(f: number): number {
  const h1 = -4.737338981378384e-24 * f ** 6 + 2.043828333606125e-15 * f ** 4 - 1.363894795463638e-7 * f ** 2 + 1;
  const h2 = 1.306612257412824e-19 * f ** 5 - 2.118150887518656e-11 * f ** 3 + 5.559488023498642e-4 * f;
  return f / Math.hypot(h1, h2);
}

/** Hz and dB. */
const O41: readonly (readonly [f: number, gain: number])[] = [
  [16.66, -85],
  [50, -63],
  [100, -41],
  [200, -21],
  [300, -10.6],
  [400, -6.3],
  [500, -3.6],
  [600, -2],
  [700, -0.9],
  [800, 0],
  [900, 0.6],
  [1000, 1],
  [1200, 0],
  [1400, -0.9],
  [1600, -1.7],
  [1800, -2.4],
  [2000, -3],
  [2500, -4.2],
  [3000, -5.6],
  [3500, -8.5],
  [4000, -15],
  [4500, -25],
  [5000, -36],
  [6000, -43],
];

/** dB at a frequency, straight lines over log f, the outermost ones prolonged. */
function interpolated(table: typeof O41, f: number): number {
  if (!(f > 0)) return -Infinity;
  let k = 1;
  while (k < table.length - 1 && f > table[k][0]) k++;
  const [[f0, g0], [f1, g1]] = [table[k - 1], table[k]];
  return g0 + ((g1 - g0) * Math.log(f / f0)) / Math.log(f1 / f0);
}
