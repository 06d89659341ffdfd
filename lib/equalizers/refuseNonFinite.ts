import { DataError } from '../errors.js';
import { type Frame, when } from '../frame.js';

/**
 * Throws at the first sample of a frame that is not finite, saying which channel and when.
 *
 * @internal
 */
export function refuseNonFinite(who: string, f: Frame): void {
  let poison = 0; // becomes NaN at the first sample that is not finite
  for (let i = 0; i < f.data.length; i++) poison += f.data[i] * 0;
  if (poison === 0) return;
  const at = f.data.findIndex(x => !Number.isFinite(x));
  const c = Math.floor(at / f.length);
  throw new DataError(
    'data-non-finite',
    `${who}: channel ${f.info.names[c]} is ${f.data[at]} at ${when(f.info, f.start + at - c * f.length)}; put fillMissing in front`,
  );
}
