import type { Accumulator } from '../accumulator.js';
import { checkOneOf, checkPositive } from '../check.js';
import { FormatError, OptionTypeError } from '../errors.js';
import type { Frame } from '../frame.js';
import { checkOptions, type OptionKeys } from '../options.js';
import { type Json, loadNumbers, loadState, saveNumbers } from '../state.js';
import { Moments } from '../statistics/moments.js';

/** Options of {@link levelMeter}. */
export interface LevelOptions {
  /** Amplitude of the largest sine: 32768 for int16 samples, 1 for unit scale. Defaults to 1. */
  readonly fullScale?: number;
  /** The telephone law that says what a full-scale sine is in dBm0: 3.17 under `mu`, 3.14 under `a`. Defaults to `mu`. */
  readonly law?: 'mu' | 'a';
}

/** The level of one channel. */
export interface LevelFigures {
  readonly name: string;
  /** Finite samples. */
  readonly samples: number;
  /** The offset, which no level counts. */
  readonly mean: number;
  /** Root-mean-square distance from the mean, in the unit of the samples. */
  readonly rms: number;
  /** Largest magnitude, offset included: what meets the ends of a converter. */
  readonly peak: number;
  /** Crest factor: the largest distance from the mean over rms, dB; 3.01 for a sine. */
  readonly crest: number;
  /** rms against a full-scale sine, dB: the sine has 0 (AES17). */
  readonly dbfs: number;
  /** Peak against full scale, dB. */
  readonly peakDbfs: number;
  /** rms in dBm0 of G.711, where a full-scale sine has 3.17 (mu-law) or 3.14 (A-law). */
  readonly dbm0: number;
}

/** dBm0 of a full-scale sine (ITU-T G.711, clause 4). */
const OVERLOAD_POINT = { mu: 3.17, a: 3.14 } as const;

const OPTIONS: OptionKeys<LevelOptions> = { fullScale: true, law: true };

/**
 * Level of each channel: rms about the mean, peak, crest factor, dBFS and dBm0.
 *
 * Sums are exact: the same bits for any cutting, order and merging. NaN and infinities are left out.
 *
 * @see AES17-2020 (a sine of full-scale amplitude is 0 dB FS); ITU-T G.711 (1988), clause 4
 */
export function levelMeter(options: LevelOptions = {}): Accumulator<Frame, readonly LevelFigures[]> {
  const { fullScale = 1, law = 'mu' } = checkOptions('levelMeter', options, OPTIONS);
  checkPositive('levelMeter', 'fullScale', fullScale);
  checkOneOf('levelMeter', 'law', law, ['mu', 'a']);
  return new LevelMeter(fullScale, law);
}

class LevelMeter implements Accumulator<Frame, readonly LevelFigures[]> {
  private readonly moments = new Moments('levelMeter', 'skip');
  private names: readonly string[] = [];
  private ends: [min: number, max: number][] = [];

  constructor(
    private readonly fullScale: number,
    private readonly law: 'mu' | 'a',
  ) {}

  push(f: Frame): void {
    this.moments.push(f);
    this.open(f.info.names);
    for (let c = 0; c < f.channels; c++) {
      let [min, max] = this.ends[c];
      for (let i = c * f.length; i < (c + 1) * f.length; i++) {
        const v = f.data[i];
        if (v < min && v > -Infinity) min = v;
        if (v > max && v < Infinity) max = v;
      }
      this.ends[c] = [min + 0, max + 0];
    }
  }

  value(): readonly LevelFigures[] {
    return this.moments.value().map(({ count, mean, variance }, c) => {
      const [min, max] = this.ends[c];
      const rms = Math.sqrt(variance);
      const peak = count > 0 ? Math.max(max, -min) : NaN;
      const dbfs = db((rms * Math.SQRT2) / this.fullScale);
      return {
        name: this.names[c],
        samples: count,
        mean,
        rms,
        peak,
        crest: db(Math.max(max - mean, mean - min) / rms),
        dbfs,
        peakDbfs: db(peak / this.fullScale),
        dbm0: dbfs + OVERLOAD_POINT[this.law],
      };
    });
  }

  merge(other: Accumulator<Frame, readonly LevelFigures[]>): void {
    if (!(other instanceof LevelMeter) || other.fullScale !== this.fullScale || other.law !== this.law) {
      throw new OptionTypeError('levelMeter: merges only with another levelMeter of the same options');
    }
    this.moments.merge(other.moments);
    if (other.names.length === 0) return;
    this.open(other.names);
    this.ends = this.ends.map(([min, max], c) => [Math.min(min, other.ends[c][0]), Math.max(max, other.ends[c][1])]);
  }

  save(): Json {
    return {
      who: 'levelMeter',
      version: 1,
      options: { fullScale: this.fullScale, law: this.law },
      moments: this.moments.save(),
      names: this.names,
      ends: saveNumbers(this.ends.flat()),
    };
  }

  restore(saved: unknown): void {
    const options = { fullScale: this.fullScale, law: this.law };
    const { moments, names, ends } = loadState('levelMeter', 1, saved, options);
    this.moments.restore(moments);
    const channels = this.moments.value().length;
    const numbers = loadNumbers('levelMeter', ends, 2 * channels);
    if (!Array.isArray(names) || names.length !== channels || !names.every(name => typeof name === 'string')) {
      throw new FormatError('format-state', 'levelMeter: the saved names are damaged');
    }
    this.names = names;
    this.ends = this.names.map((_, c) => [numbers[2 * c], numbers[2 * c + 1]]);
  }

  reset(): void {
    this.moments.reset();
    this.names = [];
    this.ends = [];
  }

  private open(names: readonly string[]): void {
    if (this.names.length > 0) return;
    this.names = names;
    this.ends = names.map(() => [Infinity, -Infinity]);
  }
}

/** An amplitude ratio in dB. */
function db(ratio: number): number {
  return 20 * Math.log10(ratio);
}
