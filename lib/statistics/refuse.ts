import { DataError } from '../errors.js';
import { type Frame, when } from '../frame.js';

/**
 * Ends the stream at sample `i` of channel `c`, which is not finite.
 *
 * @internal
 */
export function refuse(who: string, f: Frame, c: number, i: number): never {
  throw new DataError(
    'data-non-finite',
    `${who}: channel ${f.info.names[c]} is ${f.data[c * f.length + i]} at ${when(f.info, f.start + i)}; ` +
      `choose nonFinite: 'skip' to leave such samples out, or put fillMissing in front`,
  );
}
