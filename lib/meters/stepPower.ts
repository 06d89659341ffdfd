import { FormatError } from '../errors.js';
import { type Json, loadNumbers, saveNumbers } from '../state.js';

/**
 * The sum of step^2 over samples whose step changes now and then. Samples of one step are counted and multiplied once, so
 * the sum does not depend on how they were cut into frames.
 *
 * @internal
 */
export class StepPower {
  private sum = 0; // of the runs before this one
  private step = 0;
  private count = 0; // samples of this run

  add(step: number, samples: number): void {
    if (samples === 0) return;
    if (step !== this.step) {
      this.sum = this.total();
      [this.step, this.count] = [step, 0];
    }
    this.count += samples;
  }

  total(): number {
    return this.sum + this.count * this.step * this.step;
  }

  merge(other: StepPower): void {
    if (other.step === this.step) this.add(other.step, other.count);
    else this.sum += other.count * other.step * other.step;
    this.sum += other.sum;
  }

  save(): Json {
    return saveNumbers([this.sum, this.step, this.count]);
  }

  restore(who: string, saved: unknown): void {
    const numbers = loadNumbers(who, saved, 3);
    if (!numbers.every(x => x >= 0)) throw new FormatError('format-state', `${who}: the saved steps are damaged`);
    [this.sum, this.step, this.count] = numbers;
  }
}
