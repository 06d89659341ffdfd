import type { Random } from '../../lib/random.js';

/** Options of {@link ringDown}. */
export interface RingDownOptions {
  /** Mean time between two blows, samples; Infinity for none. */
  readonly interval: number;
  /** Height of the blow that falls just before a sample. */
  readonly strength: (index: number) => number;
  /** Natural frequency, rad a sample, in (0, pi). */
  readonly omega: number;
  /** Damping ratio, in (0, 1). */
  readonly damping: number;
  /** Standard deviation of the time between two blows relative to its mean, at most 0.05. */
  readonly slip: number;
  readonly random: Random;
}

/**
 * A resonance that is struck again and again: the sum of exp(-damping omega t) sin(omega_d t) over all blows, as a
 * function of sample indices 0, 1, 2, ... Blows fall between samples.
 *
 * It is one complex number that turns and shrinks from sample to sample, so it costs the same for any number of blows.
 *
 * @internal
 */
export function ringDown({
  interval,
  strength,
  omega,
  damping,
  slip,
  random,
}: RingDownOptions): (index: number) => number {
  const decay = damping * omega;
  const damped = omega * Math.sqrt(1 - damping * damping);
  const turnRe = Math.exp(-decay) * Math.cos(damped);
  const turnIm = Math.exp(-decay) * Math.sin(damped);
  let re = 0;
  let im = 0;
  let next = interval === Infinity ? Infinity : interval * random.uniform();
  return index => {
    const before = re;
    re = before * turnRe - im * turnIm;
    im = before * turnIm + im * turnRe;
    while (next <= index) {
      const since = index - next;
      const height = strength(index) * Math.exp(-decay * since);
      re += height * Math.cos(damped * since);
      im += height * Math.sin(damped * since);
      next += interval * (1 + slip * random.normal()); // `normal` stays within 12, so this goes forward
    }
    return im;
  };
}
