import { show } from '../lib/check.js';
import { DataError } from '../lib/errors.js';
import { type Frame, streamInfo } from '../lib/frame.js';
import { checkOptions } from '../lib/options.js';
import { frameSource, type Opened, type Reading, sourceError } from './bytes/frameSource.js';
import { lineBatches } from './bytes/lineBatches.js';
import type { CsvInput } from './csv/byteSource.js';
import { SOURCE_OPTIONS, type SignalSource, type SourceOptions, type UnreadPart } from './source.js';
import { HEADER_LINES, uff58Header, type Uff58Header } from './uff58/header.js';

/** Numbers as Fortran writes them; nothing need stand between two of them. */
const NUMBERS = /[+-]?(?:\d+\.?\d*|\.\d+)(?:[EDed][+-]?\d+)?/g;

const MARK = /^ {4}-1\s*$/;

/**
 * Reads a time signal of a universal file, data set 58 in text, as a stream of frames of one channel.
 *
 * A file may hold many data sets, one a channel and one behind the other: the first that is a time signal is read, or the one that `columns`
 * names, by its response or by its index among the data sets 58 from 0. All others are listed as not read.
 *
 * @param input a path, a `file:` URL, or `{ name, chunks }`
 * @throws {OptionRangeError | OptionTypeError} at the call on a wrong option
 * @throws {FormatError} while reading: no such file, no such data set, a binary one (58b)
 * @throws {DataError} while reading: a number beyond float32
 * @see Universal file format, data set 58: function at nodal DOF (SDRC)
 */
export function uff58(input: CsvInput, options: SourceOptions = {}): SignalSource {
  checkOptions('uff58', options, SOURCE_OPTIONS);
  return frameSource('uff58', input, options, open);
}

async function open(reading: Reading): Promise<Opened> {
  const lines = linesOf(reading);
  const unread: UnreadPart[] = [];
  const [wanted, ...others] = reading.settings.columns ?? [];
  if (others.length > 0) throw sourceError(reading, 'a stream holds one data set; columns must name one');
  for (let index = 0; ;) {
    const set = await nextSet(lines);
    if (set === undefined) {
      const seen = unread.map(u => u.what).join(', ');
      const rule = wanted === undefined ? 'holds no data set 58 of a time signal' : `holds no data set ${show(wanted)}`;
      throw sourceError(reading, `${rule}${seen === '' ? '' : `; it has ${seen}`}`);
    }
    if (set === '58b') throw sourceError(reading, 'data set 58b is binary; write it as text (58)');
    if (set !== '58') {
      unread.push({ what: `data set ${set}`, reason: 'not of kind 58' });
      await skipSet(lines);
      continue;
    }
    const head: string[] = [];
    while (head.length < HEADER_LINES) head.push((await lines.next()).value ?? '');
    const header = uff58Header(head);
    const { name, flaw } = header;
    if (flaw === undefined && (wanted === undefined || wanted === index || wanted === name)) {
      return opened(reading, header, lines, index, unread);
    }
    unread.push({ what: `data set ${index}, ${show(name)}`, reason: flaw ?? 'not among columns' });
    await skipSet(lines);
    index++;
  }
}

type Lines = AsyncGenerator<string, undefined>;

async function* linesOf({ bytes }: Reading): Lines {
  for await (const batch of lineBatches(bytes)) for (const text of batch) yield text ?? '';
  return undefined;
}

/** The number of the next data set; undefined at the end. */
async function nextSet(lines: Lines): Promise<string | undefined> {
  for (;;) {
    const { value, done } = await lines.next();
    if (done) return undefined;
    if (!MARK.test(value)) continue;
    const number = await lines.next();
    return number.done ? undefined : number.value.slice(0, 7).trim().toLowerCase();
  }
}

async function skipSet(lines: Lines): Promise<void> {
  for (let next = await lines.next(); !next.done && !MARK.test(next.value);) next = await lines.next();
}

function opened(
  reading: Reading,
  { name, unit, length, sampleRate, epoch }: Uff58Header,
  lines: Lines,
  index: number,
  unread: readonly UnreadPart[],
): Opened {
  const { settings, counts } = reading;
  const info = streamInfo({
    channels: 1,
    sampleRate: settings.sampleRate ?? sampleRate,
    epoch,
    names: [name],
    units: [unit],
  });

  async function* frames(): AsyncGenerator<Frame> {
    let data = new Float32Array(settings.frameLength);
    let [start, filled] = [0, 0];
    for (let next = await lines.next(); !next.done && !MARK.test(next.value); next = await lines.next()) {
      for (const [text] of next.value.matchAll(NUMBERS)) {
        if (start + filled === length) {
          counts.skipped++; // more numbers than the header says
          continue;
        }
        data[filled] = Number(text.replace(/d/i, 'e'));
        if (!Number.isFinite(data[filled])) {
          const where = `uff58: ${reading.name}, sample ${start + filled}`;
          throw new DataError('data-non-finite', `${where}: ${text} is beyond the largest float32, 3.4e38`);
        }
        if (++filled < settings.frameLength) continue;
        yield { data, channels: 1, length: filled, start, info };
        start += filled;
        [data, filled] = [new Float32Array(settings.frameLength), 0];
      }
      if (/[^\d\s.+\-ED]/i.test(next.value)) {
        throw sourceError(reading, `expected numbers behind sample ${start + filled}, got ${show(next.value.trim())}`);
      }
    }
    if (filled > 0) yield { data: data.slice(0, filled), channels: 1, length: filled, start, info };
    counts.truncated += length - start - filled;
    for (let set = await nextSet(lines); set !== undefined; set = await nextSet(lines)) {
      reading.unread.push({ what: `data set of kind ${set}`, reason: 'behind the one that is read' });
      await skipSet(lines);
    }
  }

  return {
    description: {
      name: reading.name,
      format: 'uff58',
      info,
      rateFrom: settings.sampleRate === undefined ? 'file' : 'option',
      columns: [{ index, name, unit, role: 'channel' }],
      unread,
      length,
      details: { 'data set': `58, number ${index}` },
    },
    frames,
  };
}
