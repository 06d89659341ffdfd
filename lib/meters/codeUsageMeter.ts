import type { Accumulator } from '../accumulator.js';
import { granularInterval } from '../decode.js';
import { DataError, FormatError, OptionTypeError } from '../errors.js';
import { checkSameStream, loadInfo, type QFrame, saveInfo, type StreamInfo, when } from '../frame.js';
import { type Json, loadCount, loadNumbers, loadState, saveNumbers } from '../state.js';

/** How the codes of one channel are used. */
export interface CodeUsage {
  readonly name: string;
  readonly samples: number;
  /** Smallest code there is; `counts[k]` belongs to qmin + k. */
  readonly qmin: number;
  /** Samples of each code, qmin to qmax; a copy of its own. */
  readonly counts: Float64Array;
  /** Codes that occurred. */
  readonly used: number;
  /** Codes that did not. */
  readonly unused: number;
  /** Entropy of the codes in bits a sample: what they tell when each is coded by itself. 0 without samples. */
  readonly entropy: number;
  /** log2 of `used`: the width that the used codes alone would need. NaN without samples. */
  readonly effectiveBits: number;
  /**
   * log2 of all codes over those from the lowest to the highest used: the bits that a signal gives away by not filling its range,
   * 1 for each time that the range is twice too wide. NaN without samples.
   */
  readonly bitsLost: number;
  /** Share of samples at the lowest or the highest code: clipped ones and those that belong there. NaN without samples. */
  readonly endRate: number;
  /** Share of samples outside what the codes represent; NaN where no frame carried the samples it was made from. */
  readonly clipRate: number;
}

/** The value of a {@link codeUsageMeter}; one entry a channel. */
export type CodeUsageReport = readonly CodeUsage[];

/** The most codes counted, over all channels. */
const MOST = 2 ** 24;

/**
 * Counts how often each code occurs, per channel: histogram, entropy, unused codes, bits lost, clipping.
 *
 * Exact: counts are integers, the same for any cutting, order and merging. Scales may change, the codes' width may not. Samples
 * are held to be clipped by what the quantizer was made for, as `sqnrMeter` does, whatever its overflow rule then did with them.
 *
 * @throws {DataError} from `push` when [qmin, qmax] changes; when codes times channels exceed 2^24
 */
export function codeUsageMeter(): Accumulator<QFrame, CodeUsageReport> {
  return new CodeUsageMeter();
}

class CodeUsageMeter implements Accumulator<QFrame, CodeUsageReport> {
  private info: StreamInfo | undefined;
  private qmin = 0;
  private codes = 0;
  private counts = new Float64Array(0); // (channels, codes); doubles count exactly to 2^53
  private clips = new Float64Array(0); // samples beside their reference, clipped ones: (channels, 2)

  push(f: QFrame): void {
    const { qmin, qmax } = f.params;
    if (this.info) checkSameStream('codeUsageMeter', f, this.info);
    else this.begin(f.info, qmin, qmax - qmin + 1);
    if (qmin !== this.qmin || qmax - qmin + 1 !== this.codes) {
      throw new DataError(
        'data-params',
        `codeUsageMeter: codes must stay in [${this.qmin}, ${this.qmin + this.codes - 1}], got [${qmin}, ${qmax}] at ` +
          when(f.info, f.start),
      );
    }
    const { counts, codes } = this;
    const { data, length, reference } = f;
    for (let c = 0; c < f.channels; c++) {
      const shift = c * codes - qmin;
      for (let i = c * length; i < (c + 1) * length; i++) counts[shift + data[i]]++;
      if (!reference) continue;
      const [low, high] = granularInterval(f.params, c);
      let clipped = 0;
      for (let i = c * length; i < (c + 1) * length; i++) {
        if (reference.data[i] < low || reference.data[i] > high) clipped++;
      }
      this.clips[2 * c] += length;
      this.clips[2 * c + 1] += clipped;
    }
  }

  value(): CodeUsageReport {
    return (this.info?.names ?? []).map((name, c) => {
      const counts = this.counts.slice(c * this.codes, (c + 1) * this.codes);
      return usage(name, this.qmin, counts, this.clips[2 * c + 1] / this.clips[2 * c]);
    });
  }

  merge(other: Accumulator<QFrame, CodeUsageReport>): void {
    if (!(other instanceof CodeUsageMeter)) {
      throw new OptionTypeError('codeUsageMeter: merges only with another codeUsageMeter');
    }
    if (!other.info) return;
    if (!this.info) this.begin(other.info, other.qmin, other.codes);
    if (other.qmin !== this.qmin || other.codes !== this.codes || other.counts.length !== this.counts.length) {
      throw new DataError('data-params', 'codeUsageMeter: cannot merge streams of other channels or other codes');
    }
    for (let k = 0; k < this.counts.length; k++) this.counts[k] += other.counts[k];
    for (let k = 0; k < this.clips.length; k++) this.clips[k] += other.clips[k];
  }

  save(): Json {
    return {
      who: 'codeUsageMeter',
      version: 1,
      info: this.info ? saveInfo(this.info) : null,
      qmin: this.qmin,
      codes: this.codes,
      counts: saveNumbers(this.counts),
      clips: saveNumbers(this.clips),
    };
  }

  restore(saved: unknown): void {
    const { info, qmin, codes, counts, clips } = loadState('codeUsageMeter', 1, saved);
    this.reset();
    if (info === null) return;
    const stream = loadInfo('codeUsageMeter', info);
    const count = loadCount('codeUsageMeter', 'codes', codes);
    const numbers = loadNumbers('codeUsageMeter', counts, stream.names.length * count);
    const clipped = loadNumbers('codeUsageMeter', clips, 2 * stream.names.length);
    if (!Number.isSafeInteger(qmin) || [...numbers, ...clipped].some(n => !Number.isSafeInteger(n) || n < 0)) {
      throw new FormatError('format-state', 'codeUsageMeter: the saved state is damaged');
    }
    this.begin(stream, qmin as number, count);
    this.counts.set(numbers);
    this.clips.set(clipped);
  }

  reset(): void {
    this.info = undefined;
    this.qmin = this.codes = 0;
    this.counts = this.clips = new Float64Array(0);
  }

  private begin(info: StreamInfo, qmin: number, codes: number): void {
    const channels = info.names.length;
    if (channels * codes > MOST) {
      throw new DataError(
        'data-params',
        `codeUsageMeter: channels times codes must be at most ${MOST}, got ${channels} x ${codes}`,
      );
    }
    this.info = info;
    [this.qmin, this.codes] = [qmin, codes];
    this.counts = new Float64Array(channels * codes);
    this.clips = new Float64Array(2 * channels);
  }
}

function usage(name: string, qmin: number, counts: Float64Array, clipRate: number): CodeUsage {
  const samples = counts.reduce((sum, n) => sum + n, 0);
  let [used, first, last, entropy] = [0, 0, -1, 0];
  counts.forEach((n, k) => {
    if (n === 0) return;
    if (used++ === 0) first = k;
    last = k;
    entropy += (n / samples) * Math.log2(samples / n);
  });
  const end = counts.length - 1;
  return {
    name,
    samples,
    qmin,
    counts,
    used,
    unused: counts.length - used,
    entropy,
    effectiveBits: used === 0 ? NaN : Math.log2(used),
    bitsLost: used === 0 ? NaN : Math.log2(counts.length / (last - first + 1)),
    endRate: (end > 0 ? counts[0] + counts[end] : counts[0]) / samples,
    clipRate,
  };
}
