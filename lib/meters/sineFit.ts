/** The sine and the offset that lie nearest to some samples. */
export interface SineFit {
  /** Cycles of the sine in all the samples, in (0, size / 2). */
  readonly cycles: number;
  /** Amplitude of the sine, at least 0. */
  readonly amplitude: number;
  /** The constant beside it. */
  readonly offset: number;
  /** Mean square of what is left of the samples. */
  readonly residual: number;
}

/** Samples between two exact phases; between them the phase is turned step by step, which loses 1e-16 a step. */
const RENEW = 64;
const MOST_STEPS = 20;

/**
 * The least-squares fit of a sine and an offset: IEEE Std 1241's three-parameter fit where the frequency is known, else its
 * four-parameter fit, by Gauss-Newton steps in frequency. No window is involved, so nothing leaks, whatever the frequency, and what
 * is left is exactly the noise and distortion of these samples.
 *
 * @param x        samples, shape (size), at least 4
 * @param bin      cycles to begin from, within about half a cycle of the sine's
 * @param known    whether `bin` is exact and stays
 * @param left     takes x less the sine and the offset, shape (size)
 * @see IEEE Std 1241-2010, annex B; P. Handel, Properties of the IEEE-STD-1057 four-parameter sine wave fit algorithm, IEEE
 *   Trans. IM 49 (2000), 1189-1193
 * @internal
 */
export function sineFit(x: Float64Array, bin: number, known: boolean, left: Float64Array): SineFit {
  const size = x.length;
  const inside = (f: number) => Math.min(Math.max(f, 0.02), size / 2 - 0.02);
  let cycles = bin;
  if (!known) {
    // half a cycle off, the error has no slope to follow: the best of a grid first
    let most = -Infinity;
    for (let k = -4; k <= 4; k++) {
      const at = inside(bin + k / 6);
      const { explained } = project(x, at);
      if (explained > most) [most, cycles] = [explained, at];
    }
    const start = cycles;
    for (let step = 0; step < MOST_STEPS; step++) {
      const move = Math.min(Math.max(stepFrom(x, cycles), -0.25), 0.25);
      if (!Number.isFinite(move)) break;
      cycles = inside(Math.min(Math.max(cycles + move, start - 0.5), start + 0.5));
      if (Math.abs(move) < 1e-12 * cycles) break;
    }
    if (!(project(x, cycles).explained >= most)) cycles = start;
  }
  const { cosine, sine, offset } = project(x, cycles);
  return {
    cycles,
    amplitude: Math.hypot(cosine, sine),
    offset,
    residual: takeOff(x, cycles, cosine, sine, offset, left),
  };
}

/** A fit at one frequency: x = cosine cos + sine sin + offset. */
interface Projection {
  readonly cosine: number;
  readonly sine: number;
  readonly offset: number;
  /** Sum of squares that the fit takes off. */
  readonly explained: number;
  /** Products of the columns cos, sin and 1 with each other, shape (3, 3). */
  readonly normal: Float64Array;
}

function project(x: Float64Array, cycles: number): Projection {
  const size = x.length;
  const turn = (2 * Math.PI * cycles) / size;
  const [ct, st] = [Math.cos(turn), Math.sin(turn)];
  const middle = (size - 1) / 2;
  let [cc, cs, c1, ss, s1, xc, xs, x1] = [0, 0, 0, 0, 0, 0, 0, 0];
  for (let from = 0; from < size; from += RENEW) {
    let [c, s] = [Math.cos(turn * (from - middle)), Math.sin(turn * (from - middle))];
    const to = Math.min(from + RENEW, size);
    for (let n = from; n < to; n++) {
      const v = x[n];
      cc += c * c;
      cs += c * s;
      c1 += c;
      ss += s * s;
      s1 += s;
      xc += v * c;
      xs += v * s;
      x1 += v;
      const turned = c * ct - s * st;
      s = s * ct + c * st;
      c = turned;
    }
  }
  const normal = Float64Array.of(cc, cs, c1, cs, ss, s1, c1, s1, size);
  const [cosine, sine, offset] = solve(normal, [xc, xs, x1]);
  return { cosine, sine, offset, normal, explained: cosine * xc + sine * xs + offset * x1 };
}

/**
 * Cycles to move for a better fit: what is left of the samples against the derivative of the fit by the phase at the
 * ends, t (sine cos - cosine sin) with t from -pi to pi, freed from cos, sin and 1.
 */
function stepFrom(x: Float64Array, cycles: number): number {
  const { cosine, sine, offset, normal } = project(x, cycles);
  const size = x.length;
  const turn = (2 * Math.PI * cycles) / size;
  const [ct, st] = [Math.cos(turn), Math.sin(turn)];
  const middle = (size - 1) / 2;
  let [dc, ds, d1, dd, de] = [0, 0, 0, 0, 0];
  for (let from = 0; from < size; from += RENEW) {
    let [c, s] = [Math.cos(turn * (from - middle)), Math.sin(turn * (from - middle))];
    const to = Math.min(from + RENEW, size);
    for (let n = from; n < to; n++) {
      const e = x[n] - cosine * c - sine * s - offset;
      const d = ((2 * Math.PI * (n - middle)) / size) * (sine * c - cosine * s);
      dc += d * c;
      ds += d * s;
      d1 += d;
      dd += d * d;
      de += d * e;
      const turned = c * ct - s * st;
      s = s * ct + c * st;
      c = turned;
    }
  }
  const [p, q, r] = solve(normal, [dc, ds, d1]);
  return de / (dd - p * dc - q * ds - r * d1);
}

/** Writes what a fit leaves; returns its mean square. */
function takeOff(
  x: Float64Array,
  cycles: number,
  cosine: number,
  sine: number,
  offset: number,
  left: Float64Array,
): number {
  const size = x.length;
  const turn = (2 * Math.PI * cycles) / size;
  const [ct, st] = [Math.cos(turn), Math.sin(turn)];
  const middle = (size - 1) / 2;
  let sum = 0;
  for (let from = 0; from < size; from += RENEW) {
    let [c, s] = [Math.cos(turn * (from - middle)), Math.sin(turn * (from - middle))];
    const to = Math.min(from + RENEW, size);
    for (let n = from; n < to; n++) {
      const e = x[n] - cosine * c - sine * s - offset;
      left[n] = e;
      sum += e * e;
      const turned = c * ct - s * st;
      s = s * ct + c * st;
      c = turned;
    }
  }
  return sum / size;
}

/** Solves a symmetric system of three by Gauss with pivots; an unknown without a pivot is 0. */
function solve(matrix: Float64Array, right: readonly [number, number, number]): readonly [number, number, number] {
  const m = [0, 1, 2].map(r => [...matrix.subarray(3 * r, 3 * r + 3), right[r]]);
  const least = 1e-13 * Math.max(m[0][0], m[1][1], m[2][2]);
  const free = [true, true, true];
  for (let k = 0; k < 3; k++) {
    let row = k;
    for (let r = k + 1; r < 3; r++) if (Math.abs(m[r][k]) > Math.abs(m[row][k])) row = r;
    [m[k], m[row]] = [m[row], m[k]];
    if (!(Math.abs(m[k][k]) > least)) {
      free[k] = false;
      continue;
    }
    for (let r = 0; r < 3; r++) {
      if (r === k) continue;
      const factor = m[r][k] / m[k][k];
      for (let j = k; j < 4; j++) m[r][j] -= factor * m[k][j];
    }
  }
  const of = (k: number) => (free[k] ? m[k][3] / m[k][k] : 0);
  return [of(0), of(1), of(2)];
}
