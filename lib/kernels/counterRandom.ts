/**
 * A random number that is a function of its place: uniform in [0, 1), a multiple of 2^-32, made anew from the seed, the
 * channel and the absolute sample index. It has no state, so any sample can be drawn alone, and cutting a stream into
 * other frames changes nothing.
 *
 * Seed, channel and the index's high word are mixed into a key by MurmurHash3's finalizer; the low word passes through it
 * twice with a key before each, so that no two streams are shifted or permuted copies of each other.
 *
 * @param seed    an integer in [0, 2^32)
 * @param channel an integer in [0, 2^32)
 * @param index   a safe integer, negative ones too
 * @see A. Appleby, MurmurHash3 (2011), `fmix32`; J. K. Salmon et al., Parallel random numbers: as easy as 1, 2, 3 (SC 2011)
 */
export function counterUniform(seed: number, channel: number, index: number): number {
  const high = Math.floor(index / 4294967296);
  const outer = mix(mix(mix(seed + 0x9e3779b9) + channel) + high);
  const inner = mix(outer + 0x85ebca6b);
  return (mix(mix((index | 0) + outer) ^ inner) >>> 0) / 4294967296; // `| 0` keeps the low word of any safe integer
}

/** MurmurHash3's 32-bit finalizer of `x` modulo 2^32: a permutation in which every bit of x moves every bit of the result. */
function mix(x: number): number {
  let h = x | 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}
