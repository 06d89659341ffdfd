import { FormatError } from '../errors.js';
import type { Frame } from '../frame.js';
import { type Json, loadNumbers, saveNumbers } from '../state.js';

/** Why a stretch of a channel says nothing of its signal. */
export type Dead = 'flat' | 'railed' | 'missing';

/** Share of samples at one extreme that makes a stretch railed. */
const RAILED = 0.2;
/** Share of samples without a number that makes a stretch missing. */
const MISSING = 0.1;
/** Samples of a channel below which nothing is said. */
const FEWEST = 8;

/** Samples, missing ones, first value, second value, how many values (3 for more), smallest, largest, how often each was taken. */
const FRESH = [0, 0, 0, 0, 0, Infinity, -Infinity, 0, 0];

/**
 * Whether a stretch shows a sensor at work, channel by channel. It is `missing` where a tenth of the samples hold no number, `flat` where
 * they take at most two values (a lead that is off, a frozen converter), and `railed` where a fifth of them stand at one extreme.
 *
 * @internal
 */
export class Liveness {
  private figures: number[][] = [];

  push(f: Frame): void {
    if (this.figures.length === 0) this.figures = Array.from({ length: f.channels }, () => [...FRESH]);
    for (let c = 0; c < f.channels; c++) count(this.figures[c], f.data, c * f.length, (c + 1) * f.length);
  }

  /** What is wrong with each channel, if anything. */
  value(): (Dead | undefined)[] {
    return this.figures.map(([samples, missing, , , values, , , atMin, atMax]) => {
      const present = samples - missing;
      if (samples < FEWEST) return undefined;
      if (missing >= MISSING * samples) return 'missing';
      if (values <= 2) return 'flat';
      return Math.max(atMin, atMax) >= RAILED * present ? 'railed' : undefined;
    });
  }

  reset(): void {
    this.figures = [];
  }

  save(): Json {
    return this.figures.map(saveNumbers);
  }

  restore(who: string, saved: unknown): void {
    if (!Array.isArray(saved)) throw new FormatError('format-state', `${who}: the saved liveness is damaged`);
    this.figures = saved.map((one: unknown) => loadNumbers(who, one, FRESH.length));
  }
}

function count(figures: number[], x: Float32Array, begin: number, end: number): void {
  let [samples, missing, first, second, values, min, max, atMin, atMax] = figures;
  for (let i = begin; i < end; i++) {
    const v = x[i];
    samples++;
    if (v - v !== 0) {
      missing++;
      continue;
    }
    if (values < 3 && !(values > 0 && v === first) && !(values > 1 && v === second)) {
      if (values === 0) first = v;
      else if (values === 1) second = v;
      values++;
    }
    if (v < min) [min, atMin] = [v, 1];
    else if (v === min) atMin++;
    if (v > max) [max, atMax] = [v, 1];
    else if (v === max) atMax++;
  }
  [figures[0], figures[1], figures[2], figures[3], figures[4]] = [samples, missing, first, second, values];
  [figures[5], figures[6], figures[7], figures[8]] = [min, max, atMin, atMax];
}
