/** Samples between two exact phases; in between, a product is exact to 1e-13 cycles. */
const BLOCK = 1024;

/**
 * The phase of an oscillation as a function of the absolute sample index, in cycles, [0, 1).
 *
 * No phase is accumulated: the remainder of `frequency * index` by `sampleRate` is taken exactly once a block, so the
 * error stays below 1e-12 cycles at every safe index, where `(frequency * index) / sampleRate` loses the phase
 * altogether once it passes 2^53.
 *
 * @param frequency Hz, >= 0
 * @param sampleRate Hz, > 0
 * @internal
 */
export function cycles(frequency: number, sampleRate: number): (index: number) => number {
  const rate = frequency % sampleRate;
  const step = rate / sampleRate;
  // Veltkamp's splitting: rate = high + low with 26 bits each, so products with 27-bit integers are exact
  const wide = rate * 134217729;
  const high = wide - (wide - rate);
  const low = rate - high;

  function exact(index: number): number {
    const i1 = Math.floor(index / 2 ** 26); // 27 bits
    const i0 = index - i1 * 2 ** 26; // 26 bits
    const large = ((high * i1 * 2 ** 26) % sampleRate) + ((low * i1 * 2 ** 26) % sampleRate);
    const small = ((high * i0) % sampleRate) + ((low * i0) % sampleRate);
    return (large + small) / sampleRate;
  }
  let block = NaN;
  let base = 0;
  return index => {
    const current = Math.floor(index / BLOCK);
    if (current !== block) {
      block = current;
      base = exact(block * BLOCK);
    }
    const phase = base + step * (index - block * BLOCK);
    return phase - Math.floor(phase);
  };
}
