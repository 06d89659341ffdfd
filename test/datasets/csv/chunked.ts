import type { CsvChunks } from '../../../datasets/csv/byteSource.js';
import type { Frame } from '../../../lib/frame.js';

/** A text or bytes as an input called test.csv that comes in chunks of `size` bytes, or of what `size` says. */
export function chunked(content: string | Uint8Array, size: number | (() => number) = 65536): CsvChunks {
  const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content;
  return {
    name: 'test.csv',
    chunks: async function* () {
      await Promise.resolve();
      for (let i = 0; i < bytes.length;) {
        const step = typeof size === 'number' ? size : size();
        yield bytes.subarray(i, i + step);
        i += step;
      }
    },
  };
}

/** All frames of a source. */
export async function framesOf(source: AsyncIterable<Frame>): Promise<Frame[]> {
  const frames: Frame[] = [];
  for await (const f of source) frames.push(f);
  return frames;
}

/** All samples of each channel, across frames. */
export async function samplesOf(source: AsyncIterable<Frame>): Promise<number[][]> {
  const channels: number[][] = [];
  for await (const { data, channels: count, length } of source) {
    for (let c = 0; c < count; c++) (channels[c] ??= []).push(...data.subarray(c * length, (c + 1) * length));
  }
  return channels;
}

/** The error a promise ends with; the promise must not succeed. */
export async function errorOf(promise: Promise<unknown>): Promise<Error & { readonly code?: string }> {
  try {
    await promise;
  } catch (error) {
    return error as Error & { readonly code?: string };
  }
  throw new Error('expected an error, got none');
}
