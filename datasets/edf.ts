import { type Frame, streamInfo } from '../lib/frame.js';
import { checkOptions } from '../lib/options.js';
import { checkFrameSize, columnsOf, frameSource, type Opened, type Reading } from './bytes/frameSource.js';
import type { CsvInput } from './csv/byteSource.js';
import { recordNotes } from './edf/annotations.js';
import { edfHeader, type EdfHeader } from './edf/header.js';
import { flawOf, rateGroup, rateText } from './edf/rateGroup.js';
import { recordFrames } from './edf/records.js';
import { SOURCE_OPTIONS, type SignalSource, type SourceOptions } from './source.js';

/**
 * Reads an EDF, EDF+, BDF or BDF+ recording as a stream of frames, in the units its header gives.
 *
 * A file may hold signals of several rates, a stream has one: `columns` chooses signals of one rate; by default the largest group of
 * one rate is read, and the description lists all others with theirs. The rate is the exact quotient of samples and duration of a data
 * record. Annotations are counted. In a discontinuous file (EDF+D, BDF+D) `start` jumps to where the onset of a record puts it. The
 * epoch is the start date and time with the onset of the first record, the clock of the recorder taken for UTC.
 *
 * @param input a path, a `file:` URL, or `{ name, chunks }`
 * @throws {OptionRangeError | OptionTypeError} at the call on a wrong option; while reading, when columns are no signals of one rate
 * @throws {FormatError} while reading: no such file, no EDF or BDF file, no signal that can be read
 * @see Kemp et al. 1992 (EDF); Kemp and Olivan 2003 (EDF+); www.biosemi.com/faq/file_format.htm (BDF)
 */
export function edf(input: CsvInput, options: SourceOptions = {}): SignalSource {
  checkOptions('edf', options, SOURCE_OPTIONS);
  return frameSource('edf', input, options, open);
}

async function open(reading: Reading): Promise<Opened> {
  const header = await edfHeader(reading);
  const chosen = rateGroup(reading, header);
  checkFrameSize(reading, chosen.length);
  const onset = await firstOnset(reading, header);
  const { kind, records, signals, epoch } = header;
  const { sampleRate } = reading.settings;
  const info = streamInfo({
    channels: chosen.length,
    sampleRate: sampleRate ?? chosen[0].sampleRate,
    epoch: epoch === undefined ? undefined : epoch + BigInt(onset),
    names: chosen.map(s => s.name),
    units: chosen.map(s => s.unit),
  });
  const all = signals.map(({ index, name, unit, sampleRate: rate }) => ({
    ...{ index, name, unit },
    ...(rate !== undefined && { sampleRate: rate }),
  }));
  return {
    description: {
      name: reading.name,
      format: 'edf',
      info,
      rateFrom: sampleRate !== undefined ? 'option' : info.sampleRate === undefined ? 'unknown' : 'file',
      columns: columnsOf(
        all,
        chosen.map(s => all[s.index]),
        ({ index }) => flawOf(signals[index]) ?? otherReason(rateText(signals[index]), rateText(chosen[0])),
      ),
      unread: [],
      ...(records !== undefined && !kind.endsWith('D') && { length: records * chosen[0].samples }),
      details: {
        kind,
        records: records === undefined ? 'not written: to the end of the file' : String(records),
        ...(epoch === undefined && { begin: 'the date or the time in the header is none' }),
      },
    },
    frames: (): AsyncIterable<Frame> => recordFrames(reading, header, chosen, info, onset),
  };
}

function otherReason(rate: string, chosen: string): string {
  return rate === chosen
    ? 'not among columns'
    : `${rate}, and the channels of one stream share one rate; choose such signals by columns`;
}

/** ns from the start of the file to the first sample. */
async function firstOnset({ bytes }: Reading, { kind, signals, recordBytes, width }: EdfHeader): Promise<number> {
  const notes = kind.includes('+') ? signals.find(s => s.annotations) : undefined;
  if (!notes) return 0;
  const record = await bytes.peek(recordBytes);
  const { onset = 0 } = recordNotes(record.subarray(notes.offset, notes.offset + notes.samples * width));
  return Number.isSafeInteger(onset) ? onset : 0;
}
