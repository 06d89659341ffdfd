import { checkOptions, type OptionKeys } from '../options.js';
import { decodeMessage } from './decodeWireFrame.js';
import type { WireLimits, WireSplit } from './wireFrame.js';
import { MAX_WIRE_BYTES } from './wireFormat.js';
import { FormatError } from '../errors.js';

const OPTIONS: OptionKeys<WireLimits> = { maxBytes: true };

/**
 * The block of channels with bits of their own that bytes hold, all of them: the inverse of `encodeWireSplit`, checked as
 * `decodeWireFrame` checks. At most 8 maxBytes samples of all channels together.
 *
 * @throws {FormatError} `format-wire`, saying what is wrong and where
 */
export function decodeWireSplit(bytes: Uint8Array, options: WireLimits = {}): WireSplit {
  const { maxBytes = MAX_WIRE_BYTES } = checkOptions('decodeWireSplit', options, OPTIONS);
  const message = decodeMessage('decodeWireSplit', bytes, maxBytes);
  if ('split' in message) return message;
  throw new FormatError('format-wire', 'wire frame: holds a frame of one width; read it with decodeWireFrame');
}
