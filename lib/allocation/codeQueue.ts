import { checkInteger, checkOneOf } from '../check.js';
import { OptionRangeError, OverflowError } from '../errors.js';
import { type QFrame, withoutOriginal } from '../frame.js';
import { decibels } from '../meters/decibels.js';
import { checkOptions, type OptionKeys } from '../options.js';
import { canLower, lowerBits, stepsOf } from './lowerBits.js';

/** Options of {@link codeQueue}. */
export interface CodeQueueOptions {
  /** The most bytes that wait, codes packed to their width: an integer of at least 1. */
  readonly capacityBytes: number;
  /** Width below which no frame is lowered, an integer in [1, 16]. Defaults to 4. */
  readonly minBits?: number;
  /** What happens to a frame that does not fit when all are lowered as far as they may. Defaults to `dropOldest`. */
  readonly onOverflow?: 'error' | 'dropOldest' | 'dropNewest';
}

/** What a full queue has cost, over some frames. */
export interface QueueFigures {
  /** Frames taken out of the queue. */
  readonly taken: number;
  /** Frames among them that had fewer bits than when they came. */
  readonly lowered: number;
  /** Frames that were dropped. */
  readonly dropped: number;
  /** Frames among them that could never fit, an empty queue included. */
  readonly oversized: number;
  /**
   * SQNR paid by the frames taken, dB: noise as sent over noise as it came, both as the mean of step^2 / 12 over the samples.
   * 20 log10(2) = 6.02 dB for each bit where all frames are alike; 0 where none was lowered.
   */
  readonly sqnrPaid: number;
}

/** What a full queue has cost so far. */
export interface QueueReport extends QueueFigures {
  /** The same over the last 256 frames that were taken or dropped: what the link costs now. */
  readonly recent: QueueFigures;
  /** Frames that came with their original, which a queue does not keep. */
  readonly originalsDropped: number;
}

/** A waiting frame. */
interface Entry {
  frame: QFrame;
  /** Mean square of its steps, as it is now. */
  power: number;
  /** The same when it came. */
  readonly original: number;
}

/** Frames that {@link QueueReport.recent} is over. */
const RECENT = 256;

/** How a frame left. */
interface Leaving {
  readonly how: 'taken' | 'dropped' | 'oversized';
  readonly lowered: boolean;
  /** Its noise as it left and as it came, in squares of real units times samples; 0 of those that were dropped. */
  readonly sent: number;
  readonly original: number;
}

/** A queue of frames of codes, bounded in bytes, that lowers bits before it drops frames. */
export interface CodeQueue {
  /** Puts a frame behind the others. */
  push(f: QFrame): void;
  /**
   * Takes out the frame that has waited longest.
   *
   * @throws {RangeError} when none waits
   */
  take(): QFrame;
  /** Frames that wait. */
  readonly length: number;
  /** Bytes that wait. */
  readonly bytes: number;
  report(): QueueReport;
}

const OPTIONS: OptionKeys<CodeQueueOptions> = { capacityBytes: true, minBits: true, onOverflow: true };

/**
 * A queue bounded in bytes. A frame that does not fit makes the waiting ones and itself narrower by {@link lowerBits}, one bit of one
 * frame at a time: always of the frame with the smallest step, the oldest of equals, which costs the least noise for each bit
 * given up. Only where every frame is at `minBits`, or of an encoding that cannot be lowered, is one dropped. A frame that is larger than
 * the whole queue at its narrowest is dropped itself, or refused under `error`, and costs the others nothing.
 *
 * Bytes are those of the codes. The original that a frame carries for meters is many times as large and never sent: a queue
 * lets go of it, and counts it (`originalsDropped`); meter in front of the queue.
 *
 * The report counts step^2 / 12 for the noise of frames that can be lowered; others are left out of it.
 *
 * @throws {OverflowError} from `push` under `error`; the frame is then left out
 */
