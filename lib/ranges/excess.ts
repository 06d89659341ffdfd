import type { Frame } from '../frame.js';
import { intervalOf, type Range } from '../range.js';
import { FormatError } from '../errors.js';
import { type Json, loadNumbers } from '../state.js';

/**
 * What of a stretch exceeds a range, channel by channel: the sum of squares, and how often. Samples outside count once until the signal
 * has come back by a quarter of the range, so that a slow signal's one long excursion is one.
 *
 * @internal
 */
export class Excess {
  /** Sums of the squares. */
  squares: number[] = [];
  /** How often each channel has left the range. */
  times: number[] = [];
  private outside: number[] = []; // 1 while a channel is outside, and not back yet

  push(f: Frame, range: Range): void {
    if (this.outside.length === 0) this.outside = new Array<number>(f.channels).fill(0);
    if (this.squares.length === 0) [this.squares, this.times] = [[...this.outside].fill(0), [...this.outside].fill(0)];
    for (let c = 0; c < f.channels; c++) {
      const [low, high] = intervalOf(range, c);
      const back = (high - low) / 4;
      let [sum, times, outside] = [0, 0, this.outside[c]];
      for (let i = c * f.length; i < (c + 1) * f.length; i++) {
        const x = f.data[i];
        const over = x > high ? x - high : x < low ? low - x : 0;
        if (over > 0 && over < Infinity) {
          sum += over * over;
          if (outside === 0) times++;
          outside = 1;
        } else if (x >= low + back && x <= high - back) outside = 0;
      }
      this.squares[c] += sum;
      this.times[c] += times;
      this.outside[c] = outside;
    }
  }

  /** Begins a new stretch. */
  next(): void {
    [this.squares, this.times] = [[], []];
  }

  save(): Json {
    return { squares: this.squares, times: this.times, outside: this.outside };
  }

  restore(who: string, saved: unknown): void {
    const { squares, times, outside } = (saved ?? {}) as Record<string, unknown>;
    const lists = [squares, times, outside].map(list => loadNumbers(who, list));
    if (!lists.every(list => list.every(x => x >= 0)))
      throw new FormatError('format-state', `${who}: the saved excess is damaged`);
    [this.squares, this.times, this.outside] = lists;
  }
}
