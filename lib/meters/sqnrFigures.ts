import { decibels } from './decibels.js';
import type { StepTotals } from './stepRuns.js';

/**
 * Signal against quantization error of one channel, in the sensor's unit (gains divided out, centres added). Powers are means
 * over the samples, 0 without samples.
 */
export interface SqnrFigures {
  /** Samples compared. */
  readonly samples: number;
  /** Samples left out because the reference is NaN or infinite. */
  readonly nonFinite: number;
  /** Samples outside what the codes represent. */
  readonly overloaded: number;
  /** Signal about its mean over the whole error, dB: variance / (granular + overload). */
  readonly sqnr: number;
  /** The same with the offset counted as signal, as network tools print it, dB: power / (granular + overload). */
  readonly sqnrWithOffset: number;
  /** Signal about its mean over the granular error alone, dB. */
  readonly granularSqnr: number;
  /** Mean of x, the offset. */
  readonly mean: number;
  /** Mean of (x - mean)^2. */
  readonly variance: number;
  /** Mean of x^2. */
  readonly power: number;
  /** Share of the power that is the offset's, mean^2 / power. NaN where the power is 0. */
  readonly offsetShare: number;
  /** Mean of |x|. */
  readonly meanAbs: number;
  /** Largest distance from the mean over the standard deviation. NaN where the signal does not vary. */
  readonly crest: number;
  /** Error power of the samples inside the codes' range. */
  readonly granular: number;
  /** Error power of the samples outside it. */
  readonly overload: number;
  /** Of the granular error, the power of the dither that was left in: 0 where none was declared. */
  readonly dither: number;
  /** Mean of decoded value - x. */
  readonly bias: number;
  /** Mean squared distance of the errors from their mean: the error power without the bias. */
  readonly errorVariance: number;
  /** Root-mean-square error. */
  readonly rmse: number;
  /** Largest |error|. */
  readonly largestError: number;
  /** Distance of neighbouring levels, root mean square where it changed. NaN where no sample was coded in equal steps. */
  readonly step: number;
  /**
   * Root-mean-square error in steps, whatever the unit: 1 / sqrt(12) = 0.289 is ideal, less means codes to spare, more
   * overload or dither. NaN where no sample was coded in equal steps.
   */
  readonly errorSteps: number;
  /** Percentage root-mean-square difference about the mean, 100 sqrt(error power / variance), as biosignal coders state it. */
  readonly prdn: number;
}

/** The ratios of all channels together. */
export interface SqnrTotal {
  readonly samples: number;
  readonly nonFinite: number;
  readonly overloaded: number;
  /** Channels in the ratios: those whose signal varies. */
  readonly channels: number;
  /** Channels that were left out, as they do not vary. */
  readonly constant: number;
  /** About the mean, dB: -10 log10 of the mean of the channels' noise / variance. NaN where no channel varies. */
  readonly sqnr: number;
  /** With the offset, dB: -10 log10 of the mean of the channels' noise / power. */
  readonly sqnrWithOffset: number;
  /** As `sqnr`, of the granular error alone. */
  readonly granularSqnr: number;
}

/** What a meter knows of a channel. */
export interface SqnrSums {
  readonly samples: number;
  readonly nonFinite: number;
  readonly overloaded: number;
  /** A value near the signal; the sums are of the distances from it. */
  readonly pivot: number;
  readonly distances: number;
  readonly squaredDistances: number;
  readonly magnitudes: number;
  /** Sum of x - decoded value. */
  readonly errors: number;
  readonly steps: StepTotals;
  readonly smallest: number;
  readonly largest: number;
  readonly largestSquare: number;
  /** Sum of the power of dither left in. */
  readonly dither: number;
}

/**
 * The figures of a channel.
 *
 * @internal
 */
export function sqnrFigures(sums: SqnrSums): SqnrFigures {
  const { samples, nonFinite, overloaded, pivot, steps } = sums;
  const over = (sum: number) => (samples === 0 ? 0 : sum / samples);
  const fromPivot = over(sums.distances);
  const mean = samples === 0 ? 0 : pivot + fromPivot;
  const variance = varianceOf(samples, sums.distances, sums.squaredDistances);
  const power = variance + mean * mean;
  const [granular, overload, bias] = [over(steps.granular), over(steps.overload), 0 - over(sums.errors)];
  const noise = granular + overload;
  const peak = Math.max(sums.largest - pivot - fromPivot, pivot - sums.smallest + fromPivot);
  return {
    samples,
    nonFinite,
    overloaded,
    sqnr: decibels(variance, noise),
    sqnrWithOffset: decibels(power, noise),
    granularSqnr: decibels(variance, granular),
    mean,
    variance,
    power,
    offsetShare: (mean * mean) / power,
    meanAbs: over(sums.magnitudes),
    crest: variance > 0 ? peak / Math.sqrt(variance) : NaN,
    granular,
    overload,
    dither: over(sums.dither),
    bias,
    errorVariance: Math.max(noise - bias * bias, 0),
    rmse: Math.sqrt(noise),
    largestError: Math.sqrt(sums.largestSquare),
    step: Math.sqrt(steps.stepPower / steps.stepped),
    errorSteps: Math.sqrt(steps.squaredSteps / steps.stepped),
    prdn: 100 * Math.sqrt(noise / variance),
  };
}

/**
 * Variance of the population from the sums of distances from a pivot and of their squares.
 *
 * The relative error is about 2^-53 (1 + (pivot - mean)^2 / variance). A pivot that is one of the n samples lies within
 * sqrt(n - 1) standard deviations of their mean (P. A. Samuelson, JASA 63 (1968), 1522-1525), wherever zero may be.
 *
 * @internal
 */
export function varianceOf(samples: number, distances: number, squaredDistances: number): number {
  if (samples === 0) return 0;
  const mean = distances / samples;
  return Math.max(squaredDistances / samples - mean * mean, 0);
}