export function codeQueue(options: CodeQueueOptions): CodeQueue {
  const { capacityBytes, minBits = 4, onOverflow = 'dropOldest' } = checkOptions('codeQueue', options, OPTIONS);
  checkInteger('codeQueue', 'capacityBytes', capacityBytes, 1);
  checkInteger('codeQueue', 'minBits', minBits, 1, 16);
  checkOneOf('codeQueue', 'onOverflow', onOverflow, ['error', 'dropOldest', 'dropNewest']);
  const entries: Entry[] = [];
  let bytes = 0;
  const all = new Costs();
  const recent: Leaving[] = []; // a ring once it is full
  let left = 0;
  let originalsDropped = 0;

  function leave(leaving: Leaving): void {
    all.add(leaving);
    recent[left++ % RECENT] = leaving;
  }

  /** Lowers the frame that pays least; false when none may be lowered. */
  function lowerOne(): boolean {
    let cheapest: Entry | undefined;
    for (const e of entries) {
      if (e.frame.data.length === 0 || e.frame.params.bits <= minBits || !canLower(e.frame.params)) continue;
      if (!cheapest || e.power < cheapest.power) cheapest = e;
    }
    if (!cheapest) return false;
    bytes -= bytesOf(cheapest.frame);
    cheapest.frame = lowerBits(cheapest.frame, cheapest.frame.params.bits - 1);
    cheapest.power *= 4;
    bytes += bytesOf(cheapest.frame);
    return true;
  }

  function drop(e: Entry | undefined): void {
    if (!e) return;
    bytes -= bytesOf(e.frame);
    leave(DROPPED);
  }

  return {
    push(input) {
      const f = withoutOriginal(input);
      if (f !== input) originalsDropped++;
      const least = narrowestBytes(f, minBits);
      if (least > capacityBytes) {
        leave(OVERSIZED);
        if (onOverflow !== 'error') return;
        throw new OverflowError(
          `codeQueue: a frame of ${f.data.length} codes takes ${least} bytes at its narrowest and can never fit a queue of ` +
            `${capacityBytes}; raise capacityBytes, reframe it, lower minBits or choose a drop policy`,
        );
      }
      const power = canLower(f.params) ? meanSquare(stepsOf(f.params)) : 0;
      entries.push({ frame: f, power, original: power });
      bytes += bytesOf(f);
      while (bytes > capacityBytes && lowerOne());
      while (bytes > capacityBytes) {
        drop(onOverflow === 'dropOldest' ? entries.shift() : entries.pop());
        if (onOverflow === 'error') {
          throw new OverflowError(
            `codeQueue: the queue of ${capacityBytes} bytes is full with every frame at ${minBits} bits; ` +
              `raise capacityBytes, lower minBits or choose a drop policy`,
          );
        }
      }
    },
    take() {
      const e = entries.shift();
      if (!e)
        throw new OptionRangeError('codeQueue: take needs a waiting frame, got an empty queue; look at length first');
      bytes -= bytesOf(e.frame);
      const samples = e.frame.data.length;
      const lowered = e.power !== e.original;
      leave({ how: 'taken', lowered, sent: e.power * samples, original: e.original * samples });
      return e.frame;
    },
    get length() {
      return entries.length;
    },
    get bytes() {
      return bytes;
    },
    report() {
      const costs = new Costs();
      for (const leaving of recent) costs.add(leaving);
      return { ...all.figures(), recent: costs.figures(), originalsDropped };
    },
  };
}

const DROPPED: Leaving = { how: 'dropped', lowered: false, sent: 0, original: 0 };
const OVERSIZED: Leaving = { ...DROPPED, how: 'oversized' };

/** Sums over frames that left. */
class Costs {
  private readonly counts = { taken: 0, lowered: 0, dropped: 0, oversized: 0 };
  private sent = 0;
  private original = 0;

  add({ how, lowered, sent, original }: Leaving): void {
    if (how === 'taken') this.counts.taken++;
    else this.counts.dropped++;
    if (how === 'oversized') this.counts.oversized++;
    if (lowered) this.counts.lowered++;
    this.sent += sent;
    this.original += original;
  }

  figures(): QueueFigures {
    return { ...this.counts, sqnrPaid: this.original === 0 ? 0 : decibels(this.sent, this.original) };
  }
}

/** Bytes of a frame's codes, packed to their width. */
function bytesOf(f: QFrame): number {
  return Math.ceil((f.data.length * f.params.bits) / 8);
}

/** The same once it is lowered as far as it may be. */
function narrowestBytes(f: QFrame, minBits: number): number {
  const bits = canLower(f.params) ? Math.min(f.params.bits, minBits) : f.params.bits;
  return Math.ceil((f.data.length * bits) / 8);
}

function meanSquare(values: readonly number[]): number {
  return values.reduce((sum, x) => sum + x * x, 0) / values.length;
}
