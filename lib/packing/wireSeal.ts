import { BYTES, type CborWriter } from './cborWriter.js';
import { crc32cOf } from './crc32c.js';
import { CRC_HEAD, MAGIC } from './wireFormat.js';

/** Where the content of a message starts in a writer: behind the longest head. */
export const CONTENT = MAGIC.length + 5;
const CRC_BYTES = 4;

/**
 * Puts the head before the content that a writer holds from {@link CONTENT} on, and the CRC behind it.
 *
 * @param tooLong ends it where the message is longer than `maxBytes`
 * @returns bytes of their own
 */
export function sealWire(writer: CborWriter, maxBytes: number, tooLong: (bytes: number) => never): Uint8Array {
  writer.reserve(1 + CRC_BYTES);
  writer.bytes[writer.at++] = CRC_HEAD;
  const end = writer.at;
  const content = end + CRC_BYTES - CONTENT;
  const head = content < 24 ? 1 : content < 0x100 ? 2 : content < 0x10000 ? 3 : 5;
  const begin = CONTENT - head - MAGIC.length;
  writer.at = begin;
  for (const byte of MAGIC) writer.bytes[writer.at++] = byte;
  writer.head(BYTES, content);
  writer.at = end;
  writer.word(crc32cOf(writer.view, begin, end));
  if (writer.at - begin > maxBytes) tooLong(writer.at - begin);
  return writer.bytes.slice(begin, writer.at);
}
