import { decibels } from './decibels.js';

/** What a spectrum says of a tone. Levels are dB on the scale of the meter, ratios dB. */
export interface SpectrumFigures {
  /** Bin of the largest line, in cycles a window. */
  readonly bin: number;
  /** Largest common divisor of the tone's cycles and the window's samples; 1 where every sample meets the tone at a phase of its own. */
  readonly divisor: number;
  /**
   * Whether that divisor is above 1: the tone then repeats itself inside the window, a memoryless quantizer repeats its
   * error with it, and the error hides on the tone, its harmonics and DC. No figure below can be trusted.
   */
  readonly locked: boolean;
  /** Level of the tone, dB. */
  readonly level: number;
  /** Tone over all else but DC, dB: signal to noise and distortion. */
  readonly sinad: number;
  /** Tone over all else but DC and harmonics, dB. */
  readonly snr: number;
  /** Harmonics over the tone, dBc. */
  readonly thd: number;
  /** Tone over the largest other component, dB: spurious-free dynamic range. */
  readonly sfdr: number;
  /** (sinad - 1.76) / 6.02: bits of the ideal quantizer, driven over its full scale, that has this sinad. */
  readonly enob: number;
  /** `enob` with the head room up to full scale added, as if the tone had filled it. */
  readonly fullScaleEnob: number;
  /** Median of the noise bins, dB. */
  readonly noiseFloor: number;
  /** Noise a hertz, dB; NaN where the sample rate is not known. */
  readonly noiseDensity: number;
}

/** How {@link spectrumFigures} reads a spectrum. */
export interface SpectrumReading {
  /** Samples a window. */
  readonly size: number;
  /** Bins on each side of a peak; undefined: those that fall from it. */
  readonly sideBins: number | undefined;
  /** The highest harmonic. */
  readonly harmonics: number;
  /** Whether harmonics above half the sample rate are looked for where they fold to. */
  readonly fold: boolean;
  /** Cycles of the tone a window, where known. */
  readonly cycles: number | undefined;
  /** Power of 0 dB. */
  readonly unit: number;
  /** Amplitude of full scale. */
  readonly fullScale: number;
  readonly sampleRate: number | undefined;
}

const [NOISE, DC, TONE, HARMONIC] = [0, 1, 2, 3];

/**
 * The figures of a one-sided power spectrum whose bins add to the mean power.
 *
 * Each bin belongs to DC, the tone, a harmonic or the noise, in this order. Where components are all bins that fall from
 * their peak they take a broad part of the spectrum, so the noise under them is put back: the median of the noise bins, or
 * the bin itself where it is lower, as MATLAB does. With a fixed number of bins nothing is put back.
 *
 * @internal
 */
export function spectrumFigures(power: Float64Array, reading: SpectrumReading): SpectrumFigures {
  const { size, sideBins, harmonics, fold, cycles, unit, fullScale, sampleRate } = reading;
  const owner = new Uint8Array(power.length);
  const claim = (peak: number, kind: number): number => {
    const [first, last] = extentOf(power, peak, sideBins);
    let sum = 0;
    for (let k = first; k <= last; k++) {
      if (owner[k] !== NOISE) continue;
      owner[k] = kind;
      sum += power[k];
    }
    return sum;
  };
  claim(0, DC);
  const bin = cycles ?? peakOf(power, 1, power.length - 1, owner);
  const tone = claim(bin, TONE);
  const [first, last] = extentOf(power, bin, sideBins);
  const centre = sideBins === undefined ? centroid(power, first, last) : bin;

  const spur = peakOf(power, 0, power.length - 1, owner);
  const spurPower = owner[spur] === NOISE ? sumOf(power, extentOf(power, spur, sideBins), owner) : 0;
  let distortion = 0;
  for (let h = 2; h <= harmonics; h++) {
    const at = h * centre;
    if (!fold && at > size / 2) break;
    const folded = Math.abs(at - size * nearest(at / size));
    const near = nearest(folded);
    const peak = sideBins === undefined ? peakOf(power, near - 1, near + 1, owner) : near;
    if (owner[peak] === NOISE) distortion += claim(peak, HARMONIC);
  }

  const noiseBins = power.filter((_, k) => owner[k] === NOISE);
  const floor = medianOf(noiseBins);
  const fill = (without: (kind: number) => boolean) =>
    sideBins === undefined ? power.reduce((sum, p, k) => (without(owner[k]) ? sum + Math.min(p, floor) : sum), 0) : 0;
  const rest = noiseBins.reduce((sum, p) => sum + p, 0);
  const noise = rest + fill(kind => kind !== NOISE);
  const sinad = decibels(tone, rest + distortion + fill(kind => kind === DC || kind === TONE));
  const enob = (sinad - decibels(3, 2)) / decibels(4, 1);
  const divisor = greatestDivisor(bin, size);
  return Object.freeze({
    bin,
    divisor,
    locked: divisor > 1,
    level: decibels(tone, unit),
    sinad,
    snr: decibels(tone, noise),
    thd: decibels(distortion, tone),
    sfdr: decibels(tone, spurPower),
    enob,
    fullScaleEnob: enob + decibels(fullScale ** 2 / 2, tone) / decibels(4, 1),
    noiseFloor: decibels(floor, unit),
    noiseDensity: sampleRate === undefined ? NaN : decibels(noise / (sampleRate / 2), unit),
  });
}

/** First and last bin of the component around a peak. */
function extentOf(power: Float64Array, peak: number, sideBins: number | undefined): readonly [number, number] {
  const end = power.length - 1;
  if (sideBins !== undefined) return [Math.max(peak - sideBins, 0), Math.min(peak + sideBins, end)];
  let [first, last] = [peak, peak];
  while (first > 0 && power[first - 1] <= power[first]) first--;
  while (last < end && power[last + 1] <= power[last]) last++;
  return [first, last];
}

/** The largest free bin in [first, last]; `first`, brought into the spectrum, where none is free. */
function peakOf(power: Float64Array, first: number, last: number, owner: Uint8Array): number {
  const end = power.length - 1;
  let peak = -1;
  for (let k = Math.max(first, 0); k <= Math.min(last, end); k++) {
    if (owner[k] === NOISE && (peak < 0 || power[k] > power[peak])) peak = k;
  }
  return peak < 0 ? Math.min(Math.max(first, 0), end) : peak;
}

function sumOf(power: Float64Array, [first, last]: readonly [number, number], owner: Uint8Array): number {
  let sum = 0;
  for (let k = first; k <= last; k++) if (owner[k] === NOISE) sum += power[k];
  return sum;
}

function centroid(power: Float64Array, first: number, last: number): number {
  let [sum, moment] = [0, 0];
  for (let k = first; k <= last; k++) {
    sum += power[k];
    moment += power[k] * (k - first);
  }
  return sum > 0 ? first + moment / sum : first;
}

/** The nearest integer to a number that is not negative. */
function nearest(x: number): number {
  return Math.floor(x + 0.5);
}

function medianOf(values: Float64Array): number {
  if (values.length === 0) return 0;
  const sorted = values.sort();
  const half = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
}

/**
 * The largest integer that divides both.
 *
 * @internal
 */
export function greatestDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestDivisor(b, a % b);
}
