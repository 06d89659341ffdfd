import type { ByteSource } from '../bytes/byteSource.js';

/** What an input is written in, where it is not a superset of ASCII. */
export type WideEncoding = 'utf-16le' | 'utf-16be';

/** A source of bytes that contain ASCII, and what they were made of. */
export interface NarrowSource {
  readonly source: ByteSource;
  readonly wide: WideEncoding | undefined;
}

/** How much is decoded at a time, in bytes. */
const BLOCK = 65536;

/** The source as it is, or as UTF-8 where it begins like UTF-16: with a byte order mark, or with every other byte zero. */
export async function narrow(source: ByteSource): Promise<NarrowSource> {
  const head = new Uint8Array(4);
  let length = 0;
  while (length < head.length) {
    const count = await source.read(head.subarray(length));
    if (count === 0) break;
    length += count;
  }
  let used = 0;
  const whole: ByteSource = {
    ...source,
    async read(into) {
      if (used === length) return source.read(into);
      const count = Math.min(into.length, length - used);
      into.set(head.subarray(used, used + count));
      used += count;
      return count;
    },
  };
  const wide = length < 4 ? undefined : wideEncoding(head);
  return { source: wide ? decoded(whole, wide) : whole, wide };
}

function wideEncoding([a, b, c, d]: Uint8Array): WideEncoding | undefined {
  if (a === 0xff && b === 0xfe) return 'utf-16le';
  if (a === 0xfe && b === 0xff) return 'utf-16be';
  if (a !== 0 && b === 0 && c !== 0 && d === 0) return 'utf-16le';
  return a === 0 && b !== 0 && c === 0 && d !== 0 ? 'utf-16be' : undefined;
}

function decoded(source: ByteSource, wide: WideEncoding): ByteSource {
  const decoder = new TextDecoder(wide);
  const block = new Uint8Array(BLOCK);
  let ready: Uint8Array = new Uint8Array(0);
  let used = 0;
  let ended = false;
  return {
    async read(into) {
      while (used === ready.length && !ended) {
        const count = await source.read(block);
        ended = count === 0;
        ready = Buffer.from(decoder.decode(block.subarray(0, count), { stream: !ended }));
        used = 0;
      }
      const count = Math.min(into.length, ready.length - used);
      into.set(ready.subarray(used, used + count));
      used += count;
      return count;
    },
    close: () => source.close(),
  };
}
