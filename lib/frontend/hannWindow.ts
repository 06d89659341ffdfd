/** Fractional bits of the window's coefficients. */
const BITS = 12;

/** A Hann window in fixed point. */
export interface HannWindow {
  /**
   * Multiplies a block of samples.
   *
   * @param samples int16, shape (size)
   * @param out int16, shape (size) or longer
   * @returns the largest magnitude, in int16 arithmetic: that of -32768 is not counted
   */
  apply(samples: Int16Array, out: Int16Array): number;
}

/**
 * A Hann window whose coefficients w(i) = 1/2 - 1/2 cos(2 pi (i + 1/2) / size) are rounded to 12 fractional bits; products are shifted
 * down, toward minus infinity.
 *
 * @internal
 */
export function hannWindow(size: number): HannWindow {
  const step = Math.fround((Math.PI * 2) / size);
  const coefficients = Int16Array.from({ length: size }, (_, i) =>
    Math.floor(Math.fround(0.5 - 0.5 * Math.cos(step * (i + 0.5))) * 2 ** BITS + 0.5),
  );
  return {
    apply(samples, out) {
      let largest = 0;
      for (let i = 0; i < size; i++) {
        const value = (samples[i] * coefficients[i]) >> BITS;
        out[i] = value;
        const magnitude = value < 0 ? -value : value;
        if (magnitude > largest && magnitude < 32768) largest = magnitude;
      }
      return largest;
    },
  };
}
