import { checkFunction, checkInteger, checkPositive, show } from '../../lib/check.js';
import { FormatError, OptionRangeError, OptionTypeError } from '../../lib/errors.js';
import type { Frame } from '../../lib/frame.js';
import { abortable, checkSignal } from './abortable.js';
import { byteInput, type CsvInput } from '../csv/byteSource.js';
import {
  newSourceCounts,
  type SignalSource,
  type SourceColumn,
  type SourceCounts,
  type SourceDescription,
  type SourceOptions,
  type UnreadPart,
} from '../source.js';
import { ByteReader } from './byteReader.js';

/** The most samples in a frame, all channels together. */
const MAX_SAMPLES = 2 ** 26;

/** What a reader of a format works with. */
export interface Reading {
  /** Name of the format and function, as messages begin. */
  readonly who: string;
  /** What messages call the input. */
  readonly name: string;
  readonly bytes: ByteReader;
  readonly settings: SourceSettings;
  /** Moved by the reader, but for `samples` and `frames`. */
  readonly counts: SourceCounts;
  /** Parts behind the head that turn out not to be samples. */
  readonly unread: UnreadPart[];
  /** Opens the same input once more, for formats that must look twice. */
  reopen(): Promise<ByteReader>;
}

/** A file whose head was understood. */
export interface Opened {
  readonly description: SourceDescription;
  /** Reads on from behind the head. */
  frames(): AsyncIterable<Frame>;
}

/** {@link SourceOptions}, checked and with their defaults. */
export interface SourceSettings {
  readonly columns: readonly (string | number)[] | undefined;
  readonly sampleRate: number | undefined;
  readonly frameLength: number;
}

/**
 * Makes a source of a format: opens the input, asks `open` for its head, emits its frames, closes, and reports.
 *
 * @param who  name of the format
 * @param open reads the head; nothing else may be taken from the input before `frames()`
 * @internal
 */
export function frameSource(
  who: string,
  input: CsvInput,
  options: SourceOptions,
  open: (reading: Reading) => Promise<Opened>,
): SignalSource {
  const { columns, sampleRate, frameLength = 1024, maxExpanded = 2 ** 34, onProgress, onReport, signal } = options;
  if (columns !== undefined) checkColumns(who, columns);
  if (sampleRate !== undefined) checkPositive(who, 'sampleRate', sampleRate);
  checkInteger(who, 'frameLength', frameLength, 1, 2 ** 20);
  checkInteger(who, 'maxExpanded', maxExpanded, 1);
  if (onProgress !== undefined) checkFunction(who, 'onProgress', onProgress);
  if (onReport !== undefined) checkFunction(who, 'onReport', onReport);
  checkSignal(who, signal);
  const bytes = byteInput(input, { who, maxExpanded });
  const { name } = bytes;
  const settings = { columns: columns && [...columns], sampleRate, frameLength };

  async function begin(): Promise<Reading & { close(): Promise<void> }> {
    const readers: ByteReader[] = [];
    const reopen = async () => {
      const source = await bytes.open();
      const { size } = source;
      const progress =
        onProgress && ((read: number) => onProgress({ bytes: read, ...(size !== undefined && { size }) }));
      const reader = new ByteReader(source, progress);
      readers.push(reader);
      return reader;
    };
    return {
      ...{ who, name, bytes: await reopen(), settings, counts: newSourceCounts(), unread: [], reopen },
      async close() {
        for (const reader of readers) await reader.source.close();
      },
    };
  }

  async function* frames(): AsyncGenerator<Frame, void, undefined> {
    const reading = await begin();
    const { counts } = reading;
    let opened: Opened | undefined;
    let complete = false;
    let end = 0; // index behind the last sample
    try {
      opened = await open(reading);
      for await (const frame of opened.frames()) {
        counts.frames++;
        counts.samples += frame.length;
        end = frame.start + frame.length;
        yield frame;
      }
      complete = true;
    } finally {
      await reading.close();
      const rate = opened?.description.info.sampleRate;
      onReport?.({
        name,
        format: who,
        bytes: reading.bytes.total,
        ...counts,
        unread: [...(opened ? unreadOf(opened.description) : []), ...reading.unread],
        ...(rate !== undefined && end > 0 && { duration: (end - 1) / rate }),
        complete,
      });
    }
  }

  return {
    name,
    [Symbol.asyncIterator]: () => abortable(frames(), signal),
    async probe() {
      const reading = await begin();
      try {
        return (await open(reading)).description;
      } finally {
        await reading.close();
      }
    },
  };
}

