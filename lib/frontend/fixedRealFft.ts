/** Largest value of a twiddle factor: 15 fractional bits. */
const ONE = 32767;
/** What a value is multiplied by to be divided by 2 and by 4. */
const HALF = 16383;
const QUARTER = 8191;
/** One half at 15 fractional bits. */
const ROUND = 1 << 14;

/** A Fourier transform of real int16 samples. */
export interface FixedRealFft {
  /**
   * @param samples int16, shape (size)
   * @param bins the transform divided by `size`, int16, real and imaginary parts in turn, shape (size / 2 + 1, 2)
   */
  run(samples: Int16Array, bins: Int16Array): void;
}

/**
 * The Fourier transform of real samples in 16-bit fixed point, with the roundings of KISS FFT (`FIXED_POINT` 16): pairs of samples are
 * complex numbers, which pass through butterflies of radix 4, and of radix 2 innermost where the size needs one; every butterfly divides
 * its inputs by its radix, rounded. Sums that leave int16 wrap, as they do there.
 *
 * @internal
 *
 * @param size a power of two of at least 8
 * @see https://github.com/mborgerding/kissfft
 */
export function fixedRealFft(size: number): FixedRealFft {
  const half = size / 2;
  const twiddles = phasors(half, k => (-2 * Math.PI * k) / half);
  const split = phasors(half / 2, k => -Math.PI * ((k + 1) / half + 0.5));
  const order = inputOrder(half);
  const pairs = new Int16Array(size);

  return {
    run(samples, bins) {
      for (let k = 0; k < half; k++) {
        const from = 2 * order[k];
        pairs[2 * k] = samples[from];
        pairs[2 * k + 1] = samples[from + 1];
      }
      let m = 1;
      if (Math.clz32(half) % 2 === 0) {
        pairwise(pairs);
        m = 2;
      }
      for (; m < half; m *= 4) fourfold(pairs, twiddles, m, half);
      untangle(pairs, split, bins, half);
    },
  };
}

/** cos and sin of some phases, in turn, rounded. */
function phasors(count: number, phase: (k: number) => number): Int16Array {
  const table = new Int16Array(2 * count);
  for (let k = 0; k < count; k++) {
    table[2 * k] = Math.floor(0.5 + ONE * Math.cos(phase(k)));
    table[2 * k + 1] = Math.floor(0.5 + ONE * Math.sin(phase(k)));
  }
  return table;
}

/** Which input stands at each place before the innermost butterflies: digits of the index reversed, radix 4 outermost. */
function inputOrder(count: number): Uint16Array {
  const order = new Uint16Array(count);
  const place = (at: number, from: number, stride: number, length: number): void => {
    if (length === 1) {
      order[at] = from;
      return;
    }
    const radix = length % 4 === 0 ? 4 : 2;
    const part = length / radix;
    for (let q = 0; q < radix; q++) place(at + q * part, from + q * stride, stride * radix, part);
  };
  place(0, 0, 1, count);
  return order;
}

/** Butterflies of radix 2 over neighbours; their twiddle factor is ONE. */
function pairwise(x: Int16Array): void {
  for (let i = 0; i < x.length; i += 4) {
    const ar = (x[i] * HALF + ROUND) >> 15;
    const ai = (x[i + 1] * HALF + ROUND) >> 15;
    const br = (((x[i + 2] * HALF + ROUND) >> 15) * ONE + ROUND) >> 15;
    const bi = (((x[i + 3] * HALF + ROUND) >> 15) * ONE + ROUND) >> 15;
    x[i] = ar + br;
    x[i + 1] = ai + bi;
    x[i + 2] = ar - br;
    x[i + 3] = ai - bi;
  }
}

/** Butterflies of radix 4 over numbers `m` apart, `count` numbers in all. */
function fourfold(x: Int16Array, twiddles: Int16Array, m: number, count: number): void {
  const stride = count / (4 * m);
  const step = 2 * m;
  for (let block = 0; block < 2 * count; block += 4 * step) {
    for (let k = 0; k < m; k++) {
      const i0 = block + 2 * k;
      const i1 = i0 + step;
      const i2 = i1 + step;
      const i3 = i2 + step;
      const t = 2 * stride * k;
      const [w1r, w1i] = [twiddles[t], twiddles[t + 1]];
      const [w2r, w2i] = [twiddles[2 * t], twiddles[2 * t + 1]];
      const [w3r, w3i] = [twiddles[3 * t], twiddles[3 * t + 1]];
      const ar = (x[i0] * QUARTER + ROUND) >> 15;
      const ai = (x[i0 + 1] * QUARTER + ROUND) >> 15;
      const br = (x[i1] * QUARTER + ROUND) >> 15;
      const bi = (x[i1 + 1] * QUARTER + ROUND) >> 15;
      const cr = (x[i2] * QUARTER + ROUND) >> 15;
      const ci = (x[i2 + 1] * QUARTER + ROUND) >> 15;
      const dr = (x[i3] * QUARTER + ROUND) >> 15;
      const di = (x[i3 + 1] * QUARTER + ROUND) >> 15;
      const b1r = (br * w1r - bi * w1i + ROUND) >> 15;
      const b1i = (br * w1i + bi * w1r + ROUND) >> 15;
      const c1r = (cr * w2r - ci * w2i + ROUND) >> 15;
      const c1i = (cr * w2i + ci * w2r + ROUND) >> 15;
      const d1r = (dr * w3r - di * w3i + ROUND) >> 15;
      const d1i = (dr * w3i + di * w3r + ROUND) >> 15;
      const [evenR, evenI] = [ar + c1r, ai + c1i];
      const [oddR, oddI] = [ar - c1r, ai - c1i];
      const [sumR, sumI] = [b1r + d1r, b1i + d1i];
      const [differenceR, differenceI] = [b1r - d1r, b1i - d1i];
      x[i0] = evenR + sumR;
      x[i0 + 1] = evenI + sumI;
      x[i1] = oddR + differenceI;
      x[i1 + 1] = oddI - differenceR;
      x[i2] = evenR - sumR;
      x[i2 + 1] = evenI - sumI;
      x[i3] = oddR - differenceI;
      x[i3 + 1] = oddI + differenceR;
    }
  }
}

/** The bins of the real samples out of those of their pairs. */
function untangle(x: Int16Array, split: Int16Array, bins: Int16Array, half: number): void {
  const even = (x[0] * HALF + ROUND) >> 15;
  const odd = (x[1] * HALF + ROUND) >> 15;
  bins[0] = even + odd;
  bins[1] = 0;
  bins[2 * half] = even - odd;
  bins[2 * half + 1] = 0;
  for (let k = 1; k <= half / 2; k++) {
    const mirror = half - k;
    const pr = (x[2 * k] * HALF + ROUND) >> 15;
    const pi = (x[2 * k + 1] * HALF + ROUND) >> 15;
    const qr = (x[2 * mirror] * HALF + ROUND) >> 15;
    const qi = (((-x[2 * mirror + 1] << 16) >> 16) * HALF + ROUND) >> 15;
    const wr = split[2 * k - 2];
    const wi = split[2 * k - 1];
    const tr = ((((pr - qr) * wr - (pi - qi) * wi + ROUND) >> 15) << 16) >> 16;
    const ti = ((((pr - qr) * wi + (pi - qi) * wr + ROUND) >> 15) << 16) >> 16;
    bins[2 * k] = (pr + qr + tr) >> 1;
    bins[2 * k + 1] = (pi + qi + ti) >> 1;
    bins[2 * mirror] = (pr + qr - tr) >> 1;
    bins[2 * mirror + 1] = (ti - (pi + qi)) >> 1;
  }
}
