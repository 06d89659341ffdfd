import { checkInteger } from '../lib/check.js';
import { type Frame, streamInfo } from '../lib/frame.js';
import { checkOptions, type OptionKeys } from '../lib/options.js';
import {
  checkFrameSize,
  chosenColumns,
  columnsOf,
  frameSource,
  type Opened,
  type Reading,
  sourceError,
} from './bytes/frameSource.js';
import { interleavedFrames } from './bytes/interleaved.js';
import type { CsvInput } from './csv/byteSource.js';
import { npyHeader } from './npy/header.js';
import { npyLayout } from './npy/layout.js';
import { planarFrames } from './npy/planar.js';
import { SOURCE_OPTIONS, type SignalSource, type SourceOptions } from './source.js';

/** Options of {@link npy}. */
export interface NpyOptions extends SourceOptions {
  /** The axis of the array that is time, from 0. Defaults to the longer one of two; the first where both are as long. */
  readonly timeAxis?: number;
}

const OPTIONS: OptionKeys<NpyOptions> = { ...SOURCE_OPTIONS, timeAxis: true };

/**
 * Reads an array of NumPy as a stream of frames: one axis of samples, or two of samples and channels.
 *
 * Versions 1 to 3, C and Fortran order, both byte orders, booleans, integers of 8 to 64 bits and floats of 16 to 64; values are rounded
 * to float32 once. The format knows no sample rate: give `sampleRate`. Whatever order the elements have, memory is constant; only an array
 * of one channel after another that cannot be read at any place (chunks, a gzip file) is held, up to 64 MiB. Nothing in the file is run.
 *
 * @param input a path, a `file:` URL, or `{ name, chunks }`
 * @throws {OptionRangeError | OptionTypeError} at the call on a wrong option; while reading, when there is no such channel
 * @throws {FormatError} while reading: no such file, no array of numbers, three axes or more
 * @throws {DataError} while reading: a number beyond float32
 * @see numpy.lib.format
 */
export function npy(input: CsvInput, options: NpyOptions = {}): SignalSource {
  const { timeAxis, ...rest } = checkOptions('npy', options, OPTIONS);
  if (timeAxis !== undefined) checkInteger('npy', 'timeAxis', timeAxis, 0, 31);
  return frameSource('npy', input, rest, reading => open(reading, timeAxis));
}

async function open(reading: Reading, timeAxis: number | undefined): Promise<Opened> {
  const header = await npyHeader(reading);
  const { type } = header;
  const { channels, length, interleaved, text } = npyLayout(reading, header, timeAxis);
  if (channels === 0) throw sourceError(reading, 'must have at least 1 channel, got 0');
  const all = Array.from({ length: channels }, (_, index) => ({ index, name: `ch${index}`, unit: '' }));
  const chosen = chosenColumns(reading, all) ?? all;
  checkFrameSize(reading, chosen.length);
  const { sampleRate } = reading.settings;
  const info = streamInfo({ channels: chosen.length, sampleRate, names: chosen.map(c => c.name) });

  async function* frames(): AsyncGenerator<Frame> {
    if (!interleaved) {
      yield* planarFrames(reading, {
        type,
        length,
        channels,
        info,
        begin: header.begin,
        chosen: chosen.map(c => c.index),
      });
      return;
    }
    yield* interleavedFrames(reading, {
      ...{ type, length, info, scale: 1, zeroPoint: 0 },
      block: channels * type.bytes,
      offsets: chosen.map(c => c.index * type.bytes),
    });
    reading.counts.trailingBytes += await reading.bytes.skip(Infinity);
  }

  return {
    description: {
      name: reading.name,
      format: 'npy',
      info,
      rateFrom: sampleRate === undefined ? 'unknown' : 'option',
      columns: columnsOf(all, chosen),
      unread: [],
      length,
      details: { samples: header.text, layout: text },
    },
    frames,
  };
}