/** Everything in a file that is known not to be read. */
function unreadOf({ columns, unread }: SourceDescription): UnreadPart[] {
  const ignored = columns.flatMap(({ name, role, reason = '' }) =>
    role === 'ignored' ? [{ what: `channel ${show(name)}`, reason }] : [],
  );
  return [...ignored, ...unread];
}

/** The error of a file that is not what its format demands. */
export function sourceError({ who, name }: Pick<Reading, 'who' | 'name'>, rule: string, cause?: unknown): FormatError {
  return new FormatError('format-source', `${who}: ${name}: ${rule}`, cause === undefined ? undefined : { cause });
}

/** What one can ask for by name or index. */
interface Named {
  readonly index: number;
  readonly name: string;
}

/**
 * The columns that are asked for, in that order; undefined where nothing is.
 *
 * @throws {OptionRangeError} when there is none of a name or index, or one is asked for twice
 */
export function chosenColumns<T extends Named>(
  { who, name, settings }: Pick<Reading, 'who' | 'name' | 'settings'>,
  all: readonly T[],
): T[] | undefined {
  const chosen = settings.columns?.map(wanted => {
    const found = all.find(c => (typeof wanted === 'number' ? c.index === wanted : c.name === wanted));
    if (found) return found;
    const names = all.slice(0, 12).map(c => show(c.name));
    const more = all.length > names.length ? ` and ${all.length - names.length} more` : '';
    throw new OptionRangeError(
      `${who}: columns must name channels of ${name}, got ${show(wanted)}; it has ${names.join(', ')}${more}`,
    );
  });
  if (chosen && new Set(chosen).size < chosen.length) {
    throw new OptionRangeError(`${who}: columns must name each channel once, got one of ${name} twice`);
  }
  return chosen;
}

/** What becomes of each column. */
export function columnsOf<T extends Named & { readonly unit: string }>(
  all: readonly T[],
  chosen: readonly T[],
  reason: (column: T) => string = () => 'not among columns',
): SourceColumn[] {
  const taken = new Set(chosen);
  return all.map(c => (taken.has(c) ? { ...c, role: 'channel' } : { ...c, role: 'ignored', reason: reason(c) }));
}

/** Throws when frames of so many channels would take too much memory. */
export function checkFrameSize({ who, settings }: Pick<Reading, 'who' | 'settings'>, channels: number): void {
  if (channels * settings.frameLength <= MAX_SAMPLES) return;
  throw new OptionRangeError(
    `${who}: frameLength must be at most ${Math.floor(MAX_SAMPLES / channels)} for ${channels} channels, ` +
      `got ${settings.frameLength}`,
  );
}

function checkColumns(who: string, columns: unknown): void {
  if (!Array.isArray(columns)) {
    throw new OptionTypeError(`${who}: columns must be a list of names or indexes, got ${show(columns)}`);
  }
  if (columns.length === 0) throw new OptionRangeError(`${who}: columns must name at least one channel, got none`);
  for (const column of columns as unknown[]) {
    if (typeof column === 'number') checkInteger(who, 'columns', column, 0);
    else if (typeof column !== 'string') {
      throw new OptionTypeError(`${who}: columns must be names or indexes, got ${show(column)}`);
    }
  }
}
