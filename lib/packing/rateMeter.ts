import type { Accumulator } from '../accumulator.js';
import { FormatError, OptionTypeError } from '../errors.js';
import type { QFrame } from '../frame.js';
import type { SplitFrame } from '../splitFrame.js';
import { loadNumbers, loadState } from '../state.js';
import type { WireRate } from './wireRate.js';

/** A message and what it holds. */
export interface SentMessage {
  readonly frame: QFrame | SplitFrame;
  readonly bytes: Uint8Array;
}

/** The value of a {@link rateMeter}. */
export interface RateReport extends WireRate {
  readonly messages: number;
  /** Samples of all channels. */
  readonly samples: number;
  /** Bits a second of all channels; undefined where the sample rate is unknown. */
  readonly bitsPerSecond: number | undefined;
}

/**
 * The rate of what is sent, as it is sent: bits a sample for codes and for side information. Counts are integers, so order and
 * merging change nothing; how the stream was cut into messages does, for each has its headers.
 */
export function rateMeter(): Accumulator<
  { readonly frame: QFrame | SplitFrame; readonly bytes: Uint8Array },
  RateReport
> {
  return new RateMeter();
}

class RateMeter implements Accumulator<SentMessage, RateReport> {
  private messages = 0;
  private samples = 0;
  private codeBits = 0;
  private bytes = 0;
  private rate = 0; // samples a second of all channels; 0 where unknown

  push({ frame, bytes }: SentMessage): void {
    const widths = 'parts' in frame ? frame.bits : new Array<number>(frame.channels).fill(frame.params.bits);
    this.messages++;
    this.samples += widths.length * frame.length;
    this.codeBits += widths.reduce((sum, b) => sum + b, 0) * frame.length;
    this.bytes += bytes.length;
    if (frame.info.sampleRate !== undefined) this.rate = widths.length * frame.info.sampleRate;
  }

  value(): RateReport {
    const { messages, samples } = this;
    const [codes, total] = [this.codeBits / samples, (8 * this.bytes) / samples];
    const bitsPerSecond = this.rate > 0 ? total * this.rate : undefined;
    return { messages, samples, codes, side: total - codes, total, bitsPerSecond };
  }

  merge(other: Accumulator<SentMessage, RateReport>): void {
    if (!(other instanceof RateMeter)) throw new OptionTypeError('rateMeter: merges only with another rateMeter');
    this.messages += other.messages;
    this.samples += other.samples;
    this.codeBits += other.codeBits;
    this.bytes += other.bytes;
    if (other.rate > 0) this.rate = other.rate;
  }

  save() {
    const counts = [this.messages, this.samples, this.codeBits, this.bytes, this.rate];
    return { who: 'rateMeter', version: 1, counts };
  }

  restore(saved: unknown): void {
    const counts = loadNumbers('rateMeter', loadState('rateMeter', 1, saved).counts, 5);
    if (!counts.every((n, k) => n >= 0 && (k === 4 ? Number.isFinite(n) : Number.isSafeInteger(n)))) {
      throw new FormatError('format-state', 'rateMeter: the saved counts are damaged');
    }
    [this.messages, this.samples, this.codeBits, this.bytes, this.rate] = counts;
  }

  reset(): void {
    this.messages = this.samples = this.codeBits = this.bytes = this.rate = 0;
  }
}
