import { DataError } from '../errors.js';
import { type Frame, when } from '../frame.js';

/**
 * Throws when a frame holds a NaN or an infinity: where parameters come from the samples, either would spoil them all.
 *
 * @internal
 *
 * @throws {DataError} saying which channel and when
 */
export function checkFinite(who: string, f: Frame): void {
  const { data, length } = f;
  let poison = 0; // becomes NaN at the first sample that is not finite, as 0 * NaN and 0 * Infinity are
  for (let i = 0; i < data.length; i++) poison += data[i] * 0;
  if (poison === 0) return;
  const i = data.findIndex(x => !Number.isFinite(x));
  const c = Math.floor(i / length);
  throw new DataError(
    'data-non-finite',
    `${who}: channel ${f.info.names[c]} is ${data[i]} at ${when(f.info, f.start + i - c * length)}; ` +
      `its parameters come from the samples, so put fillMissing in front`,
  );
}
