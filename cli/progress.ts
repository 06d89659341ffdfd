import type { Frame } from '../lib/frame.js';

/** Values between two updates of the terminal. */
const EVERY = 50_000;

/**
 * Shows on a terminal how far a source of frames has been read. Does nothing where stderr is not a terminal.
 *
 * @param label what the pass is for
 */
export function withProgress(source: AsyncIterable<Frame>, label: string): AsyncIterable<Frame> {
  return counted(source, label, 'samples', f => f.length);
}

/** As {@link withProgress}, for anything that can be counted. */
export function counted<T>(
  source: AsyncIterable<T>,
  label: string,
  unit: string,
  amount: (item: T) => number,
): AsyncIterable<T> {
  if (!process.stderr.isTTY) return source;
  return {
    async *[Symbol.asyncIterator]() {
      let count = 0;
      let shown = 0;
      try {
        for await (const item of source) {
          count += amount(item);
          if (count - shown >= EVERY) {
            process.stderr.write(`\r${label}: ${count.toLocaleString('en')} ${unit}`);
            shown = count;
          }
          yield item;
        }
      } finally {
        if (shown > 0) process.stderr.write('\r\x1b[K');
      }
    },
  };
}
