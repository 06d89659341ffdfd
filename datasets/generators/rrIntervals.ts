import type { Random } from '../../lib/random.js';

/** Options of {@link rrIntervals}. */
export interface RrIntervalsOptions {
  /** Mean heart rate, beats a minute. */
  readonly heartRate: number;
  /** Standard deviation of the heart rate, beats a minute, at most heartRate / 8. */
  readonly heartRateSigma: number;
  /** Draws frequencies and phases. */
  readonly random: Random;
}

/** Sinusoids in each band. */
const LINES = 8;

/** Mayer waves and respiration: centre (Hz), share of the variance under LF/HF = 0.5; both bands are 0.01 Hz wide. */
const BANDS = [
  { centre: 0.1, share: 1 / 3 },
  { centre: 0.25, share: 2 / 3 },
] as const;
const WIDTH = 0.01;

/**
 * Heart rate variability: the length of the beat that begins at time t (s), in s.
 *
 * A stationary process with the bimodal spectrum of McSharry 2003, equation 3: Gaussian bands at 0.1 Hz and 0.25 Hz
 * with LF/HF = 0.5, each the sum of 8 sinusoids with normal frequencies and uniform phases. Its standard deviation is
 * 60 heartRateSigma / heartRate^2; it never leaves its mean by more than 5.6 of them, hence by 70 % at the most.
 *
 * @internal
 */
export function rrIntervals({ heartRate, heartRateSigma, random }: RrIntervalsOptions): (t: number) => number {
  const mean = 60 / heartRate;
  const sigma = (60 * heartRateSigma) / heartRate ** 2;
  const lines = BANDS.flatMap(({ centre, share }) =>
    Array.from({ length: LINES }, () => ({
      amplitude: sigma * Math.sqrt((2 * share) / LINES),
      omega: 2 * Math.PI * (centre + WIDTH * random.normal()),
      phase: 2 * Math.PI * random.uniform(),
    })),
  );
  return t => lines.reduce((sum, line) => sum + line.amplitude * Math.sin(line.omega * t + line.phase), mean);
}
