import { asyncScheduler, type Subscription } from 'rxjs';

/** How long a first answer is waited for, ms; twice as long for each input more that has none. */
const FIRST = 4;
/** Inputs without any answer after which an operator counts as one that collects: half a second in all. */
const SILENT = 7;

/**
 * Judges whether an operator that has not answered its input still works on it, or keeps it. No operator of RxJS says so: `filter` and
 * `concatMap` of a promise look alike from outside. So an answer is waited for:
 *
 * - until one has come, 4, 8, ... 256 ms for each input; an operator silent for so long collects, as `toArray` does;
 * - an operator that has answered at once, with inputs before it unanswered, collects or leaves out: nothing is waited for;
 * - an operator that has answered later is waited for twice its longest time, and 4 ms.
 *
 * @internal
 */
export class Answers {
  private kind: 'unknown' | 'collects' | 'later' = 'unknown';
  private unanswered = 0;
  private asked = 0; // when the oldest unanswered input went in
  private longest = 0; // ms from an input to its answer
  private timer: Subscription | undefined;

  /**
   * @param goOn called when a wait is over without an answer
   */
  constructor(private readonly goOn: () => void) {}

  /** Whether an answer is being waited for. */
  get waiting(): boolean {
    return this.timer !== undefined;
  }

  /** An input went in, and nobody has answered it or said that it is taken. */
  none(): void {
    if (this.unanswered++ === 0) this.asked = asyncScheduler.now();
    if (this.kind === 'unknown' && this.unanswered > SILENT) this.kind = 'collects';
    if (this.kind === 'collects') return;
    const patience = this.kind === 'later' ? 2 * this.longest + FIRST : FIRST * 2 ** (this.unanswered - 1);
    this.timer = asyncScheduler.schedule(() => {
      this.timer = undefined;
      this.goOn();
    }, patience);
  }

  /** An output came, in answer to the input in hand. */
  atOnce(): void {
    if (this.unanswered > 0 && this.kind === 'unknown') this.kind = 'collects';
    this.settle();
  }

  /** An output came by itself. */
  later(): void {
    if (this.unanswered > 0) {
      this.longest = Math.max(this.longest, asyncScheduler.now() - this.asked);
      this.kind = 'later';
    }
    this.settle();
  }

  /** Stops waiting. */
  settle(): void {
    this.unanswered = 0;
    this.timer?.unsubscribe();
    this.timer = undefined;
  }
}
