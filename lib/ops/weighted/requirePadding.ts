import type { Layer } from '../../graph/network.js';
import { layerNamed, networkError } from '../../graph/networkError.js';

/** Entries of an axis that windows read, from the first to the last, zeros of the padding included. */
export interface Reach {
  readonly first: number;
  readonly last: number;
}

/**
 * Throws when the zeros that windows read around a plane are far more than the plane: kernels write the padding out, and strides, dilations
 * and margins are numbers of a file.
 *
 * @internal
 * @throws {FormatError} when the padded plane has more than 16 times the entries of the plane, and 2^20 more
 */
export function requirePadding(
  layer: Layer,
  [height, width, channels]: readonly [height: number, width: number, channels: number],
  [rows, columns]: readonly [Reach, Reach],
): void {
  const padded = (length: number, { first, last }: Reach) => Math.max(last + 1, length) - Math.min(first, 0);
  const entries = padded(height, rows) * padded(width, columns) * channels;
  const most = 16 * height * width * channels + 2 ** 20;
  if (entries <= most) return;
  throw networkError(layerNamed(layer), `its input with padding may have ${most} entries`, `${entries}`);
}
