import { type Instant, nanosecondsBetween } from './instant.js';
import { type Pace, samplesIn } from './pace.js';
import type { CsvCounts } from './report.js';

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
  const direction = pace?.direction ?? 1;
  const prompted = pace?.patience === 1 ? pace.limit : -1; // up to this interval nothing is missing
  const lost = pace === undefined ? undefined : pace.patience > 1 ? patient(pace) : prompt(pace);
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
      const interval = direction * nanosecondsBetween(last, now);
      keep(now);
      if (interval > 0 && interval <= prompted && skipped === 0) return 1;
      if (interval <= 0) {
        if (interval === 0) counts.repeated++;
        else counts.backwardTimestamps++;
      }
      const missing = lost?.(interval, skipped) ?? 0;
      if (missing === 0) return least;
      counts.gaps++;
      counts.missingSamples += missing;
      return mark ? least + missing : least;
    },
    span: () => Math.abs(nanosecondsBetween(first, last)),
  };
}

/** How many samples are missing for certain at a row, `interval` after the one before, with `skipped` left out between. */
type Losses = (interval: number, skipped: number) => number;

/** Stamps are exact enough that a single interval shows a gap. */
function prompt(pace: Pace): Losses {
  return (interval, skipped) => (interval > 0 ? samplesIn(interval - skipped * pace.period, pace) - 1 : 0);
}

/** Share of a new stamp in the phase that is followed. */
const FOLLOW = 1 / 128;

/** Being early by more than this many standard deviations is no jitter: the clock was set back. */
const SET_BACK = 16;

/** Stamps jitter: only rows that stay late show a gap, one late stamp shows nothing. */
function patient({ period, patience, jitter }: Pace): Losses {
  let late = 0; // how late the row is, in ns, against the phase that is followed
  let rows = 1; // on whose average the phase rests
  let run = 0; // rows in a row that are late by half a period or more
  let sum = 0; // of how late they are
  return (interval, skipped) => {
    late += interval - (1 + skipped) * period;
    if (interval < 0 && late < -(SET_BACK * jitter + period)) late = 0;
    if (late <= 0.5 * period) {
      run = sum = 0;
      late -= Math.max(FOLLOW, 1 / ++rows) * late;
      return 0;
    }
    run++;
    sum += late;
    if (run < patience) return 0;
    const missing = Math.max(1, Math.floor(sum / run / period + 0.3));
    late -= missing * period;
    run = sum = 0;
    return missing;
  };
}
