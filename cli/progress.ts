import type { Frame } from '../lib/frame.js';

/** Values between two updates of the terminal. */
const EVERY = 50_000;

/**
 * Shows on a terminal how far a source of frames has been read. Does nothing where stderr is not a terminal.
 *
 * @param label what the pass is for
 * @param share how much of the input has been read, 0 to 1, where its size is known
 */
export function withProgress(
  source: AsyncIterable<Frame>,
  label: string,
  share: () => number | undefined = () => undefined,
): AsyncIterable<Frame> {
  return counted(source, label, 'samples', f => f.length, share);
}

/** As {@link withProgress}, for anything that can be counted. */
export function counted<T>(
  source: AsyncIterable<T>,
  label: string,
  unit: string,
  amount: (item: T) => number,
  share: () => number | undefined = () => undefined,
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
            const part = share();
            const percent = part === undefined ? '' : `${Math.min(100, Math.floor(100 * part))} %, `;
            process.stderr.write(`\r${label}: ${percent}${count.toLocaleString('en')} ${unit}`);
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
