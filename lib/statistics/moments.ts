import type { Accumulator } from '../accumulator.js';
import { checkOneOf } from '../check.js';
import { DataError, FormatError, OptionTypeError } from '../errors.js';
import { checkFrame, checkSameStream, type Frame, loadInfo, saveInfo, type StreamInfo } from '../frame.js';
import { checkOptions, type OptionKeys } from '../options.js';
import { type Json, loadNumbers, loadState } from '../state.js';
import { type ChannelMoments, ExactSums, momentsOf } from './exactSums.js';
import { NON_FINITE, type NonFinite } from './histogram.js';
import { loadSums, saveSums } from './momentsState.js';
import { refuse } from './refuse.js';

/** Options of {@link moments}. */
export interface MomentsOptions {
  /**
   * What NaN and infinities do: `error` ends the stream; `skip` leaves them out and counts them; `propagate` makes all
   * moments of the channel NaN. Defaults to `error`.
   */
  readonly nonFinite?: NonFinite;
}

const OPTIONS: OptionKeys<MomentsOptions> = { nonFinite: true };

/**
 * Count, mean, variance, skewness and kurtosis of each channel. The sums behind them are exact integers, so nothing
 * drifts, and any cutting, order and merging give the same bits. Memory: 20 KB a channel.
 */
export function moments(options: MomentsOptions = {}): Accumulator<Frame, readonly ChannelMoments[]> {
  const { nonFinite = 'error' } = checkOptions('moments', options, OPTIONS);
  return new Moments('moments', nonFinite);
}

/**
 * The moments under the name of whoever uses them.
 *
 * @internal
 */
export class Moments implements Accumulator<Frame, readonly ChannelMoments[]> {
  private info: StreamInfo | undefined;
  private sums: ExactSums[] = [];
  private nonFinites: number[] = [];

  constructor(
    private readonly who: string,
    private readonly nonFinite: NonFinite,
  ) {
    checkOneOf(who, 'nonFinite', nonFinite, NON_FINITE);
  }

  push(f: Frame): void {
    checkFrame(this.who, f);
    if (this.info) checkSameStream(this.who, f, this.info);
    else this.open(f.info);
    for (let c = 0; c < f.channels; c++) {
      const [begin, end] = [c * f.length, (c + 1) * f.length];
      const left = this.sums[c].add(f.data, begin, end, 1);
      this.nonFinites[c] += left;
      if (left > 0 && this.nonFinite === 'error') {
        refuse(
          this.who,
          f,
          c,
          f.data.subarray(begin, end).findIndex(x => !Number.isFinite(x)),
        );
      }
    }
  }

  value(): readonly ChannelMoments[] {
    return Object.freeze(
      this.sums.map((sums, c) => {
        const lost = this.nonFinites[c];
        return momentsOf(this.nonFinite === 'propagate' && lost > 0 ? new ExactSums() : sums, lost);
      }),
    );
  }

  merge(other: Accumulator<Frame, readonly ChannelMoments[]>): void {
    if (!(other instanceof Moments)) throw new OptionTypeError(`${this.who}: merges only with another ${this.who}`);
    if (!other.info) return;
    if (!this.info) this.open(other.info);
    if (other.sums.length !== this.sums.length) {
      throw new DataError(
        'data-channels',
        `${this.who}: cannot merge ${other.sums.length} channels into ${this.sums.length}`,
      );
    }
    this.sums.forEach((sums, c) => sums.merge(other.sums[c]));
    other.nonFinites.forEach((n, c) => (this.nonFinites[c] += n));
  }

  save(): Json {
    return {
      who: this.who,
      version: 1,
      info: this.info ? saveInfo(this.info) : null,
      sums: this.sums.map(saveSums),
      nonFinite: this.nonFinites,
    };
  }

  restore(saved: unknown): void {
    const { info, sums, nonFinite } = loadState(this.who, 1, saved);
    const known = info === null ? undefined : loadInfo(this.who, info);
    const channels = known?.names.length ?? 0;
    const lost = loadNumbers(this.who, nonFinite, channels);
    if (!Array.isArray(sums) || sums.length !== channels || !lost.every(n => Number.isSafeInteger(n) && n >= 0)) {
      throw new FormatError('format-state', `${this.who}: the saved sums are damaged`);
    }
    this.sums = sums.map((one: unknown) => loadSums(this.who, one));
    [this.info, this.nonFinites] = [known, lost];
  }

  reset(): void {
    this.info = undefined;
    this.sums = [];
    this.nonFinites = [];
  }

  private open(info: StreamInfo): void {
    this.info = info;
    this.sums = info.names.map(() => new ExactSums());
    this.nonFinites = info.names.map(() => 0);
  }
}
