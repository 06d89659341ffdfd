import { checkInteger, checkNumber, checkOneOf, show } from '../lib/check.js';
import { OptionRangeError, OptionTypeError } from '../lib/errors.js';
import { MAX_CHANNELS, streamInfo } from '../lib/frame.js';
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
import { SAMPLE_NAMES, type SampleName, sampleType } from './bytes/sampleType.js';
import type { CsvInput } from './csv/byteSource.js';
import { SOURCE_OPTIONS, type SignalSource, type SourceOptions } from './source.js';

/** Options of {@link raw}. */
export interface RawOptions extends SourceOptions {
  /** How one sample is stored. */
  readonly type: SampleName;
  /** Number of channels, an integer in [1, 65536]; the samples of all stand one after another. */
  readonly channels: number;
  /** Defaults to `little`. */
  readonly byteOrder?: 'little' | 'big';
  /** Bytes in front of the first sample, an integer of at least 0. Defaults to 0. */
  readonly skipBytes?: number;
  /** real = scale * (code - zeroPoint), finite and not 0. Defaults to 1. */
  readonly scale?: number;
  /** Code of 0, finite. Defaults to 0. */
  readonly zeroPoint?: number;
  /** One name per channel; `ch0`, `ch1`, ... by default. */
  readonly names?: readonly string[];
  /** One unit per channel; '' by default. */
  readonly units?: readonly string[];
}

const OPTIONS: OptionKeys<RawOptions> = {
  ...SOURCE_OPTIONS,
  type: true,
  channels: true,
  byteOrder: true,
  skipBytes: true,
  scale: true,
  zeroPoint: true,
  names: true,
  units: true,
};

/**
 * Reads bytes as they come from a converter or a memory dump: samples of a stated type, channel by channel, without a header.
 *
 * Give `sampleRate` where it is known. Bytes behind the last whole sample of all channels are counted as `trailingBytes`.
 *
 * ```ts
 * raw('adc.bin', { type: 'int16', channels: 3, sampleRate: 6400, scale: 2 / 32768, units: ['g', 'g', 'g'] })
 * ```
 *
 * @param input a path, a `file:` URL, or `{ name, chunks }`
 * @throws {OptionRangeError | OptionTypeError} at the call on a wrong option; while reading, when there is no such channel
 * @throws {FormatError} while reading: no such file
 * @throws {DataError} while reading: a number beyond float32
 */
export function raw(input: CsvInput, options: RawOptions): SignalSource {
  const {
    type,
    channels,
    byteOrder = 'little',
    skipBytes = 0,
    scale = 1,
    zeroPoint = 0,
    names,
    units,
    ...rest
  } = checkOptions('raw', options, OPTIONS);
  checkOneOf('raw', 'type', type, SAMPLE_NAMES);
  checkInteger('raw', 'channels', channels, 1, MAX_CHANNELS);
  checkOneOf('raw', 'byteOrder', byteOrder, ['little', 'big']);
  checkInteger('raw', 'skipBytes', skipBytes, 0);
  checkNumber('raw', 'scale', scale, 'a finite number other than 0', x => x !== 0);
  checkNumber('raw', 'zeroPoint', zeroPoint);
  checkTexts('names', names, channels);
  checkTexts('units', units, channels);
  const stored = sampleType(type, byteOrder === 'little');
  const all = Array.from({ length: channels }, (_, index) => ({
    index,
    name: names?.[index] ?? `ch${index}`,
    unit: units?.[index] ?? '',
  }));

  async function open(reading: Reading): Promise<Opened> {
    await reading.bytes.skip(skipBytes);
    const chosen = chosenColumns(reading, all) ?? all;
    checkFrameSize(reading, chosen.length);
    const { sampleRate } = reading.settings;
    const info = streamInfo({
      channels: chosen.length,
      sampleRate,
      names: chosen.map(c => c.name),
      units: chosen.map(c => c.unit),
    });
    return {
      description: {
        name: reading.name,
        format: 'raw',
        info,
        rateFrom: sampleRate === undefined ? 'unknown' : 'option',
        columns: columnsOf(all, chosen),
        unread: skipBytes > 0 ? [{ what: `the first ${skipBytes} bytes`, reason: 'skipBytes' }] : [],
        details: { samples: `${type}${stored.bytes > 1 ? `, ${byteOrder}-endian` : ''}` },
      },
      frames: () =>
        interleavedFrames(reading, {
          ...{ type: stored, scale, zeroPoint, info, length: Infinity },
          block: channels * stored.bytes,
          offsets: chosen.map(c => c.index * stored.bytes),
        }),
    };
  }
  return frameSource('raw', input, rest, open);
}

function checkTexts(option: string, list: readonly string[] | undefined, channels: number): void {
  if (list === undefined) return;
  if (!Array.isArray(list) || !(list as unknown[]).every(text => typeof text === 'string')) {
    throw new OptionTypeError(`raw: ${option} must be a list of texts, got ${show(list)}`);
  }
  if (list.length !== channels) {
    throw new OptionRangeError(`raw: ${option} must be one per channel, got ${list.length} for ${channels} channels`);
  }
}
