import { pipeline, Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { FormatError } from '../../lib/errors.js';
import type { ByteSource } from './byteSource.js';

/** How much is read and decompressed at a time, in bytes. */
const BLOCK = 65536;

/** Whether bytes begin like a gzip member. @see RFC 1952, section 2.3.1 */
export function isGzip(head: Uint8Array): boolean {
  return head.length >= 3 && head[0] === 0x1f && head[1] === 0x8b && head[2] === 8;
}

/**
 * The bytes that a gzip file holds: all its members, one after another. They are decompressed as they are read, in constant memory.
 *
 * @param most the most bytes it may expand to
 * @throws {FormatError} (the reading) when the file is damaged, ends early, or expands beyond `most`
 * @internal
 */
export function gunzip(source: ByteSource, name: string, most: number): ByteSource {
  async function* compressed(): AsyncGenerator<Uint8Array> {
    for (;;) {
      const block = new Uint8Array(BLOCK);
      const count = await source.read(block);
      if (count === 0) return;
      yield block.subarray(0, count);
    }
  }
  const input = Readable.from(compressed(), { highWaterMark: 1 });
  // an error of the source reaches whoever reads: the pipeline destroys both ends with it
  const output = pipeline(input, createGunzip({ chunkSize: BLOCK }), () => {});
  const chunks = output[Symbol.asyncIterator]() as AsyncIterator<Uint8Array>;
  let chunk = new Uint8Array(0);
  let used = 0;
  let total = 0;
  let ended = false;

  async function next(): Promise<void> {
    try {
      const result = await chunks.next();
      if (result.done) ended = true;
      else [chunk, used] = [new Uint8Array(result.value), 0];
    } catch (cause) {
      const { code } = cause as { readonly code?: string };
      if (!code?.startsWith('Z_')) throw cause;
      const rule = code === 'Z_BUF_ERROR' ? 'ends early, it was cut off' : 'is damaged';
      throw new FormatError('format-source', `gunzip: ${name}: the gzip file ${rule}`, {
        cause,
      });
    }
  }

  return {
    async read(into) {
      while (used === chunk.length && !ended) await next();
      const count = Math.min(into.length, chunk.length - used);
      into.set(chunk.subarray(used, used + count));
      used += count;
      total += count;
      if (total <= most) return count;
      throw new FormatError(
        'format-source',
        `gunzip: ${name}: the gzip file expands to more than maxExpanded = ${most} bytes; raise it if that is right`,
      );
    },
    async close() {
      output.destroy();
      await source.close();
    },
  };
}
