import type { CsvCounts } from './report.js';
import { type Instant, nanosecondsBetween } from './instant.js';
import { type Pace, samplesIn } from './pace.js';

/** Follows the stamps row by row and says where samples are missing. */
export interface Clock {
  /**
   * How many samples the row with stamp `now` is behind the row before it; 1 where none is missing.
   *
   * @param skipped rows left out in between, whose samples are not counted as missing twice
   */
  advance(now: Readonly<Instant>, skipped: number): number;
  /** From the first stamp to the latest, in ns; 0 before two. */
  span(): number;
}

/** A clock over the stamps of one column; under `mark: false` gaps are counted but do not move the index. @internal */
export function clock(pace: Pace | undefined, mark: boolean, counts: CsvCounts): Clock {
  const first: Instant = { seconds: 0, nanos: 0 };
  const last: Instant = { seconds: 0, nanos: 0 };
  let running = false;

  function keep(now: Readonly<Instant>): void {
    last.seconds = now.seconds;
    last.nanos = now.nanos;
  }
  return {
    advance(now, skipped) {
      const least = 1 + skipped;
      if (!running) {
        running = true;
        first.seconds = now.seconds;
        first.nanos = now.nanos;
        keep(now);
        return least;
      }
      const interval = nanosecondsBetween(last, now);
      keep(now);
      if (interval <= 0) {
        if (interval === 0) counts.repeatedTimestamps++;
        else counts.backwardTimestamps++;
        return least;
      }
      if (pace === undefined) return least;
      const samples = skipped + samplesIn(interval - skipped * pace.period, pace);
      if (samples === least) return least;
      counts.gaps++;
      counts.missingSamples += samples - least;
      return mark ? samples : least;
    },
    span: () => nanosecondsBetween(first, last),
  };
}
