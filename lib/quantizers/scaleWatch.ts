import { DataError } from '../errors.js';
import { type Frame, when } from '../frame.js';
import type { Stage } from '../stage.js';
import { loadCount, loadState } from '../state.js';

/** Fractions of a unit after which a quiet stream is refused, and those that suffice where it ends before. */
const MANY = 1024;
const FEW = 64;

/**
 * Passes frames on to a coder whose full scale is its own, and ends a stream that is on another scale: one whose samples are
 * fractions of the coder's unit, fullScale / 32768, and have never exceeded it. Speech at +-1 into a coder of int16 values is such; int16
 * silence is not, for it has no fractions. A single sample beyond the unit settles the matter.
 *
 * @internal
 */
export function scaleWatch(coder: string, fullScale: number): Stage<Frame, Frame> {
  const unit = fullScale / 32768;
  const options = { coder, fullScale };
  let fractions = 0; // counted until settled
  let settled = false;

  function check(f: Frame): void {
    for (let i = 0; i < f.data.length && fractions < MANY; i++) {
      const x = f.data[i];
      if (x > unit || x < -unit) {
        settled = true;
        return;
      }
      if (x % unit !== 0) fractions++;
    }
    if (fractions >= MANY) refuse(when(f.info, f.start));
  }

  function refuse(where: string): never {
    throw new DataError(
      'data-range',
      `quantize: ${coder} takes samples of full scale ${fullScale}, but up to ${where} all are fractions within ${unit}: ` +
        `give ${coder} the full scale of the signal (fullScale: 1), or the signal that of ${coder}`,
    );
  }

  return {
    process(f, emit) {
      if (!settled) check(f);
      emit(f);
    },
    flush() {
      if (!settled && fractions >= FEW) refuse('the end');
    },
    save: () => ({ who: 'scaleWatch', version: 1, options, fractions, settled }),
    restore(saved) {
      const state = loadState('scaleWatch', 1, saved, options);
      fractions = loadCount('scaleWatch', 'fractions', state.fractions);
      settled = state.settled === true;
    },
  };
}
