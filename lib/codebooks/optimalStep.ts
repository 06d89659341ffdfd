import { checkInteger } from '../check.js';
import { checkOptions, type OptionKeys } from '../options.js';
import type { Density } from './density.js';
import { designOf } from './lloydMaxDesign.js';
import type { LevelDesign } from './levelDesign.js';

/** Options of {@link optimalStep}. */
export interface OptimalStepOptions {
  /** Number of levels, an integer in [2, 65536]. */
  readonly levels: number;
  /** A density that is symmetric around 0. */
  readonly density: Density;
}

/** A uniform set of levels and its step. */
export interface StepDesign extends LevelDesign {
  readonly step: number;
}

const OPTIONS: OptionKeys<OptimalStepOptions> = { levels: true, density: true };

/**
 * The step of least mean squared error for equally spaced levels around 0, `(k - (N - 1) / 2) * step`, and thresholds midway.
 * At the optimum the sum over the levels of `(k - (N - 1) / 2)` times the mean error of their interval is 0.
 *
 * @see J. Max, IRE Trans. IT-6 (1960), 7-12, section on equally spaced levels
 */
export function optimalStep(options: OptimalStepOptions): StepDesign {
  const { levels: count, density } = checkOptions('optimalStep', options, OPTIONS);
  checkInteger('optimalStep', 'levels', count, 2, 65536);
  const place = (k: number) => k - (count - 1) / 2;
  const uniform = (step: number) => ({
    levels: Array.from({ length: count }, (_, k) => place(k) * step),
    thresholds: Array.from({ length: count - 1 }, (_, k) => (place(k) + 0.5) * step),
  });
  /** Half of minus the derivative of the error with respect to the step. */
  const pull = (step: number) => {
    let sum = 0;
    for (let k = 0; k < count; k++) {
      const a = k === 0 ? -Infinity : (place(k) - 0.5) * step;
      const b = k === count - 1 ? Infinity : (place(k) + 0.5) * step;
      sum += place(k) * (density.first(a, b) - place(k) * step * density.mass(a, b));
    }
    return sum;
  };
  let [low, high] = [0, (2 * Math.max(-density.support[0], density.support[1])) / (count - 1)];
  for (;;) {
    const step = (low + high) / 2;
    if (step <= low || step >= high) break;
    if (pull(step) > 0) low = step;
    else high = step;
  }
  const { levels, thresholds } = uniform(high);
  return Object.freeze({ ...designOf(density, levels, thresholds), step: high });
}
