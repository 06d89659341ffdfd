import type { Frame } from '../lib/frame.js';
import { show } from '../lib/check.js';
import { checkOptions } from '../lib/options.js';
import type { SignalSource, UnreadPart } from './source.js';
import { abortable } from './bytes/abortable.js';
import { byteInput, type CsvInput } from './csv/byteSource.js';
import type { CsvDescription } from './csv/description.js';
import { LineBuffer } from './csv/lineBuffer.js';
import { CSV_OPTIONS, type CsvOptions, csvSettings } from './csv/options.js';
import { type Plan, probe } from './csv/probe.js';
import { newCounts } from './csv/report.js';
import { type TableReader, tableReader } from './csv/tableReader.js';
import { narrow, type NarrowSource } from './csv/utf16.js';

/** A CSV file as a source of frames that can be read any number of times. */
export interface CsvSource extends SignalSource {
  /** Looks at the head of the file, and closes it again. */
  probe(): Promise<CsvDescription>;
}

/**
 * Reads a table of numbers, one sample a row and one channel a column, as a stream of frames.
 *
 * Nothing needs to be said about an ordinary file: delimiter, decimal mark, header, units, time column and sample rate are told
 * from its first 2,000 rows or 256 KiB. The file is read no faster than frames are taken: at most the probed part and one block of
 * 128 KiB, or one chunk, ahead. How the bytes are cut into chunks never changes the result. Sample 0 is the first row; `start`
 * jumps over gaps and rows left out. Values are `Math.fround(Number(text))`; infinities pass.
 *
 * ```ts
 * from(csv('vibration.csv')).pipe(trackRange(), quantize({ quantizer: affine() }));
 * for await (const frame of csv('vibration.csv', { columns: ['ax', 'ay'], missing: 'hold' })) console.log(frame.start);
 * ```
 *
 * @param input a path, a `file:` URL, or `{ name, chunks }`
 * @throws {OptionRangeError | OptionTypeError} at the call on a wrong option; while reading, when the file has no such column
 * @throws {FormatError} while reading: no such file, no table, a bad row, a line that is no text
 * @throws {DataError} while reading: a missing value, a number beyond float32
 * @see RFC 4180 for quoting; ISO 8601 for times
 */
export function csv(input: CsvInput, options: CsvOptions = {}): CsvSource {
  checkOptions('csv', options, CSV_OPTIONS);
  const settings = csvSettings(options);
  const bytes = byteInput(input, { who: 'csv', maxExpanded: settings.maxExpanded });
  const { name } = bytes;
  const { onProgress } = settings;

  async function opened(): Promise<NarrowSource> {
    const source = await bytes.open();
    return narrow(source).catch(async (error: unknown) => {
      await source.close();
      throw error;
    });
  }

  async function* frames(): AsyncGenerator<Frame, void, undefined> {
    const { source, wide } = await opened();
    const { size } = source;
    const report = onProgress && ((taken: number) => onProgress({ bytes: taken, ...(size !== undefined && { size }) }));
    const lines = new LineBuffer(source, settings.encoding, report);
    const counts = newCounts();
    let plan: Plan | undefined;
    let reader: TableReader | undefined;
    let complete = false;
    try {
      plan = await probe(lines, name, settings, wide);
      reader = tableReader(lines, plan, settings, counts);
      for (;;) {
        const starved = reader.read();
        for (let frame = reader.take(); frame; frame = reader.take()) yield frame;
        if (!starved) continue;
        if (lines.final) break;
        await lines.more();
      }
      reader.end();
      for (let frame = reader.take(); frame; frame = reader.take()) yield frame;
      complete = true;
    } finally {
      await source.close();
      const { firstBadRow, badRows, ...counted } = counts;
      const [duration, measuredRate] = [reader?.duration(), reader?.measuredRate()];
      settings.onReport?.({
        name,
        format: 'csv',
        bytes: lines.total,
        ...counted,
        badRows: { ...badRows },
        ...(firstBadRow && { firstBadRow }),
        cells: reader?.cells() ?? [],
        unread: plan ? unreadColumns(plan) : [],
        ...(duration !== undefined && { duration }),
        ...(measuredRate !== undefined && { measuredRate }),
        complete,
      });
    }
  }
  return {
    name,
    [Symbol.asyncIterator]: () => abortable(frames(), settings.signal),
    async probe() {
      const { source, wide } = await opened();
      try {
        return (await probe(new LineBuffer(source, settings.encoding), name, settings, wide)).description;
      } finally {
        await source.close();
      }
    },
  };
}

/** The columns that are not read, and why. */
function unreadColumns({ description }: Plan): UnreadPart[] {
  return description.columns.flatMap(({ name, role, reason = '' }) =>
    role === 'ignored' ? [{ what: `column ${show(name)}`, reason }] : [],
  );
}
