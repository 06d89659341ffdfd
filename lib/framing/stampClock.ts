import { halfEven } from '../rounding.js';
import { FormatError } from '../errors.js';
import { type Json, loadCount, loadNumbers, saveNumbers } from '../state.js';
import { between, type Stamp, type StampUnit } from './stamp.js';

/** A row that comes this many samples too late has a gap before it, or this many times the jitter if that is more. */
const [GAP, JITTERS] = [0.5, 5];

/** As long as so few rows have told the jitter, only a whole sample less a tenth is a gap. */
const [FEW_ROWS, SURE_GAP] = [8, 0.9];

/** The newest rows that the phase and the jitter are averaged over. */
const [PHASE_ROWS, JITTER_ROWS] = [16, 32];

/** What the clock makes of a stamp. */
export interface Tick {
  /** Samples from the row before to this one; 1 where none is missing. */
  jump: number;
  /** `late` goes back behind the newest stamp, `repeated` equals it. */
  verdict: 'on' | 'late' | 'repeated';
}

/** Follows the stamps of rows one by one, in constant memory. */
export interface StampClock {
  /** Takes a stamp; a late or repeated one of `samples` moves nothing. The answer holds until the next call. */
  tick(stamp: Readonly<Stamp>): Readonly<Tick>;
  /** Takes the time of the newest row as that of its sample, however far it was off: the gap before it is ignored. */
  relock(): void;
  save(): Json;
  /** Goes back to a saved state. @throws {FormatError} when it is damaged */
  restore(who: string, saved: unknown): void;
}

/**
 * A clock over stamps at a stated rate. It foresees each stamp from those before, with a phase that follows them slowly, so that a rate
 * that is a little off is no gap; and it measures how far stamps scatter. A stamp is a gap when it comes later than foreseen by more
 * than half a sample and by more than five times the scatter.
 *
 * @param period ns a sample; undefined where the rate is unknown, when no gap can be told. Not used for `samples`.
 * @internal
 */
export function stampClock(unit: StampUnit, period: number | undefined): StampClock {
  const first: Stamp = { whole: 0, nanos: 0 };
  const newest: Stamp = { whole: 0, nanos: 0 };
  const answer: Tick = { jump: 1, verdict: 'on' };
  let rows = 0;
  let due = 0; // ns from the first stamp to the next one foreseen
  let scatter = 0; // mean square of how far stamps were off, in samples

  function say(jump: number, verdict: Tick['verdict']): Readonly<Tick> {
    answer.jump = jump;
    answer.verdict = verdict;
    return answer;
  }

  function keep(stamp: Readonly<Stamp>): void {
    newest.whole = stamp.whole;
    newest.nanos = stamp.nanos;
    rows++;
  }

  return {
    tick(stamp) {
      if (rows === 0) {
        first.whole = stamp.whole;
        first.nanos = stamp.nanos;
        keep(stamp);
        due = period ?? 0;
        return say(1, 'on');
      }
      const step = between(newest, stamp, unit);
      if (step < 0) return say(1, 'late');
      if (unit === 'samples') {
        if (step === 0) return say(1, 'repeated');
        keep(stamp);
        return say(step, 'on');
      }
      keep(stamp);
      const verdict = step === 0 ? 'repeated' : 'on';
      if (period === undefined) return say(1, verdict);
      const off = (between(first, stamp, unit) - due) / period;
      const least = Math.max(rows > FEW_ROWS ? GAP : SURE_GAP, JITTERS * Math.sqrt(scatter));
      const missing = off > least ? Math.max(1, halfEven(off)) : 0;
      const rest = off - missing;
      scatter += (rest * rest - scatter) / Math.min(rows, JITTER_ROWS);
      due += (1 + missing + rest / Math.min(rows, PHASE_ROWS)) * period;
      return say(1 + missing, verdict);
    },
    relock() {
      due = between(first, newest, unit) + (period ?? 0);
    },
    save: () => ({ rows, times: saveNumbers([first.whole, first.nanos, newest.whole, newest.nanos, due, scatter]) }),
    restore(who, saved) {
      const state = (saved ?? {}) as Record<string, unknown>;
      const times = loadNumbers(who, state.times, 6);
      if (!times.every(Number.isFinite)) throw new FormatError('format-state', `${who}: the saved clock is damaged`);
      rows = loadCount(who, 'rows', state.rows);
      [first.whole, first.nanos, newest.whole, newest.nanos, due, scatter] = times;
    },
  };
}
