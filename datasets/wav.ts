import { checkPositive } from '../lib/check.js';
import { type Frame, streamInfo } from '../lib/frame.js';
import { checkOptions, type OptionKeys } from '../lib/options.js';
import {
  checkFrameSize,
  chosenColumns,
  columnsOf,
  frameSource,
  type Opened,
  type Reading,
} from './bytes/frameSource.js';
import { interleavedFrames } from './bytes/interleaved.js';
import type { CsvInput } from './csv/byteSource.js';
import { SOURCE_OPTIONS, type SignalSource, type SourceOptions } from './source.js';
import { chunksBehind, waveHead } from './wav/chunks.js';
import { channelNames, waveFormat } from './wav/format.js';
import { broadcastEpoch } from './wav/broadcastEpoch.js';

/** Options of {@link wav}. */
export interface WavOptions extends SourceOptions {
  /** Value of a full-scale sample, finite and > 0. Defaults to 1; 32768 gives the codes of 16-bit files. Float samples are multiplied too. */
  readonly fullScale?: number;
}

const OPTIONS: OptionKeys<WavOptions> = { ...SOURCE_OPTIONS, fullScale: true };

/**
 * Reads a WAV file as a stream of frames, one channel each: PCM of 1 to 32 bits, float of 32 and 64, G.711 mu-law and A-law, in RIFF,
 * RIFX, RF64 and BW64 files, extensible ones too.
 *
 * Values are codes divided by that of full scale, 2^(bits - 1), so they lie in [-1, 1) by default. They are exact but for 32-bit
 * integers and 64-bit floats, which are rounded to float32. Sizes that were never filled in are read to the end of the file; samples
 * that a size promises and the file does not have are counted as `truncated`. The broadcast extension gives the epoch, its clock
 * taken for UTC.
 *
 * @param input a path, a `file:` URL, or `{ name, chunks }`
 * @throws {OptionRangeError | OptionTypeError} at the call on a wrong option; while reading, when there is no such channel
 * @throws {FormatError} while reading: no such file, no WAV file, a format that is not read
 * @throws {DataError} while reading: a number beyond float32
 * @see Microsoft, Multimedia Programming Interface and Data Specifications 1.0 (1991); ITU-R BS.2088 for RF64 and BW64; EBU Tech 3285
 */
export function wav(input: CsvInput, options: WavOptions = {}): SignalSource {
  const { fullScale = 1, ...rest } = checkOptions('wav', options, OPTIONS);
  checkPositive('wav', 'fullScale', fullScale);
  return frameSource('wav', input, rest, reading => open(reading, fullScale));
}

async function open(reading: Reading, fullScale: number): Promise<Opened> {
  const head = await waveHead(reading);
  const format = waveFormat(reading, head);
  const { type, sampleRate, block, full, zeroPoint } = format;
  const all = channelNames(format).map((name, index) => ({ index, name, unit: '' }));
  const chosen = chosenColumns(reading, all) ?? all;
  checkFrameSize(reading, chosen.length);
  const length = head.dataBytes === Infinity ? Infinity : Math.floor(head.dataBytes / block);
  const info = streamInfo({
    channels: chosen.length,
    sampleRate,
    epoch: broadcastEpoch(head.broadcast),
    names: chosen.map(c => c.name),
  });

  async function* frames(): AsyncGenerator<Frame> {
    yield* interleavedFrames(reading, {
      ...{ type, block, zeroPoint, length, info, scale: fullScale / full },
      offsets: chosen.map(c => c.index * type.bytes),
    });
    if (head.dataBytes === Infinity) return;
    const rest = await reading.bytes.skip(head.dataBytes - length * block);
    reading.counts.trailingBytes += rest;
    await chunksBehind(reading, head);
  }

  return {
    description: {
      name: reading.name,
      format: 'wav',
      info,
      rateFrom: reading.settings.sampleRate === undefined ? 'file' : 'option',
      columns: columnsOf(all, chosen),
      unread: head.unread,
      ...(length !== Infinity && { length }),
      details: {
        samples: format.text,
        size: length === Infinity ? 'not written: to the end of the file' : `${length} samples`,
      },
    },
    frames,
  };
}
