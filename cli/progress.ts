import type { Frame } from '../lib/frame.js';

/**
 * Shows on a terminal how far a source has been read. Does nothing where stderr is not a terminal.
 *
 * @param label what the pass is for
 */
export function withProgress(source: AsyncIterable<Frame>, label: string): AsyncIterable<Frame> {
  if (!process.stderr.isTTY) return source;
  return {
    async *[Symbol.asyncIterator]() {
      let samples = 0;
      let shown = 0;
      try {
        for await (const f of source) {
          samples += f.length;
          if (samples - shown >= 50_000) {
            process.stderr.write(`\r${label}: ${samples.toLocaleString('en')} samples`);
            shown = samples;
          }
          yield f;
        }
      } finally {
        if (shown > 0) process.stderr.write('\r\x1b[K');
      }
    },
  };
}
