import type { ByteSource } from './byteSource.js';
import { gunzip, isGzip } from './gunzip.js';

/** How many bytes tell whether an input is compressed. */
const HEAD = 3;

/** The source as it is, or decompressed where it begins like a gzip file. @internal */
export async function expanded(source: ByteSource, name: string, most: number): Promise<ByteSource> {
  const head = new Uint8Array(HEAD);
  let length = 0;
  try {
    while (length < HEAD) {
      const count = await source.read(head.subarray(length));
      if (count === 0) break;
      length += count;
    }
  } catch (error) {
    await source.close();
    throw error;
  }
  let used = 0;
  const whole: ByteSource = {
    ...source,
    async read(into) {
      if (used === length) return source.read(into);
      const count = Math.min(into.length, length - used);
      into.set(head.subarray(used, used + count));
      used += count;
      return count < into.length ? count + (await source.read(into.subarray(count))) : count;
    },
  };
  return isGzip(head.subarray(0, length)) ? gunzip(whole, name, most) : whole;
}
