/** The moments of one channel. */
export interface ChannelMoments {
  /** Samples that counted. */
  readonly count: number;
  /** NaN without samples. */
  readonly mean: number;
  /** Mean squared distance from the mean, the variance of the population; NaN without samples. */
  readonly variance: number;
  /** Third central moment over variance^1.5; NaN where the variance is 0. */
  readonly skewness: number;
  /** Fourth central moment over variance^2, 3 for a Gaussian; NaN where the variance is 0. */
  readonly kurtosis: number;
  /** NaN and infinite samples seen. */
  readonly nonFinite: number;
}

const POWERS = 4;
const SUMS = 1 + 2 + 3 + 4; // power p of a 24-bit mantissa takes p limbs of 24 bits
const SCALES = 256; // one set of sums for each exponent of float32
const LIMB = 2 ** 24;
const OFTEN = 2 ** 27; // samples until a sum, growing by less than 2^26 each, could leave the exact integers

/**
 * The sums of x, x^2, x^3 and x^4, without any rounding: a float32 is an integer times a power of two, so integers are
 * summed for each exponent apart. What was added can be taken away again, and order changes nothing. 20 KB a channel.
 *
 * @internal
 */
export class ExactSums {
  /** Finite samples in the sums. */
  count = 0;
  private readonly sums = new Float64Array(SCALES * SUMS);
  private readonly spilled = new Array<bigint>(POWERS).fill(0n); // sum of x^p in units of 2^(-149 p)
  private pending = 0;

  /** Adds (`sign` 1) or takes away (-1) the finite ones of x[begin] to x[end - 1]; returns how many are not finite. */
  add(x: Float32Array, begin: number, end: number, sign: 1 | -1): number {
    let nonFinite = 0;
    for (let at = begin; at < end;) {
      if (this.pending >= OFTEN) this.spill();
      const to = Math.min(end, at + OFTEN - this.pending);
      nonFinite += this.addRun(x, at, to, sign);
      this.pending += to - at;
      at = to;
    }
    this.count += sign * (end - begin - nonFinite);
    return nonFinite;
  }

  merge(other: ExactSums): void {
    other.spill();
    other.spilled.forEach((sum, p) => (this.spilled[p] += sum));
    this.count += other.count;
  }

  /** The four sums, exactly, in units of 2^-149, 2^-298, 2^-447 and 2^-596. */
  totals(): readonly bigint[] {
    this.spill();
    return this.spilled;
  }

  /** Replaces everything. */
  set(count: number, totals: readonly bigint[]): void {
    this.sums.fill(0);
    this.pending = 0;
    this.count = count;
    totals.forEach((sum, p) => (this.spilled[p] = sum));
  }

  private addRun(x: Float32Array, begin: number, end: number, sign: number): number {
    const { sums } = this;
    const words = new Int32Array(x.buffer, x.byteOffset, x.length);
    let nonFinite = 0;
    for (let i = begin; i < end; i++) {
      const word = words[i];
      const exponent = (word >>> 23) & 255;
      if (exponent === 255) {
        nonFinite++;
        continue;
      }
      const m = exponent === 0 ? word & 0x7fffff : (word & 0x7fffff) | 0x800000;
      const at = exponent === 0 ? SUMS : exponent * SUMS;
      const odd = word < 0 ? -sign : sign;
      const square = m * m; // below 2^48
      const h = (square / LIMB) | 0;
      const l = square - h * LIMB;
      const mh = m * h;
      const mhh = (mh / LIMB) | 0;
      const ml = m * l;
      const mlh = (ml / LIMB) | 0;
      const hh = h * h;
      const hhh = (hh / LIMB) | 0;
      const hl = 2 * h * l; // below 2^49
      const hlh = (hl / LIMB) | 0;
      const ll = l * l;
      const llh = (ll / LIMB) | 0;
      sums[at] += odd * m;
      sums[at + 1] += sign * l;
      sums[at + 2] += sign * h;
      sums[at + 3] += odd * (ml - mlh * LIMB);
      sums[at + 4] += odd * (mh - mhh * LIMB + mlh);
      sums[at + 5] += odd * mhh;
      sums[at + 6] += sign * (ll - llh * LIMB);
      sums[at + 7] += sign * (hl - hlh * LIMB + llh);
      sums[at + 8] += sign * (hh - hhh * LIMB + hlh);
      sums[at + 9] += sign * hhh;
    }
    return nonFinite;
  }

  /** Moves the sums into the totals. */
  private spill(): void {
    if (this.pending === 0) return;
    for (let exponent = 1; exponent < SCALES - 1; exponent++) {
      for (let p = 1, at = exponent * SUMS; p <= POWERS; at += p++) {
        for (let limb = 0; limb < p; limb++) {
          const sum = this.sums[at + limb];
          if (sum !== 0) this.spilled[p - 1] += BigInt(sum) << BigInt(24 * limb + p * (exponent - 1));
        }
      }
    }
    this.sums.fill(0);
    this.pending = 0;
  }
}

/**
 * Mean and central moments from exact sums: each exact until it is rounded to a double.
 *
 * @internal
 */
export function momentsOf(sums: ExactSums, nonFinite: number): ChannelMoments {
  const { count } = sums;
  if (count === 0) return moment(0, NaN, NaN, NaN, NaN, nonFinite);
  const n = BigInt(count);
  const [s1, s2, s3, s4] = sums.totals();
  const m2 = n * s2 - s1 * s1;
  const m3 = n * n * s3 - 3n * n * s1 * s2 + 2n * s1 ** 3n;
  const m4 = n ** 3n * s4 - 4n * n * n * s1 * s3 + 6n * n * s1 * s1 * s2 - 3n * s1 ** 4n;
  const variance = quotient(m2, n * n, -298);
  const skewness = quotient(m3, n ** 3n, -447) / (variance * Math.sqrt(variance));
  return moment(
    count,
    quotient(s1, n, -149),
    variance,
    skewness,
    quotient(m4, n ** 4n, -596) / variance ** 2,
    nonFinite,
  );
}

function moment(
  count: number,
  mean: number,
  variance: number,
  skewness: number,
  kurtosis: number,
  nonFinite: number,
): ChannelMoments {
  return Object.freeze({ count, mean, variance, skewness, kurtosis, nonFinite });
}

/** a / b * 2^exponent as a double, b > 0. */
function quotient(a: bigint, b: bigint, exponent: number): number {
  const size = (x: bigint) => 4 * x.toString(16).length;
  const shift = 72 + size(b) - size(a); // leaves more bits than a double holds
  const ratio = shift >= 0 ? (a << BigInt(shift)) / b : a / (b << BigInt(-shift));
  return Number(ratio) * 2 ** (exponent - shift);
}
