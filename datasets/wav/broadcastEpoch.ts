import { type Instant, nanosecondsOf, parseText, parseIso } from '../csv/instant.js';
import { latin1 } from './chunks.js';

/** Where the date and the time of the first sample stand in the broadcast extension. */
const [DATE, TIME] = [320, 330];

/**
 * Time of the first sample in ns since 1970, by the clock of the recorder taken for UTC; undefined where the extension says none.
 *
 * @param broadcast first bytes of the chunk `bext`
 * @internal
 * @see EBU Tech 3285, section 2.3: OriginationDate yyyy-mm-dd and OriginationTime hh-mm-ss, any separators
 */
export function broadcastEpoch(broadcast: Uint8Array | undefined): bigint | undefined {
  if (!broadcast || broadcast.length < TIME + 8) return undefined;
  const date = latin1(broadcast.subarray(DATE, DATE + 10)).replace(/\D/g, '-');
  const time = latin1(broadcast.subarray(TIME, TIME + 8)).replace(/\D/g, ':');
  const at: Instant = { seconds: 0, nanos: 0 };
  return parseText(`${date}T${time}`, parseIso, at) ? nanosecondsOf(at) : undefined;
}
