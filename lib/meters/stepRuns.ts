import { FormatError } from '../errors.js';
import { type Json, loadNumbers, saveNumbers } from '../state.js';
import { LANES, sumOfLanes } from './laneSums.js';

/** Sums of errors over samples whose step changes now and then. */
export interface StepTotals {
  /** Sum of e^2 of the samples inside the codes' range. */
  readonly granular: number;
  /** Sum of e^2 of the samples outside it. */
  readonly overload: number;
  /** Samples coded in equal steps, and over these: */
  readonly stepped: number;
  /** sum of step^2, */
  readonly stepPower: number;
  /** sum of (e / step)^2. */
  readonly squaredSteps: number;
}

/**
 * Squared errors of one channel, gathered for as long as the step stays the same and divided by it once. So a step that
 * changes costs nothing per sample, and the sums do not depend on how the samples were cut into frames.
 *
 * @internal
 */
export class StepRuns {
  /** Partial sums of e^2 of this run, shape (8), as in `LaneSums`. */
  readonly granular = new Float64Array(LANES);
  readonly overload = new Float64Array(LANES);
  private step = 0; // 0: steps are not equal
  private count = 0; // samples of this run
  private done: StepTotals = { granular: 0, overload: 0, stepped: 0, stepPower: 0, squaredSteps: 0 };

  /** The next samples have this step, 0 where steps are not equal. */
  begin(step: number): void {
    if (step === this.step) return;
    this.done = this.totals();
    this.granular.fill(0);
    this.overload.fill(0);
    [this.step, this.count] = [step, 0];
  }

  /** So many samples have gone into the partial sums. */
  add(samples: number): void {
    this.count += samples;
  }

  totals(): StepTotals {
    const { done, step, count } = this;
    const [granular, overload] = [sumOfLanes(this.granular, 0), sumOfLanes(this.overload, 0)];
    const equal = step > 0 && count > 0;
    return {
      granular: done.granular + granular,
      overload: done.overload + overload,
      stepped: done.stepped + (equal ? count : 0),
      stepPower: done.stepPower + (equal ? count * step * step : 0),
      squaredSteps: done.squaredSteps + (equal ? (granular + overload) / (step * step) : 0),
    };
  }

  merge(other: StepRuns): void {
    const [a, b] = [this.done, other.totals()];
    this.done = {
      granular: a.granular + b.granular,
      overload: a.overload + b.overload,
      stepped: a.stepped + b.stepped,
      stepPower: a.stepPower + b.stepPower,
      squaredSteps: a.squaredSteps + b.squaredSteps,
    };
  }

  save(): Json {
    const { granular, overload, stepped, stepPower, squaredSteps } = this.done;
    return saveNumbers([
      ...[granular, overload, stepped, stepPower, squaredSteps, this.step, this.count],
      ...this.granular,
      ...this.overload,
    ]);
  }

  restore(who: string, saved: unknown): void {
    const numbers = loadNumbers(who, saved, 7 + 2 * LANES);
    if (numbers.some(x => x < 0)) throw new FormatError('format-state', `${who}: the saved steps are damaged`);
    const [granular, overload, stepped, stepPower, squaredSteps, step, count, ...lanes] = numbers;
    this.done = { granular, overload, stepped, stepPower, squaredSteps };
    [this.step, this.count] = [step, count];
    this.granular.set(lanes.slice(0, LANES));
    this.overload.set(lanes.slice(LANES));
  }
}
