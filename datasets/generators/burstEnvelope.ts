import type { Random } from '../../lib/random.js';

/** Options of {@link burstEnvelope}. */
export interface BurstEnvelopeOptions {
  /** Hz. */
  readonly sampleRate: number;
  readonly burstsPerMinute: number;
  /** Mean length of a burst, s. */
  readonly burstSeconds: number;
  /** Draws lengths of bursts and of rests. */
  readonly random: Random;
}

/** Share of a burst in which it rises, and in which it falls. */
const RAMP = 0.2;

/**
 * The strength of a contraction, in [0, 1], as a function of a sample index that never decreases: bursts of uniform
 * length in [0.5, 1.5] burstSeconds with raised-cosine flanks, rests of exponential length between them.
 *
 * @internal
 */
export function burstEnvelope({
  sampleRate,
  burstsPerMinute,
  burstSeconds,
  random,
}: BurstEnvelopeOptions): (index: number) => number {
  if (burstsPerMinute === 0) return () => 0;
  const meanRest = 60 / burstsPerMinute - burstSeconds;
  let [begin, end] = [0, 0]; // of the burst that comes or runs, in samples
  function next(): void {
    begin = end - meanRest * sampleRate * Math.log(1 - random.uniform());
    end = begin + burstSeconds * sampleRate * (0.5 + random.uniform());
  }
  next();
  return index => {
    while (index >= end) next();
    if (index < begin) return 0;
    const place = (index - begin) / (end - begin);
    const edge = Math.min(place, 1 - place) / RAMP;
    return edge >= 1 ? 1 : (1 - Math.cos(Math.PI * edge)) / 2;
  };
}
