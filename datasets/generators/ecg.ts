import { checkNumber, checkPositive } from '../../lib/check.js';
import type { Frame } from '../../lib/frame.js';
import { checkOptions, type OptionKeys } from '../../lib/options.js';
import { cycles } from './cycles.js';
import { GENERATOR_OPTIONS, checkSeed, generate, type SeededOptions, streamOf } from './generator.js';
import { rrIntervals } from './rrIntervals.js';

/** Options of {@link ecg}. */
export interface EcgOptions extends SeededOptions {
  /** Hz, > 0. */
  readonly sampleRate: number;
  /** Mean heart rate, beats a minute, > 0. Defaults to 60. */
  readonly heartRate?: number;
  /** Standard deviation of the heart rate, beats a minute, in [0, heartRate / 8]. Defaults to 1. */
  readonly heartRateSigma?: number;
  /** Height of the R peak, mV, >= 0. Defaults to 1. */
  readonly amplitude?: number;
  /** Amplitude of the baseline wander with the breath at 0.25 Hz, mV, >= 0. Defaults to 0.15. */
  readonly wander?: number;
  /** Amplitude of the mains hum, mV, >= 0. Defaults to 0. */
  readonly mains?: number;
  /** Frequency of the mains, Hz, in [0, sampleRate / 2]. Defaults to 50. */
  readonly mainsFrequency?: number;
  /** Standard deviation of white noise, mV, >= 0. Defaults to 0.01. */
  readonly noise?: number;
}

/** The waves P, Q, R, S, T: angle on the phase circle (rad), height a b^2 relative to R, width b (rad). */
const WAVES: readonly (readonly [angle: number, height: number, width: number])[] = [
  [-Math.PI / 3, (1.2 * 0.25 ** 2) / 0.3, 0.25],
  [-Math.PI / 12, (-5 * 0.1 ** 2) / 0.3, 0.1],
  [0, 1, 0.1],
  [Math.PI / 12, (-7.5 * 0.1 ** 2) / 0.3, 0.1],
  [Math.PI / 2, (0.75 * 0.4 ** 2) / 0.3, 0.4],
];

/** Breathing frequency, Hz. */
const BREATH = 0.25;

/**
 * The noiseless wave at an angle of the phase circle, R at angle 0 with height 1 (before its neighbours' tails).
 *
 * Each term a dtheta exp(-dtheta^2 / 2 b^2) of the dynamical model integrates, over an angle that turns at a constant
 * rate, to a Gaussian of height proportional to a b^2; the model's slow return to the baseline (1 s) is left out.
 *
 * @param angle rad, in [-pi, pi]
 * @see P. E. McSharry, G. D. Clifford, L. Tarassenko, L. A. Smith, A dynamical model for generating synthetic
 * electrocardiogram signals, IEEE Trans. Biomed. Eng. 50(3), 2003, equation 1 and Table I
 */
export function ecgWave(angle: number): number {
  let sum = 0;
  for (const [at, height, width] of WAVES) {
    let distance = angle - at;
    if (distance > Math.PI) distance -= 2 * Math.PI;
    else if (distance < -Math.PI) distance += 2 * Math.PI;
    sum += height * Math.exp((-distance * distance) / (2 * width * width));
  }
  return sum;
}

const OPTIONS: OptionKeys<EcgOptions> = {
  ...GENERATOR_OPTIONS,
  sampleRate: true,
  heartRate: true,
  heartRateSigma: true,
  amplitude: true,
  wander: true,
  mains: true,
  mainsFrequency: true,
  noise: true,
  seed: true,
};

/**
 * An ECG-like signal in mV, one channel: P, Q, R, S and T waves of McSharry's model, one turn of the phase circle for
 * each heart beat, the beats from {@link rrIntervals}; baseline wander, mains hum and noise on top.
 */
export function ecg(options: EcgOptions): Iterable<Frame> {
  const {
    sampleRate,
    heartRate = 60,
    heartRateSigma = 1,
    amplitude = 1,
    wander = 0.15,
    mains = 0,
    mainsFrequency = 50,
    noise = 0.01,
    seed = 1,
    ...rest
  } = checkOptions('ecg', options, OPTIONS);
  checkPositive('ecg', 'sampleRate', sampleRate);
  checkPositive('ecg', 'heartRate', heartRate);
  const rule = `a number in [0, heartRate / 8 = ${heartRate / 8}]`;
  checkNumber('ecg', 'heartRateSigma', heartRateSigma, rule, x => x >= 0 && x <= heartRate / 8);
  for (const [option, value] of Object.entries({ amplitude, wander, mains, noise })) {
    checkNumber('ecg', option, value, 'a finite number of at least 0', x => x >= 0);
  }
  const band = `a frequency in [0, ${sampleRate / 2}] Hz, half the sample rate`;
  if (mains > 0) checkNumber('ecg', 'mainsFrequency', mainsFrequency, band, x => x >= 0 && x <= sampleRate / 2);
  checkSeed('ecg', seed);

  return generate('ecg', { sampleRate, names: ['ecg'], units: ['mV'] }, rest, () => {
    const white = streamOf(seed, 0);
    const rr = rrIntervals({ heartRate, heartRateSigma, random: streamOf(seed, 1) });
    const breath = cycles(BREATH, sampleRate);
    const hum = cycles(mainsFrequency, sampleRate);
    // beats go from R to R, in samples; the first began half a beat before sample 0
    let length = rr(0) * sampleRate;
    let begin = -length / 2;
    return (data, samples, start) => {
      for (let i = 0; i < samples; i++) {
        const index = start + i;
        while (index >= begin + length) {
          begin += length;
          length = rr(begin / sampleRate) * sampleRate;
        }
        const turn = (index - begin) / length; // [0, 1), R at 0
        data[i] =
          amplitude * ecgWave(2 * Math.PI * (turn < 0.5 ? turn : turn - 1)) +
          wander * Math.sin(2 * Math.PI * breath(index)) +
          mains * Math.sin(2 * Math.PI * hum(index)) +
          noise * white.normal();
      }
    };
  });
}
