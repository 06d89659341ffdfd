import type { Accumulator } from '../accumulator.js';
import { DataError, FormatError, OptionTypeError } from '../errors.js';
import { checkSameStream, loadInfo, type QFrame, saveInfo, type StreamInfo, when } from '../frame.js';
import { granularEnds } from './granularEnds.js';
import type { QParams } from '../qparams.js';
import { type Json, loadCount, loadNumbers, loadState, saveNumbers } from '../state.js';

/** How the codes of one channel are used. */
export interface CodeUsage {
  readonly name: string;
  readonly samples: number;
  /** All codes in the order of the levels they stand for: qmin to qmax, but for laws that number theirs otherwise (G.711). */
  readonly codes: Int32Array;
  /** Samples of each of `codes`: a histogram of levels, as `codeDensity` takes it; a copy of its own. */
  readonly counts: Float64Array;
  /** Codes that occurred. */
  readonly used: number;
  /** Codes that did not. */
  readonly unused: number;
  /**
   * Entropy of the codes in bits a sample: the rate of an ideal coder of single codes. Noise has entropy too, so it says nothing of
   * how much of that is signal. 0 without samples, and where one code is left of the signal.
   */
  readonly entropy: number;
  /** log2 of `used`: the width of a code for the used codes alone. Not an effective number of bits (ENOB). NaN without samples. */
  readonly usedWidth: number;
  /**
   * log2 of all codes over those from the lowest to the highest level used: the bits that a signal gives away by not filling its range,
   * 1 for each time that the range is twice too wide. NaN without samples.
   */
  readonly bitsLost: number;
  /** Share of samples at the lowest or the highest level: clipped ones and those that belong there. NaN without samples. */
  readonly endRate: number;
  /** Share of samples outside what the codes represent; NaN where no frame carried the samples it was made from. */
  readonly clipRate: number;
}

/** The value of a {@link codeUsageMeter}; one entry a channel. */
export type CodeUsageReport = readonly CodeUsage[];

/** The most codes counted, over all channels. */
const MOST = 2 ** 24;

/**
 * Counts how often each code occurs, per channel, in the order of levels: histogram, entropy, unused codes, bits lost, clipping.
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
  private order: number[] | undefined; // codes - qmin in the order of their levels, where that is not their own
  private counts = new Float64Array(0); // (channels, codes); doubles count exactly to 2^53
  private clips = new Float64Array(0); // samples beside their reference, clipped ones: (channels, 2)

  push(f: QFrame): void {
    const { qmin, qmax } = f.params;
    if (this.info) checkSameStream('codeUsageMeter', f, this.info);
    else this.begin(f.info, qmin, qmax - qmin + 1, levelOrder(f.params));
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
      const [low, high] = granularEnds(f.params, c);
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
      return usage(name, this.qmin, counts, this.order, this.clips[2 * c + 1] / this.clips[2 * c]);
    });
  }

  merge(other: Accumulator<QFrame, CodeUsageReport>): void {
    if (!(other instanceof CodeUsageMeter)) {
      throw new OptionTypeError('codeUsageMeter: merges only with another codeUsageMeter');
    }
    if (!other.info) return;
    if (!this.info) this.begin(other.info, other.qmin, other.codes, other.order);
    if (other.qmin !== this.qmin || other.codes !== this.codes || other.counts.length !== this.counts.length) {
      throw new DataError('data-params', 'codeUsageMeter: cannot merge streams of other channels or other codes');
    }
    for (let k = 0; k < this.counts.length; k++) this.counts[k] += other.counts[k];
    for (let k = 0; k < this.clips.length; k++) this.clips[k] += other.clips[k];
  }

  save(): Json {
    return {
      who: 'codeUsageMeter',
      version: 2,
      info: this.info ? saveInfo(this.info) : null,
      qmin: this.qmin,
      codes: this.codes,
      order: this.order ?? null,
      counts: saveNumbers(this.counts),
      clips: saveNumbers(this.clips),
    };
  }

  restore(saved: unknown): void {
    const { info, qmin, codes, order, counts, clips } = loadState('codeUsageMeter', 2, saved);
    this.reset();
    if (info === null) return;
    const stream = loadInfo('codeUsageMeter', info);
    const count = loadCount('codeUsageMeter', 'codes', codes);
    const numbers = loadNumbers('codeUsageMeter', counts, stream.names.length * count);
    const clipped = loadNumbers('codeUsageMeter', clips, 2 * stream.names.length);
    if (!Number.isSafeInteger(qmin) || [...numbers, ...clipped].some(n => !Number.isSafeInteger(n) || n < 0)) {
      throw new FormatError('format-state', 'codeUsageMeter: the saved state is damaged');
    }
    this.begin(stream, qmin as number, count, order === null ? undefined : loadOrder(order, count));
    this.counts.set(numbers);
    this.clips.set(clipped);
  }

  reset(): void {
    this.info = undefined;
    this.qmin = this.codes = 0;
    this.order = undefined;
    this.counts = this.clips = new Float64Array(0);
  }

  private begin(info: StreamInfo, qmin: number, codes: number, order: number[] | undefined): void {
    const channels = info.names.length;
    if (channels * codes > MOST) {
      throw new DataError(
        'data-params',
        `codeUsageMeter: channels times codes must be at most ${MOST}, got ${channels} x ${codes}`,
      );
    }
    this.info = info;
    [this.qmin, this.codes, this.order] = [qmin, codes, order];
    this.counts = new Float64Array(channels * codes);
    this.clips = new Float64Array(2 * channels);
  }
}

/** Codes less qmin in the order of their levels; undefined where that is the order of the codes. */
function levelOrder(params: QParams): number[] | undefined {
  if (params.kind !== 'codebook') return undefined;
  const { levels } = params;
  if (levels.every((level, k) => k === 0 || level >= levels[k - 1])) return undefined;
  return levels.map((_, k) => k).sort((a, b) => levels[a] - levels[b] || a - b);
}

/** A saved order, checked: each code once. */
function loadOrder(saved: unknown, codes: number): number[] {
  const order = loadNumbers('codeUsageMeter', saved, codes);
  if (new Set(order).size === codes && order.every(k => Number.isInteger(k) && k >= 0 && k < codes)) return order;
  throw new FormatError('format-state', 'codeUsageMeter: the saved order of the codes is damaged');
}

function usage(
  name: string,
  qmin: number,
  byCode: Float64Array,
  order: readonly number[] | undefined,
  clipRate: number,
): CodeUsage {
  const counts = order ? byCode.map((_, k) => byCode[order[k]]) : byCode;
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
    codes: Int32Array.from(counts, (_, k) => qmin + (order ? order[k] : k)),
    counts,
    used,
    unused: counts.length - used,
    entropy,
    usedWidth: used === 0 ? NaN : Math.log2(used),
    bitsLost: used === 0 ? NaN : Math.log2(counts.length / (last - first + 1)),
    endRate: (end > 0 ? counts[0] + counts[end] : counts[0]) / samples,
    clipRate,
  };
}
