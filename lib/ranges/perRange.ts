import { show } from '../check.js';
import { DataError, OptionRangeError } from '../errors.js';
import { type Frame, type RangedFrame, when } from '../frame.js';
import type { Range } from '../range.js';

/**
 * What a rule makes of the range in force for a frame: of `fixed` where given, else of the range that the frame carries.
 * Made anew only when the range changes.
 *
 * @internal
 *
 * @throws {DataError} from the result when a frame carries no range, or one that is not finite
 * @throws {RangeError} when a range was made for codes of another width than those of the parameters
 */
export function perRange<T extends object>(
  who: string,
  fixed: Range | undefined,
  design: (range: Range) => T,
): (f: Frame | RangedFrame) => T {
  const constant = fixed && checkBits(who, fixed, design(fixed));
  let designedFor: Range | undefined;
  let designed: T | undefined;

  return f => {
    if (constant) return constant;
    if (!('range' in f)) {
      throw new DataError(
        'data-no-range',
        `${who}: frame at ${when(f.info, f.start)} carries no range; put trackRange or calibrate before, or give range`,
      );
    }
    if (designed && f.range === designedFor) return designed;
    checkFinite(who, f);
    designedFor = f.range;
    return (designed = checkBits(who, f.range, design(f.range)));
  };
}

/** What was designed, when the range and it are for codes of one width. */
function checkBits<T extends object>(who: string, { bits }: Range, designed: T): T {
  if (bits === undefined || !('bits' in designed) || designed.bits === bits) return designed;
  throw new OptionRangeError(
    `${who}: the range was made for ${bits} bits, the quantizer has ${show(designed.bits)}; ` +
      `give the tracker (mse, octav, aciq, entropy, l2) the quantizer's bits`,
  );
}

function checkFinite(who: string, f: RangedFrame): void {
  const finite = f.range.min.map((min, k) => Number.isFinite(min) && Number.isFinite(f.range.max[k]));
  const c = finite.indexOf(false);
  if (c < 0) return;
  throw new DataError(
    'data-non-finite',
    `${who}: frame at ${when(f.info, f.start)} has the range [${f.range.min[c]}, ${f.range.max[c]}] in channel ` +
      `${f.info.names[c]}; a range must be finite, so let the tracker skip such samples`,
  );
}
